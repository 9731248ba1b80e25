"""Guarantees of every report."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fuzz.promises import require, require_masked, require_masked_repr
from signature_model.rules.catalogue import CATALOGUE
from signature_model.validation.collector import MAX_FINDINGS, MAX_LENGTH

if TYPE_CHECKING:
    from collections.abc import Collection

    from signature_model import Report

_ELLIPSIS: Final = 50
"""The maximum number of characters that truncation adds."""


def require_valid_report(report: Report, catalogue: Collection[str] = CATALOGUE) -> None:
    """Raise Broken unless the report is within its limits, uses only known codes, and contains no id number."""
    counts = Counter(each.code for each in report.findings)
    require(counts.keys() <= set(catalogue), "a code that the catalogue does not have")
    require(max(counts.values(), default=0) <= MAX_FINDINGS, "more findings of a rule than the limit")
    for each in report.findings:
        texts = (each.message, each.where or "")
        require(max(map(len, texts)) <= MAX_LENGTH + _ELLIPSIS, "a text that was not truncated")
    # File names are not masked unless they contain a valid number.
    nameless = replace(report, findings=tuple(replace(each, member=None) for each in report.findings))
    require_masked(str(nameless), "a report")
    require_masked_repr(nameless, "the repr of a report")
    str(report).encode()
