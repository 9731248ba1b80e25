"""The inputs of ``validate-signed``: signed documents, folders of them, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from signature_model.cli.output import ReportLocation
from signature_model.console.errors import Unusable, internal_error
from signature_model.console.reading import STANDARD_INPUT, Unreadable, content_of, read, read_named
from signature_model.console.sent_files import sent_in
from signature_model.console.signed_files import signed_files
from signature_model.console.trust import read_revocation_data, read_trusted_list
from signature_model.containers.file_kinds import CHANGE, RESPONSE, maybe_other_kind
from signature_model.errors import UnreadableInput
from signature_model.findings import Severity, Skipped
from signature_model.jobs.identifiers import national_id_fault
from signature_model.masking import masked
from signature_model.pdf.headers import is_pdf
from signature_model.reports.results import Criteria, undecided
from signature_model.signed import (
    EarlierReport,
    Sent,
    SentDocument,
    SentSigner,
    validate_package,
    validate_signed,
)
from signature_model.signed.packages import is_package
from signature_model.signed.validation.all_signers import validate_all_signers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signature_model.jobs.context import Context
    from signature_model.reports.results import FileFacts, Result
    from signature_model.signed import PackageReport, SignedReport, TrustedList

_AT: Final = "@"
_NOT_FOR_PACKAGES: Final = "the documents of an evidence package are not compared with it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file by its name, and the folder of downloads that it was found in."""

    name: str
    folder: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationSettings:
    """The settings for all inputs: the criteria for findings, and the data that are not in the files.

    ``earlier`` is a JSON report with its name.
    """

    criteria: Criteria
    revocation: Sequence[bytes] = ()
    trusted_list: TrustedList | None = None
    earlier: tuple[Path, bytes] | None = None

    @classmethod
    def of(cls, options: dict[str, Any]) -> ValidationSettings:
        """Return the settings that the options state. Raises Unusable."""
        criteria = Criteria(select=options["select"], ignore=options["ignore"], fail_on=Severity(options["fail_on"]))
        trusted_list, earlier = options["trusted_list"], options["earlier"]
        return cls(
            criteria=criteria,
            revocation=[read_revocation_data(each) for each in options["revocation"]],
            trusted_list=None if trusted_list is None else read_trusted_list(trusted_list),
            earlier=None if earlier is None else (earlier, content_of(earlier)),
        )

    def earlier_report(self, name: str) -> EarlierReport | None:
        """Return the part of the earlier report that is about a file. Raises Unusable."""
        if self.earlier is None:
            return None
        path, content = self.earlier
        try:
            return EarlierReport.from_json(content, name)
        except UnreadableInput as error:
            reason = f"{path}: {error.message}"
            raise Unusable(reason) from error


def named(paths: Sequence[str]) -> tuple[Input, ...]:
    """Return the files that the arguments name. Files of a folder are sorted by name.

    Raises click.UsageError, Unusable.
    """
    if not paths:
        message = "name at least one signed document or folder, or - for standard input"
        raise click.UsageError(message)
    if list(paths).count(STANDARD_INPUT) > 1:
        message = "standard input can be read only once"
        raise click.UsageError(message)
    return tuple(each for path in paths for each in _expanded(path))


def require_no_overwriting(inputs: Sequence[Input], options: dict[str, Any]) -> None:
    """Refuse to write a report over an input. Raises click.UsageError."""
    files = [
        *(options[each] for each in ("job", "status", "trusted_list", "earlier")),
        *options["documents"],
        *options["revocation"],
    ]
    names = [*(each.name for each in inputs), *(str(each) for each in files if each is not None)]
    for report in (options["output"], options["report"]):
        location = ReportLocation(report)
        for name in names:
            if location.would_overwrite(name):
                message = f"the report would overwrite or change {name}; choose another file"
                raise click.UsageError(message)


def sent_of(options: dict[str, Any]) -> Sent | None:
    """Return what was sent, according to the options; None if no option says it. Raises Unusable."""
    job: Path | None = options["job"]
    if not any(options[each] for each in ("job", "documents", "signers", "status")):
        return None
    sent = Sent() if job is None else sent_in(job, content_of(job))
    if options["documents"]:
        sent = replace(
            sent, documents=tuple([SentDocument.of(each.name, content_of(each)) for each in options["documents"]])
        )
    if options["signers"]:
        numbers = [number for each in options["signers"] for number in _numbers(each)]
        sent = replace(sent, signers=tuple([SentSigner(number=each) for each in numbers]))
    if options["status"] is not None:
        content = content_of(options["status"])
        try:
            sent = sent.with_status(content)
        except UnreadableInput as error:
            other = maybe_other_kind(content, "a status change", {CHANGE, RESPONSE})
            reason = f"{options['status']} is {other or f'not a status change: {error}'}"
            raise Unusable(reason) from error
    return sent


def results_of(
    inputs: Sequence[Input], sent: Sent | None, context: Context, settings: ValidationSettings
) -> Iterator[Result]:
    """Yield the result for each input, and for each file of a package; undecided if the input cannot be read.

    After the files of a folder, their signers are compared with the signers who have signed. If they differ, there is a
    result for the folder.
    """
    signed = None if sent is None else sent.signed
    for folder, group in groupby(inputs, key=lambda each: each.folder):
        reports: dict[FileFacts, SignedReport] = {}
        for each in group:
            for result in _results_of_file(each, inputs, sent, context, settings):
                if result.signed is not None and result.file is not None and result.source == masked(each.name):
                    reports[result.file] = result.signed  # a copy counts once, and a package compares its own signers
                yield result
        if folder is not None:
            all_signers = validate_all_signers(reports.values(), signed)
            if all_signers.findings:
                yield settings.criteria.signed_result(masked(str(folder)), all_signers)


def _why_signers_may_be_missing(file: Input, sent: Sent | None) -> str | None:
    """Return why a XAdES may not be the only one of its job; None if that is certain."""
    if sent is None or sent.signed is None:
        several = sent is None or sent.signers is None or len(sent.signers) > 1
        return "the status change is not known, so evidence of other signers may be missing" if several else None
    several = file.folder is None and len(sent.signed) > 1
    return "to compare all signers, give the folder with the XAdES of each" if several else None


def _results_of_file(
    file: Input, inputs: Sequence[Input], sent: Sent | None, context: Context, settings: ValidationSettings
) -> Iterator[Result]:
    name = masked(file.name)
    try:
        content = read_named(file.name) if file.folder is None else read(Path(file.name))
        if is_package(content):
            package = validate_package(
                content, sent, context, revocation=settings.revocation, trusted_list=settings.trusted_list
            )
            if settings.earlier is not None:
                package = replace(package, seal=_noted(package.seal, "earlier report", _NOT_FOR_PACKAGES))
            yield from _package_results(name, content, package, settings.criteria)
            return
        earlier = settings.earlier_report(name)
        report = validate_signed(
            content,
            sent or Sent(),
            context,
            evidence=_evidence(file, inputs) if is_pdf(content) else [],
            revocation=settings.revocation,
            earlier=earlier,
            trusted_list=settings.trusted_list,
        )
        if not is_pdf(content) and (why := _why_signers_may_be_missing(file, sent)) is not None:
            report = _noted(report, "status", why)
        if settings.earlier is not None and earlier is None:
            report = _noted(report, "earlier report", "it has no file with this name")
        yield settings.criteria.signed_result(name, report, content)
    except Unusable:
        raise
    except Unreadable as reason:
        yield undecided(name, str(reason))
    except Exception as error:  # noqa: BLE001 - the outermost guard: other inputs must still get their verdicts
        yield undecided(name, internal_error(error))


def _noted(report: SignedReport, layer: str, why: str) -> SignedReport:
    """Say what was not compared."""
    return replace(report, skipped=(*report.skipped, Skipped(layer=layer, why=why)))


def _package_results(name: str, content: bytes, report: PackageReport, criteria: Criteria) -> Iterator[Result]:
    yield criteria.signed_result(name, report.seal, content)
    files = {} if report.package is None else report.package.files
    for member, each in report.documents.items():
        yield criteria.signed_result(f"{name}/{member}", each, files[member])


def _expanded(path: str) -> list[Input]:
    if path == STANDARD_INPUT or not Path(path).is_dir():
        return [Input(name=path)]
    return [Input(name=str(each), folder=Path(path)) for each in signed_files(Path(path))]


def _evidence(pdf: Input, inputs: Sequence[Input]) -> list[bytes]:
    """Return the XAdES that were downloaded into the same folder."""
    beside = [each.name for each in inputs if pdf.folder is not None and each.folder == pdf.folder]
    return [read(Path(each)) for each in beside if each.lower().endswith(".xml")]


def _numbers(given: str) -> list[str]:
    """Return the national id numbers of an option: one number, or the numbers in a file."""
    listed = [given]
    if given.startswith(_AT):
        listed = content_of(Path(given[1:])).decode("utf-8", "replace").split()
    for each in listed:
        if fault := national_id_fault(each):
            reason = f"--signer: {masked(each)} {fault}"
            raise Unusable(reason)
    return listed
