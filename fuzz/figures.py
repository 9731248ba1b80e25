"""The figures of campaigns: read from libFuzzer's output, added over all runs, and printed as a table."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LINE: Final = re.compile(r"^#(\d+)\s+\S+\s+cov: (\d+) ft: (\d+) corp: (\d+)/", re.MULTILINE)
_EXECUTED: Final = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.MULTILINE)
_NEW: Final = re.compile(r"^stat::new_units_added:\s*(\d+)", re.MULTILINE)
_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a campaign. ``seconds`` and ``slowest`` are processor time, ``largest`` is in bytes.

    ``coverage`` counts the branches of instrumented code that were reached. ``features`` also counts how often they
    were reached, and the comparisons.
    """

    target: str
    seconds: float
    executions: int
    coverage: int
    features: int
    corpus: int
    new: int
    slowest: float
    largest: int
    findings: int


def figures_of(target: str, seconds: float, log: str, costs: dict[str, float], findings: int) -> Figures:
    """Read the figures from the log of a campaign."""
    last = max(_LINE.findall(log), key=lambda found: int(found[0]), default=("0", "0", "0", "0"))
    executed, new = _EXECUTED.search(log), _NEW.search(log)
    return Figures(
        target=target,
        seconds=round(seconds, 1),
        executions=int(executed[1] if executed else last[0]),
        coverage=int(last[1]),
        features=int(last[2]),
        corpus=int(last[3]),
        new=int(new[1]) if new else 0,
        slowest=round(costs.get("seconds", 0.0), 3),
        largest=int(costs.get("memory", 0)),
        findings=findings,
    )


def kept(file: Path, figures: Figures) -> Figures:
    """Add these figures to the stored ones, and return the sum."""
    with file.open("a", encoding="utf-8") as opened:
        opened.write(json.dumps(asdict(figures)) + "\n")
    runs = [Figures(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    return Figures(
        target=figures.target,
        seconds=sum(each.seconds for each in runs),
        executions=sum(each.executions for each in runs),
        coverage=max(each.coverage for each in runs),
        features=max(each.features for each in runs),
        corpus=figures.corpus,
        new=sum(each.new for each in runs),
        slowest=max(each.slowest for each in runs),
        largest=max(each.largest for each in runs),
        findings=sum(each.findings for each in runs),
    )


def table(rows: Iterable[Figures]) -> str:
    """Return a table with one line for each target."""
    heads = (
        "target",
        "seconds",
        "executions",
        "exec/s",
        "coverage",
        "features",
        "corpus",
        "new",
        "worst",
        "peak",
        "findings",
    )
    lines = [heads, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def _cells(row: Figures) -> tuple[str, ...]:
    return (
        row.target,
        f"{row.seconds:,.0f}",
        f"{row.executions:,}",
        f"{row.executions / row.seconds if row.seconds else 0:,.0f}",
        f"{row.coverage:,}",
        f"{row.features:,}",
        f"{row.corpus:,}",
        f"{row.new:,}",
        f"{row.slowest:.2f} s",
        f"{row.largest / _MIB:.0f} MiB",
        str(row.findings),
    )
