"""Results as plain tuples, for the way from a worker: pickled as they are, they would cost four times as much."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

from signature_model.findings import Finding, Report, Skipped
from signature_model.reports.results import Result, Verdict

Skips: TypeAlias = tuple[tuple[str, str], ...]
Fields: TypeAlias = tuple[Any, ...]
Packed: TypeAlias = tuple[str, str, bool, list[Fields], Skips]

_FIELDS = tuple(each.name for each in fields(Finding))
_of_finding = attrgetter(*_FIELDS)
_of_skipped = attrgetter("layer", "why")


def packed(result: Result) -> Packed:
    """A result as a tuple of what pickles quickly."""
    report = result.report
    findings = [_of_finding(each) for each in report.findings]
    return result.source, str(result.verdict), result.is_folder, findings, tuple(map(_of_skipped, report.skipped))


def unpacked(value: Packed) -> Result:
    """The result again."""
    source, verdict, is_folder, findings, skipped = value
    report = Report(findings=tuple(map(_finding, findings)), skipped=_skipped(skipped))
    return Result(source=source, verdict=Verdict(verdict), report=report, is_folder=is_folder)


def _finding(values: Fields) -> Finding:
    return Finding(**dict(zip(_FIELDS, values, strict=True)))


@lru_cache
def _skipped(values: Skips) -> tuple[Skipped, ...]:
    """Most results have the same."""
    return tuple(Skipped(layer=layer, why=why) for layer, why in values)
