"""Compare the signers in all signed documents of a job with the signers in its status change who have signed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from signature_model.jobs.context import Context
from signature_model.signed.evaluation.comparison import ComparedStatus
from signature_model.signed.masked_numbers import MaskedNumber, fingerprint_of
from signature_model.signed.rules import catalogue
from signature_model.signed.validation.results import Results
from signature_model.signed.validation_data import ValidationData
from signature_model.validation.collector import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from signature_model.signed.report import SignedReport


def validate_all_signers(reports: Iterable[SignedReport], signed: Sequence[str | None] | None) -> SignedReport:
    """Return the findings about the signers in all documents of a job.

    ``reports`` are about the documents; ``signed`` is as in ``Sent``.
    """
    results = Results(Context(), ValidationData())
    check_all_signers(results, reports, signed)
    return results.report()


def check_all_signers(results: Results, reports: Iterable[SignedReport], signed: Sequence[str | None] | None) -> None:
    """Compare the signers in all reports with the signers who have signed, if they are known."""
    if signed is None:
        results.skip("status", "the status change is not known, so evidence of other signers may be missing")
    else:
        numbers = {fingerprint_of(each): each for each in signed if each is not None}
        found = [numbers.get(each.fingerprint or "", each.shown) for each in _numbers_in(reports)]
        facts = ComparedStatus(found=tuple(found), signed=tuple(signed))
        results.apply(catalogue.STATUS_RULES, facts, Subject())


def _numbers_in(reports: Iterable[SignedReport]) -> list[MaskedNumber]:
    """Return the numbers of all signers; a PAdES and a XAdES may have the same numbers."""
    most: Counter[MaskedNumber] = Counter()
    apart: Counter[MaskedNumber] = Counter()
    for report in reports:
        own = Counter(MaskedNumber(shown=each.number, fingerprint=each.fingerprint) for each in report.signers)
        if any(each.member is not None for each in report.signatures):
            most |= own
        else:
            apart += own
    return [*(most | apart).elements()]
