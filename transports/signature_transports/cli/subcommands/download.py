"""``signering download``: save signed documents and signatures in files."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

from signature_model.api.direct_responses import DirectStatus
from signature_model.console.files import new_file, require_absent
from signature_model.errors import NotOffered
from signature_transports.cli.connections import connected
from signature_transports.cli.options import CONTEXT, FILE, calling, speaking
from signature_transports.cli.records import read_change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from signature_model.api.direct_responses import DirectSignature
    from signature_model.api.responses import Signature
    from signature_model.clients.direct import DirectClient
    from signature_model.clients.portal import PortalClient
    from signature_transports.cli.output import Output
    from signature_transports.cli.records import AnyChange
    from signature_transports.settings import Settings

STEP: Final = 256 * 1024
"""Bytes between two updates of the progress. Shorter downloads show none."""
_HOW_TO_OVERWRITE = "use --force to overwrite it"

EPILOG = """\
\b
Examples:
  signering download change.json --pades
  signering poll --json | signering download - --all --into archive/

\b
Files:
  job-1234.pades.pdf            the signed document
  job-1234.signer-1.xades.xml   the signature of the first signer in the record, and so on
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A URL, and the name of the file for it, which has no personal data."""

    url: str
    name: str


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@click.argument("record", metavar="RECORD")
@click.option("--pades", is_flag=True, help="The signed document, with the signatures so far.")
@click.option("--xades", is_flag=True, help="The signature of each signer who has signed.")
@click.option("--all", "everything", envvar="SIGNERING_ALL", is_flag=True, help="Both.")
@click.option(
    "--into",
    type=FILE,
    default=Path(),
    metavar="FOLDER",
    help="The folder for the files, created if missing. [default: the current folder]",
)
@click.option("--force", is_flag=True, help="Overwrite files.")
@speaking
@calling
def command(  # noqa: PLR0913 - one value for each option
    output: Output,
    settings: Settings,
    *,
    record: str,
    pades: bool,
    xades: bool,
    everything: bool,
    into: Path,
    force: bool,
) -> None:
    """Download signed documents and signatures.

    RECORD is a file with a status change from poll --json or status --json, or - for standard input. A file appears
    when it is complete, and is not overwritten without --force. Prints the names of the files. The service keeps
    documents for 40 days.
    """
    if not (pades or xades or everything):
        message = "what to download? Give --pades, --xades or --all."
        raise click.UsageError(message)
    change = read_change(record)
    downloads = list(_downloads(change, pades=pades or everything, xades=xades or everything))
    if not downloads:
        msg = f"job {change.signature_job_id}: nothing to download: no signer has signed"
        raise NotOffered(msg, "wait for a later status change")
    for each in () if force else downloads:
        require_absent(into / each.name, _HOW_TO_OVERWRITE)
    into.mkdir(parents=True, exist_ok=True)
    with connected(settings) as connection:
        client = connection.direct if isinstance(change, DirectStatus) else connection.portal
        for each in downloads:
            size = _save(client, each, into, output, force=force)
            path = str(into / each.name)
            output.result(json.dumps({"file": path, "bytes": size}), f"{path}: {size:,} bytes")


def _downloads(change: AnyChange, *, pades: bool, xades: bool) -> Iterator[Download]:
    name = f"job-{change.signature_job_id}"
    if pades and change.pades_url is not None:
        yield Download(url=change.pades_url, name=f"{name}.pades.pdf")
    signatures: Sequence[Signature | DirectSignature] = change.signatures if xades else ()
    for number, signature in enumerate(signatures, 1):
        if signature.xades_url is not None:
            yield Download(url=signature.xades_url, name=f"{name}.signer-{number}.xades.xml")


def _save(client: PortalClient | DirectClient, download: Download, into: Path, output: Output, *, force: bool) -> int:
    with new_file(into / download.name, overwrite=force) as file:
        if not output.shows_progress:
            return client.save(download.url, file)
        watched = WatchedFile(file, download.name)
        try:
            return client.save(download.url, cast("BinaryIO", watched))
        finally:
            watched.done()


class WatchedFile:
    """A binary file that shows on a terminal how much was written to it, in a line that is removed at the end."""

    def __init__(self, file: BinaryIO, label: str) -> None:
        self._file = file
        self._label = label
        self._shown = 0

    def write(self, piece: bytes) -> int:
        """Write, and update the line now and then."""
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
