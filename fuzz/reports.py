"""What every report promises, whatever it is about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from signature_model.judgement import MAX_FINDINGS, MAX_LENGTH
from signature_model.rules.catalogue import CATALOGUE

if TYPE_CHECKING:
    from signature_model import Report

_ELEVEN_DIGITS: Final = re.compile(r"(?<![,\d])\d{11}", re.ASCII)
_ELLIPSIS: Final = 50
"""Characters that cutting a text may add."""


class Untellable(Exception):
    """A report that breaks a promise."""


def require_tellable(report: Report) -> None:
    """Raise Untellable unless the report can be told: within bounds, by the catalogue, without anybody's number."""
    counts = Counter(each.code for each in report.findings)
    _require(counts.keys() <= CATALOGUE.keys(), "a code that the catalogue does not have")
    _require(max(counts.values(), default=0) <= MAX_FINDINGS, "more findings of a rule than are told")
    for each in report.findings:
        texts = (each.message, each.where or "")
        _require(max(map(len, texts)) <= MAX_LENGTH + _ELLIPSIS, "a text that was not cut")
    # The names of files are shown as they are, unless they hold a valid number.
    nameless = replace(report, findings=tuple(replace(each, member=None) for each in report.findings))
    _require(_ELEVEN_DIGITS.search(f"{nameless}\n{nameless!r}") is None, "eleven digits in a row")
    str(report).encode()


def _require(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion's
    if not condition:
        raise Untellable(otherwise)
