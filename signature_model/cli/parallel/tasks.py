"""The task of a worker: validate a chunk of the inputs, and return the results as tuples.

Pickling the result objects would take four times as long.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from signature_model.cli.fingerprint import differences, fingerprint_of
from signature_model.cli.parallel.errors import WorkerDiffers
from signature_model.cli.verdicts import result_of
from signature_model.console.errors import Unusable
from signature_model.console.reading import Unreadable
from signature_model.findings import Finding, Report, Skipped
from signature_model.reports.results import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.cli.settings import Settings
    from signature_model.jobs.context import Context

Skips: TypeAlias = tuple[tuple[str, str], ...]
Fields: TypeAlias = tuple[Any, ...]
Packed: TypeAlias = tuple[str, str, bool, list[Fields], Skips]

_FIELDS = tuple(each.name for each in fields(Finding))
_of_finding = attrgetter(*_FIELDS)
_of_skipped = attrgetter("layer", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """How a worker validates inputs.

    Relative names are relative to ``folder``; an empty text means the worker's own folder. ``fingerprint`` describes
    the settings in the process that created the task.
    """

    settings: Settings
    fingerprint: str
    folder: str = ""

    @classmethod
    def by(cls, settings: Settings, folder: str = "") -> Self:
        """Return the task with the fingerprint of the settings. Raises Unusable."""
        return cls(settings=settings, fingerprint=fingerprint_of(settings), folder=folder)


def validate_chunk(names: Sequence[str], task: Task) -> list[Result]:
    """Return the results for some inputs, in their order. Raises WorkerDiffers."""
    context = _context(task)
    return [result_of(name, task.settings.criteria, context, task.folder) for name in names]


def validate_and_pack(names: Sequence[str], task: Task) -> list[Packed]:
    """Return the results as ``validate_chunk`` does, packed."""
    return list(map(packed, validate_chunk(names, task)))


def require_agreement(task: Task) -> None:
    """Raise WorkerDiffers if this worker would return different verdicts from the process that created the task."""
    _context(task)


def packed(result: Result) -> Packed:
    """Return a result as a tuple."""
    report = result.report
    findings = [_of_finding(each) for each in report.findings]
    return result.source, str(result.verdict), result.is_folder, findings, tuple(map(_of_skipped, report.skipped))


def unpacked(value: Packed) -> Result:
    """Return the result that was packed."""
    source, verdict, is_folder, findings, skipped = value
    report = Report(findings=tuple(map(_finding, findings)), skipped=_skipped(skipped))
    return Result(source=source, verdict=Verdict(verdict), report=report, is_folder=is_folder)


def _finding(values: Fields) -> Finding:
    return Finding(**dict(zip(_FIELDS, values, strict=True)))


@lru_cache
def _skipped(values: Skips) -> tuple[Skipped, ...]:
    """Cached, because most results skip the same layers."""
    return tuple(Skipped(layer=layer, why=why) for layer, why in values)


@lru_cache(maxsize=4)
def _context(task: Task) -> Context:
    try:
        context, fingerprint = task.settings.context(), fingerprint_of(task.settings)
    except (Unusable, Unreadable, OSError) as error:
        reason = f"a worker cannot read a file: {error}"
        raise WorkerDiffers(reason) from error
    if fingerprint != task.fingerprint:
        reason = f"a worker would validate differently: {differences(fingerprint, task.fingerprint)}"
        raise WorkerDiffers(reason)
    return context
