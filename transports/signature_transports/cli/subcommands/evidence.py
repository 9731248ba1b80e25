"""``signering evidence``: validate what proves a job, and seal it in one file."""

from __future__ import annotations

import hashlib
import json
import logging
import shlex
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from signature_model.console.errors import Unusable
from signature_model.console.files import require_new, write_file
from signature_model.console.reading import content_of
from signature_model.errors import CredentialsError, UnreadableInput
from signature_model.jobs.norwegian_time import in_words
from signature_model.masking import masked
from signature_transports.cli.help import Subcommand
from signature_transports.cli.job_problems import FaultyJobFile
from signature_transports.cli.keys import maybe_credentials
from signature_transports.cli.options import CONTEXT, FILE, HOW_TO_OVERWRITE, with_output_options
from signature_transports.cli.service_options import with_certificate_options
from signature_transports.cli.verdicts import AcceptedVerdicts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from signature_model.jobs.context import Context
    from signature_model.reports.results import Result
    from signature_model.signed import EvidencePackage
    from signature_transports.cli.output import Output
    from signature_transports.settings import Settings

_log = logging.getLogger(__name__)

_NOT_WRITTEN = "nothing was written"
VALIDATE: Final = "validate-signed"

EPILOG = """\
\b
Example:
  signering evidence signed/ --job contract.asice --status change.json
      --signature-trust people/ --signature-trust our-root.pem --revocation our-issuer.crl
      --credentials our.p12 --output job-1234.asice
  validate-signed job-1234.asice --trust people/ --trust our-root.pem

To validate the seal, you need the root of your enterprise certificate, and a CRL or an OCSP response of its issuer.

The file is an ASiC-E container with the folders job, documents, signed, statuses, anchors, revocation and reports; the
reports are those of validate-signed, as JSON and as a page. Your enterprise certificate seals all of them. The file has
personal data: decide when you delete it.
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("signed", nargs=-1, required=True, type=FILE, metavar="SIGNED...")
@click.option("--job", type=FILE, required=True, metavar="FILE", help="What was sent: job file, bundle or manifest.")
@click.option(
    "--status",
    "statuses",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="A file with a status change, from poll or status: it says who has signed; repeatable.",
)
@click.option(
    "--signature-trust",
    "--trust",
    "signature_trust",
    type=FILE,
    multiple=True,
    metavar="FILE_OR_FOLDER",
    help="The trust anchors for people, seals and time-stamps; repeatable. Without it, no document is valid.",
)
@click.option(
    "--trusted-list", type=FILE, metavar="FILE", help="A copy of the national trusted list; it goes into the file, too."
)
@click.option(
    "--revocation",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="An OCSP response or a CRL that is not in the signed documents; repeatable.",
)
@click.option(
    "--output",
    "path",
    type=FILE,
    required=True,
    envvar="SIGNERING_EVIDENCE",
    metavar="FILE",
    help="The file for the evidence.",
)
@click.option("--force", is_flag=True, help="Overwrite the file.")
@click.option("--require-valid", is_flag=True, help="Also fail if a document is undecided.")
@click.option("--accept-invalid", is_flag=True, help="Seal the evidence even if a document is invalid.")
@with_output_options
@with_certificate_options
def command(output: Output, settings: Settings, **options: Any) -> None:  # noqa: ANN401 - one value for each option
    """Seal all the evidence of a job in one file, to keep it for years.

    SIGNED is a XAdES, a PAdES, or a folder with a job's downloads. They are validated first; if a document is invalid,
    nothing is written and the status is 1. validate-signed verifies the file again. Nothing is sent.
    """
    path: Path = options["path"]
    if not options["force"]:
        require_new(path, HOW_TO_OVERWRITE)
    credentials = maybe_credentials(settings)
    if credentials is None:
        msg = "there is no key to seal the evidence"
        raise CredentialsError(msg, "name the file of the enterprise certificate with --credentials")
    moment = datetime.now(UTC)
    for problem in credentials.problems(moment):
        _log.warning(problem)
    try:
        package = _package(options)
    except FaultyJobFile as refusal:
        output.problems(str(options["job"]), refusal.problems)
        raise
    context = _context(options, moment)
    results = _results(package, context, options["trusted_list"])
    output.verified(results)
    accepted = AcceptedVerdicts(accepts_invalid=options["accept_invalid"], requires_valid=options["require_valid"])
    accepted.require_met(results, _NOT_WRITTEN)
    from signature_model.signed import write_package  # noqa: PLC0415 - `--help` needs no cryptography

    try:
        complete = replace(package, reports=_reports(package, results, context, options))
        content = write_package(complete, credentials, signing_time=moment)
    except ValueError as error:
        raise Unusable(str(error)) from error
    write_file(path, content, overwrite=options["force"])
    verdict = _seal_verdict(content, context)
    until = credentials.certificate.not_valid_after_utc
    digest = hashlib.sha256(content).hexdigest()
    record = {
        "file": str(path),
        "bytes": len(content),
        "sha256": digest,
        "seal_verifiable_until": until.isoformat(),
        "seal": verdict,
    }
    made = f"{path}: {len(content):,} bytes, SHA-256 {digest}"
    output.result(json.dumps(record), f"{made}; the seal is {verdict}; its certificate expires {in_words(until)}")


def _seal_verdict(content: bytes, context: Context) -> str:
    """Validate the seal as ``validate-signed`` will with the same trust anchors, and warn about what is missing."""
    from signature_model.signed.validation.packages import validate_package  # noqa: PLC0415 - `--help` needs no cryptography

    report = validate_package(content, context=context).seal
    for error in report.errors:
        if error.code == "PSR840":
            remedy = "add it to --signature-trust, later to --trust"
            _log.warning("the seal is not valid without the root of its certificate: %s", remedy)
        else:
            _log.warning("the seal is invalid: %s", error)
    for each in report.undecided:
        _log.warning("the seal is undecided: %s; --revocation adds OCSP responses and CRLs to the file", each.why)
    return report.verdict


def _package(options: dict[str, Any]) -> EvidencePackage:
    """Return the files that the options name. Raises Unusable, FaultyJobFile."""
    from signature_model.console.signed_files import signed_files  # noqa: PLC0415 - `--help` needs no cryptography
    from signature_model.console.trust import read_revocation_data, trust_files  # noqa: PLC0415
    from signature_model.signed import EvidencePackage  # noqa: PLC0415
    from signature_transports.cli.verification import SentJob  # noqa: PLC0415

    job = SentJob.read(options["job"])
    signed = [file for each in options["signed"] for file in (signed_files(each) if each.is_dir() else [each])]
    for each in options["revocation"]:
        read_revocation_data(each)
    package = EvidencePackage(
        bundle=job.bundle,
        manifest=job.manifest,
        documents={each.name: each.content for each in job.sent.documents or () if each.content is not None},
        signed=_contents(signed),
        statuses=_contents(options["statuses"]),
        anchors=_contents([*trust_files(*options["signature_trust"]), *filter(None, [options["trusted_list"]])]),
        revocation=_contents(options["revocation"]),
    )
    try:
        package.sent()
    except UnreadableInput as error:
        reason = f"--status must name status changes: {error.message}"
        raise Unusable(reason) from error
    return package


def _contents(files: Iterable[Path]) -> dict[str, bytes]:
    """Return the contents of files by their names. Raises Unusable."""
    contents: dict[str, bytes] = {}
    for each in files:
        if each.name in contents:
            reason = f"two files have the name {each.name}; rename one of them"
            raise Unusable(reason)
        contents[each.name] = content_of(each)
    return contents


def _context(options: dict[str, Any], moment: datetime) -> Context:
    from signature_model.console.trust import maybe_trust_anchors  # noqa: PLC0415 - `--help` needs no cryptography
    from signature_model.jobs.context import Context  # noqa: PLC0415

    return Context(now=moment, trust_anchors=maybe_trust_anchors(options["signature_trust"]))


def _results(package: EvidencePackage, context: Context, trusted_list: Path | None) -> list[Result]:
    from signature_model.console.trust import read_trusted_list  # noqa: PLC0415 - `--help` needs no cryptography
    from signature_model.reports.results import Criteria  # noqa: PLC0415
    from signature_model.signed.validation.all_signers import validate_all_signers  # noqa: PLC0415
    from signature_model.signed.validation.packages import validate_contents  # noqa: PLC0415

    listed = None if trusted_list is None else read_trusted_list(trusted_list)
    reports = validate_contents(package, context=context, trusted_list=listed)
    results = [Criteria().signed_result(name, report, package.files[name]) for name, report in reports.items()]
    all_signers = validate_all_signers(reports.values(), package.sent().signed)
    return [*results, *([Criteria().signed_result("signed", all_signers)] if all_signers.findings else [])]


def _reports(
    package: EvidencePackage, results: list[Result], context: Context, options: dict[str, Any]
) -> dict[str, bytes]:
    """Return the report of validate-signed as JSON, and as a page for people that is made from it."""
    from signature_model.reports.evidence.page import page  # noqa: PLC0415 - `--help` does not need it
    from signature_model.reports.json import document  # noqa: PLC0415
    from signature_model.reports.results import Summary  # noqa: PLC0415
    from signature_model.reports.signed import Basis  # noqa: PLC0415
    from signature_model.reports.tools import VALIDATE_SIGNED  # noqa: PLC0415

    summary = Summary()
    basis = Basis(context=context, sent=package.sent(), command=_command(options, context))
    counted = summary.counting(results)
    report = "".join(document(counted, summary, tool=VALIDATE_SIGNED, basis=basis))
    shown = "".join(page(json.loads(report), VALIDATE_SIGNED.rules_by_code()))
    return {"report.json": report.encode(), "report.html": shown.encode()}


def _command(options: dict[str, Any], context: Context) -> tuple[str, ...]:
    """Return the command line that validates the file again."""
    words = [VALIDATE, str(options["path"]), "--now", str(context.now and context.now.isoformat())]
    for each in options["signature_trust"]:
        words += ["--trust", str(each)]
    if options["trusted_list"] is not None:
        words += ["--trusted-list", str(options["trusted_list"])]
    return tuple(shlex.quote(masked(each)) for each in words)
