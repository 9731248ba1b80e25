"""The result for one input: its report, limited to the selected codes, and its verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from signature_model.findings import Report, Severity, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.findings import Finding
    from signature_model.signed.report import SignedReport
    from signature_model.signed.signature_facts import SignatureFacts


class Verdict(StrEnum):
    """The outcome for an input; undecided if it could not be validated."""

    VALID = "valid"
    INVALID = "invalid"
    UNDECIDED = "undecided"


class FileFacts(NamedTuple):
    """The size of a file in bytes, and its SHA-256 digest in hexadecimal."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> FileFacts:
        """Return the facts of a content."""
        import hashlib  # noqa: PLC0415 - it loads OpenSSL, which a manifest does not need

        return cls(size=len(content), sha256=hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The report and the verdict on one input; ``source`` is its name as the user gave it.

    ``is_folder`` is true for an unpacked bundle: findings then name lines in the files of a folder. ``signed`` is the
    report on a signed document, and ``file`` its size and digest; both are None for other inputs. ``undecided`` are the
    reasons why a signed document is undecided. ``left_out`` are the errors of a signed document that were not selected.
    """

    source: str
    verdict: Verdict
    report: Report
    is_folder: bool = False
    signed: SignedReport | None = None
    file: FileFacts | None = None
    undecided: tuple[str, ...] = ()
    left_out: tuple[Finding, ...] = ()

    @property
    def signatures(self) -> tuple[SignatureFacts, ...] | None:
        """The signatures of a signed document; None for other inputs."""
        return None if self.signed is None else self.signed.signatures

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons why the result is undecided."""
        return self.undecided or tuple([each.why for each in self.report.skipped])


class Criteria(NamedTuple):
    """Select the findings that count, and decide which make an input invalid.

    ``select`` and ``ignore`` are code prefixes (empty: all codes, no codes); ``fail_on`` is the lowest severity that
    makes an input invalid.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR

    def result(self, source: str, report: Report, *, is_folder: bool = False) -> Result:
        """Return the result for an input that was validated."""
        kept = tuple(each for each in report.findings if self._counts(each.code))
        fails = any(each.severity.rank >= self.fail_on.rank for each in kept)
        verdict = Verdict.INVALID if fails else Verdict.VALID
        return Result(source=source, verdict=verdict, report=replace(report, findings=kept), is_folder=is_folder)

    def signed_result(self, source: str, report: SignedReport, content: bytes | None = None) -> Result:
        """Return the result for a signed document. If it is not invalid, it may be undecided."""
        result = self.result(source, report.plain)
        left_out = tuple([each for each in report.errors if not self._counts(each.code)])
        skipped = (*result.report.skipped, *map(_as_skipped, left_out))
        result = replace(result, report=replace(result.report, skipped=skipped), left_out=left_out)
        is_undecided = report.undecided and result.verdict is Verdict.VALID
        verdict = Verdict.UNDECIDED if is_undecided else result.verdict
        reasons = tuple([each.why for each in report.undecided]) if is_undecided else ()
        file = None if content is None else FileFacts.of(content)
        return replace(result, verdict=verdict, signed=report, file=file, undecided=reasons)

    def _counts(self, code: str) -> bool:
        return code.startswith(self.select or "") and not (self.ignore and code.startswith(self.ignore))


def _as_skipped(finding: Finding) -> Skipped:
    from signature_model.signed.rules.catalogue import layer_of  # noqa: PLC0415 - seldom needed

    return Skipped(layer=layer_of(finding.code), why=f"{finding.code} was left out: {finding.message}")


def undecided(source: str, why: str) -> Result:
    """Return the result for an input that could not be validated."""
    report = Report(skipped=(Skipped(layer="everything", why=why),))
    return Result(source=source, verdict=Verdict.UNDECIDED, report=report)


@dataclass(slots=True)
class Summary:
    """Counts of inputs by verdict and of findings by severity, over all results."""

    checked: int = 0
    valid: int = 0
    invalid: int = 0
    undecided: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0

    def add(self, result: Result) -> None:
        """Count one result."""
        self.checked += 1
        self.valid += result.verdict is Verdict.VALID
        self.invalid += result.verdict is Verdict.INVALID
        self.undecided += result.verdict is Verdict.UNDECIDED
        severities = [each.severity for each in result.report.findings]
        self.errors += severities.count(Severity.ERROR)
        self.warnings += severities.count(Severity.WARNING)
        self.notes += severities.count(Severity.NOTE)

    def counting(self, results: Iterable[Result]) -> Iterator[Result]:
        """Yield the results unchanged, and count each before it is yielded."""
        for result in results:
            self.add(result)
            yield result
