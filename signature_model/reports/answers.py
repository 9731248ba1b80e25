"""The answer in a report on a signed document: what it proves, what is wrong, or what could not be decided."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from signature_model.findings import Severity
from signature_model.jobs.norwegian_time import day_in_words, in_norway
from signature_model.masking import masked
from signature_model.reports.results import Verdict
from signature_model.signed.validation.layers import NO_ANCHORS

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.findings import Finding
    from signature_model.reports.results import Result
    from signature_model.signed.report import SignedReport
    from signature_model.signed.signature_facts import SignerFacts

NOT_DECIDED: Final = "It cannot be decided whether this document is proof."
_NOT_IDENTIFIED: Final = "PSR823"
_PAGES_DIFFER: Final = "PSR815"
MOST_NAMED: Final = 3
"""The maximum number of signers and of reasons that an answer names."""


def answer(result: Result, report: SignedReport) -> list[str]:
    """Return the answer: a sentence with the result, and sentences with the reasons. Id numbers are masked."""
    match result.verdict:
        case Verdict.VALID if result.left_out:
            names = dict.fromkeys(f"{each.name.replace('-', ' ')} ({each.code})" for each in result.left_out)
            return [f"Errors were left out of this verdict: {', '.join(names)}.", *_claimed(report)]
        case Verdict.VALID:
            return [*_signed(report), *_uncertain(result), f"{_since(report)}{_until(report)}"]
        case Verdict.INVALID:
            return ["Do not rely on this document.", *_wrong(result)]
        case _:
            missing = _sentences([each.why for each in report.undecided])
            return [NOT_DECIDED, *missing, *_remedies(result, report), *_claimed(report)]


def _signed(report: SignedReport) -> list[str]:
    said = [_who_signed(each) for each in report.signers[:MOST_NAMED]]
    left = len(report.signers) - MOST_NAMED
    if left > 0:
        said.append(f"{left} more {'person has' if left == 1 else 'people have'} signed.")
    return said or ["The seal is genuine."]


def _uncertain(result: Result) -> list[str]:
    """Say which signers may not be the people who were addressed."""
    return _sentences([each.message for each in result.report.findings if each.code == _NOT_IDENTIFIED])


def _who_signed(signer: SignerFacts) -> str:
    signature = signer.signature
    what = f" {', '.join(signer.covers)}" if signer.covers else ""
    moment = signature.proved_at or signature.claimed_at
    when = "" if moment is None else f" on {time_in_words(moment)}"
    if not (signer.is_advanced or signer.name or signer.number):
        sealing = f"{signature.organization or 'An organisation'} sealed{what or ' this'}{when}"
        return f"{sealing}, and does not state who signed."
    method = f" with {signer.method}" if signer.method else ""
    if not signer.is_advanced:
        method = f" after logging in{method}, as {signature.organization or 'the packager'} states"
    proof = "A time-stamp proves the time." if signature.proved_at is not None else "Nothing proves the time."
    return f"{_person(signer)} signed{what}{when}{method}. {proof}"


def _person(signer: SignerFacts) -> str:
    number = "" if signer.number is None else f" ({signer.number})"
    return f"{signer.name or 'A person whose name is not stated'}{number}"


def _since(report: SignedReport) -> str:
    """Say that nothing has changed, or else how the pages may differ from the documents."""
    differing = [each.message for each in report.findings if each.code == _PAGES_DIFFER]
    return " ".join(_sentences(differing)) or "Nothing has changed since then."


def _until(report: SignedReport) -> str:
    until = report.verifiable_until
    return "" if until is None else f" This can be verified until {day_in_words(until)}."


def _wrong(result: Result) -> list[str]:
    found = sorted(result.report.findings, key=lambda each: -each.severity.rank)
    decisive = [each for each in found if each.severity is Severity.ERROR] or found
    return _sentences([f"{each.name.replace('-', ' ')}{_inside(each)}: {each.message}" for each in decisive])


def _inside(finding: Finding) -> str:
    """Name the attachment that a finding is about."""
    return "" if finding.member is None else f" ({finding.member})"


def _remedies(result: Result, report: SignedReport) -> list[str]:
    """Say what is missing for an answer."""
    layers = {each.layer for each in report.undecided}
    codes = {each.code for each in result.report.findings}
    found = [
        "the roots of the issuers that you trust" if NO_ANCHORS in {each.why for each in report.undecided} else None,
        "OCSP responses or CRLs for the certificates" if codes & {"PSR845", "PSR846"} else None,
        "the documents that you sent" if "documents" in layers else None,
        "the library that reads PDF documents" if "form" in layers else None,
    ]
    needed = [each for each in found if each is not None]
    return [f"To get an answer, add: {'; '.join(needed)}."] if needed else []


def _claimed(report: SignedReport) -> list[str]:
    return [f"According to the document: {' '.join(_signed(report))}"] if report.signers else []


def _sentences(reasons: list[str]) -> list[str]:
    """Return the first reasons as sentences, and the number of the others."""
    different = list(dict.fromkeys(masked(each) for each in reasons))
    said = [f"{each[:1].upper()}{each[1:]}." for each in different[:MOST_NAMED]]
    left = len(different) - MOST_NAMED
    if left > 0:
        said.append(f"There {'is 1 more reason' if left == 1 else f'are {left} more reasons'} below.")
    return said


def time_in_words(moment: datetime) -> str:
    """Return a time such as "20 November 2026 at 13:00 CET (12:00 UTC)"."""
    try:
        local, universal = in_norway(moment), moment.astimezone(UTC)
    except OverflowError:  # the first and the last day of the calendar
        return f"{day_in_words(moment)} at {moment:%H:%M} {moment.tzname()}"
    day = "" if local.date() == universal.date() else f"{universal.day} {universal:%B} at "
    return f"{day_in_words(local)} at {local:%H:%M} {local.tzname()} ({day}{universal:%H:%M} UTC)"
