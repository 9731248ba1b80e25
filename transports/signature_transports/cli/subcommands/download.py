"""``signering download``: save signed documents and signatures in files."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final, cast

import click

from signature_model.api.direct_responses import DirectStatus
from signature_model.console.files import new_file, require_new
from signature_model.console.reading import STANDARD_INPUT
from signature_model.errors import NotOffered
from signature_model.reports.results import Verdict
from signature_transports.cli.connections import open_connection
from signature_transports.cli.help import Subcommand
from signature_transports.cli.job_problems import FaultyJobFile
from signature_transports.cli.options import CONTEXT, FILE, HOW_TO_OVERWRITE, with_output_options
from signature_transports.cli.records import read_change
from signature_transports.cli.service_options import with_connection_options
from signature_transports.cli.verdicts import AcceptedVerdicts, name_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from signature_model.api.direct_responses import DirectSignature
    from signature_model.api.responses import Signature
    from signature_model.clients.direct import DirectClient
    from signature_model.clients.portal import PortalClient
    from signature_model.reports.results import Result
    from signature_transports.cli.output import Output
    from signature_transports.cli.records import AnyChange
    from signature_transports.cli.verification import Verification
    from signature_transports.settings import Settings

STEP: Final = 256 * 1024
"""Bytes between two updates of the progress. Shorter downloads show none."""
_HOW_TO_KEEP = "do not confirm the status change: the service may then delete the documents"

EPILOG = """\
\b
Examples:
  signering download change.json --pades
  signering poll --json | signering download - --all --into archive/
  signering download change.json --all --job contract.asice
      --signature-trust people/ --confirm

\b
Files:
  job-1234.pades.pdf            the signed document
  job-1234.signer-1.xades.xml   the signature of the first signer in the record, and so on
  job-1234.pades.invalid.pdf    a document that was verified and is invalid

With --job, each document is compared with what you sent, and its signatures and certificates are verified; the
findings are those of validate-signed. If a document is invalid, the status is 1 and the status change is not
confirmed. A document is undecided if something that the verdict needs is missing, such as trust anchors; with
--require-valid the status is then 3.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A URL, and the name of the file for it, which has no personal data. ``signature`` is None for the PAdES."""

    url: str
    name: str
    signature: Signature | DirectSignature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The folder for the files, and whether they may be overwritten."""

    path: Path
    force: bool

    def require_free(self, names: Iterable[str]) -> None:
        """Raise FileInTheWay if a file would be overwritten without permission."""
        for each in () if self.force else names:
            require_new(self.path / each, HOW_TO_OVERWRITE)


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("record", metavar="RECORD")
@click.option("--pades", is_flag=True, help="The signed document, with the signatures so far.")
@click.option("--xades", is_flag=True, help="The signature of each signer who has signed.")
@click.option(
    "--all", "everything", envvar="SIGNERING_ALL", is_flag=True, help="The signed document and all signatures."
)
@click.option(
    "--into",
    type=FILE,
    default=Path(),
    metavar="FOLDER",
    help="The folder for the files, created if missing. [default: the current folder]",
)
@click.option("--force", is_flag=True, help="Overwrite files.")
@click.option(
    "--job",
    type=FILE,
    metavar="FILE",
    help="What was sent (job file, bundle or manifest), to compare each document with.",
)
@click.option(
    "--verify/--no-verify",
    default=None,
    help="Whether to verify each document before it is saved. [default: if --job, --signature-trust, --require-valid or"
    " --confirm is given]",
)
@click.option(
    "--signature-trust",
    type=FILE,
    multiple=True,
    metavar="FILE_OR_FOLDER",
    help="The trust anchors for people, seals and time-stamps; repeatable. Without it, no document is valid.",
)
@click.option("--require-valid", is_flag=True, help="Also fail if a document is undecided.")
@click.option("--accept-invalid", is_flag=True, help="Succeed, and confirm, even if a document is invalid.")
@click.option("--confirm", is_flag=True, help="Confirm the status change after everything was saved; needs --all.")
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings, **options: Any) -> None:  # noqa: ANN401 - one value for each option
    """Download signed documents and signatures.

    RECORD is a file with a status change from poll (--save or --json) or status --json, or - for standard input. A
    file appears when it is complete, and is not overwritten without --force. Prints the names of the files, and
    with --all whether the status change remains to be confirmed. The service keeps documents for 40 days.
    """
    pades, xades = (options["everything"] or options[each] for each in ("pades", "xades"))
    _require_consistent(options, is_any=pades or xades)
    change = read_change(options["record"])
    downloads = list(_downloads(change, pades=pades, xades=xades))
    if not downloads:
        msg = f"job {change.signature_job_id}: nothing to download: no signer has signed"
        raise NotOffered(msg, "wait for a later status change")
    verification = _maybe_verification(change, settings, output, options)
    folder = Folder(path=options["into"], force=options["force"])
    folder.path.mkdir(parents=True, exist_ok=True)
    folder.require_free(each.name for each in downloads)
    with open_connection(settings) as connection:
        client = connection.direct if isinstance(change, DirectStatus) else connection.portal
        if verification is None:
            for each in downloads:
                _save(client, each, folder, output)
        else:
            results = [
                _save_verified(client, each, folder, output, verification) for each in sorted(downloads, key=_is_pades)
            ]
            output.verified(results)
            accepted = AcceptedVerdicts(
                accepts_invalid=options["accept_invalid"], requires_valid=options["require_valid"]
            )
            accepted.require_met(results, _HOW_TO_KEEP)
        if options["confirm"]:
            client.confirm(cast("Any", change))
            confirmed = {"confirmed": True, "signature_job_id": change.signature_job_id}
            output.result(json.dumps(confirmed), f"confirmed: job {change.signature_job_id}")
        elif change.confirmation_url is not None and options["record"] != STANDARD_INPUT and options["everything"]:
            output.note(
                f"not confirmed yet: after you have stored the files, run `signering confirm {options['record']}`"
            )


def _require_consistent(options: dict[str, Any], *, is_any: bool) -> None:
    """Raise click.UsageError for options that contradict each other."""
    verifies = options["verify"]
    if not is_any:
        message = "what to download? Give --pades, --xades or --all."
    elif options["confirm"] and not options["everything"]:
        message = "--confirm needs --all: after the confirmation, the service may delete what was not downloaded"
    elif verifies is False and (options["require_valid"] or options["accept_invalid"]):
        message = "--no-verify cannot be combined with --require-valid or --accept-invalid"
    else:
        return
    raise click.UsageError(message)


def _maybe_verification(
    change: AnyChange, settings: Settings, output: Output, options: dict[str, Any]
) -> Verification | None:
    """Return how to verify; None if the options do not ask for it. Raises Unusable, FaultyJobFile."""
    job, trust = options["job"], options["signature_trust"]
    asked = options["confirm"] or options["require_valid"] or trust or job is not None
    if not (asked if options["verify"] is None else options["verify"]):
        return None
    from signature_transports.cli.verification import verification_of  # noqa: PLC0415 - `--help` needs no cryptography

    try:
        return verification_of(change, job, trust, settings)
    except FaultyJobFile as refusal:
        output.problems(str(job), refusal.problems)
        raise


def _downloads(change: AnyChange, *, pades: bool, xades: bool) -> Iterator[Download]:
    name = f"job-{change.signature_job_id}"
    if pades and change.pades_url is not None:
        yield Download(url=change.pades_url, name=f"{name}.pades.pdf")
    signatures: Sequence[Signature | DirectSignature] = change.signatures if xades else ()
    for number, signature in enumerate(signatures, 1):
        if signature.xades_url is not None:
            name_of_file = f"{name}.signer-{number}.xades.xml"
            yield Download(url=signature.xades_url, name=name_of_file, signature=signature)


def _is_pades(download: Download) -> bool:
    return download.signature is None


def _save(client: PortalClient | DirectClient, download: Download, folder: Folder, output: Output) -> None:
    path = folder.path / download.name
    with new_file(path, overwrite=folder.force) as file:
        size = _fetch(client, download, file, output)
    output.result(json.dumps({"file": str(path), "bytes": size}), f"{path}: {size:,} bytes")


def _save_verified(
    client: PortalClient | DirectClient,
    download: Download,
    folder: Folder,
    output: Output,
    verification: Verification,
) -> Result:
    """Save a document under a name that depends on its verdict, so that an invalid one never replaces a valid one."""
    with TemporaryFile(dir=folder.path) as fetched:
        size = _fetch(client, download, cast("BinaryIO", fetched), output)
        fetched.seek(0)
        result = verification.result_of(download.name, cast("BinaryIO", fetched), download.signature)
        fetched.seek(0)
        path = str(folder.path / name_by(result.verdict, download.name))
        with new_file(Path(path), overwrite=folder.force or result.verdict is Verdict.INVALID) as file:
            copyfileobj(fetched, file)
    shown = {"file": path, "bytes": size, "verdict": result.verdict}
    output.result(json.dumps(shown), f"{path}: {size:,} bytes, {result.verdict}")
    return replace(result, source=path)


def _fetch(client: PortalClient | DirectClient, download: Download, file: BinaryIO, output: Output) -> int:
    if not output.shows_progress:
        return client.save(download.url, file)
    watched = WatchedFile(file, download.name)
    try:
        return client.save(download.url, cast("BinaryIO", watched))
    finally:
        watched.done()


class WatchedFile:
    """A binary file that shows on a terminal how many bytes were written. The line is removed at the end."""

    def __init__(self, file: BinaryIO, label: str) -> None:
        self._file = file
        self._label = label
        self._shown = 0

    def write(self, piece: bytes) -> int:
        """Write, and update the line if enough has been written."""
        written = self._file.write(piece)
        if self._file.tell() - self._shown >= STEP:
            self._shown = self._file.tell()
            self._show(f"{self._label}: {self._shown // 1024:,} KiB")
        return written

    def done(self) -> None:
        """Remove the line."""
        if self._shown:
            self._show("")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - an attribute of the file
        return getattr(self._file, name)

    def _show(self, text: str) -> None:
        sys.stderr.write(f"\r{text:<{len(self._label) + 20}}\r")
        sys.stderr.flush()
