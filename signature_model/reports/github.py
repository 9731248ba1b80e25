"""The report as workflow commands of GitHub Actions, which become annotations of files.

GitHub shows at most ten errors, ten warnings and ten notices for each step. The report is therefore written after the
last result, with the worst findings first and no more than GitHub shows. A last notice counts the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.masking import masked
from signature_model.reports.locations import member_inside, path_of
from signature_model.reports.printing import printable
from signature_model.reports.results import Verdict
from signature_model.reports.tools import VALIDATE_BUNDLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import PurePath

    from signature_model.findings import Finding
    from signature_model.reports.results import Result, Summary
    from signature_model.reports.tools import Tool

MOST_SHOWN = 10
"""The number of annotations of one kind that GitHub shows for a step."""
MOST_LETTERS = 4_000
"""The maximum length of a message; GitHub accepts 64 KiB."""

_KINDS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
"""The commands, sorted by severity."""


def document(
    results: Iterable[Result], summary: Summary, *, folder: PurePath | None = None, tool: Tool = VALIDATE_BUNDLE
) -> Iterator[str]:
    """Return the lines of the report. ``summary`` is read after the last result.

    ``folder`` is the absolute working folder with the checked-out repository.
    """
    undecided: list[str] = []
    found: dict[Severity, list[str]] = {each: [] for each in _KINDS}
    for result in results:
        if result.verdict is Verdict.UNDECIDED and len(undecided) < MOST_SHOWN:
            undecided.append(_undecided(result, folder))
        for finding in result.report.findings:
            if len(found[finding.severity]) < MOST_SHOWN:
                found[finding.severity].append(_finding(result, finding, folder))
    found[Severity.ERROR] = [*undecided, *found[Severity.ERROR]][:MOST_SHOWN]
    yield from _within_bounds(found, summary, tool)


def _within_bounds(found: Mapping[Severity, list[str]], summary: Summary, tool: Tool) -> Iterator[str]:
    """Return as many annotations as GitHub shows; if there are more, the last notice counts them."""
    room = MOST_SHOWN - any(_hidden(found, summary).values())
    shown = {**found, Severity.NOTE: found[Severity.NOTE][:room]}
    for each in shown.values():
        yield from each
    if hidden := _hidden(shown, summary):
        counts = ", ".join(f"{count:,} more {kind}{'' if count == 1 else 's'}" for kind, count in hidden.items())
        yield _command("notice", {"title": tool.name}, f"{counts}: use another report format to see all of them")


def _hidden(shown: Mapping[Severity, list[str]], summary: Summary) -> dict[Severity, int]:
    """Return the number of hidden annotations by severity; an undecided input counts as an error."""
    counts = {
        Severity.ERROR: summary.errors + summary.undecided,
        Severity.WARNING: summary.warnings,
        Severity.NOTE: summary.notes,
    }
    return {each: count - len(shown[each]) for each, count in counts.items() if count > len(shown[each])}


def _undecided(result: Result, folder: PurePath | None) -> str:
    why = masked("; ".join(result.reasons))
    file = masked(str(path_of(result, None, folder)))
    return _command("error", {"file": file, "title": "undecided"}, f"could not be validated: {_shown(why)}")


def _finding(result: Result, finding: Finding, folder: PurePath | None) -> str:
    member = member_inside(result, finding)
    properties = {
        "file": masked(str(path_of(result, finding, folder))),
        **({} if finding.line is None else {"line": str(finding.line)}),
        **({} if finding.column is None else {"col": str(finding.column)}),
        "title": f"{finding.code} {finding.name}",
    }
    lead = "" if member is None else f"{_shown(masked(member))}: "
    hint = f"\n{_shown(finding.hint)}" if finding.hint else ""
    return _command(_KINDS[finding.severity], properties, f"{lead}{_shown(finding.message)}{hint}")


def _command(kind: str, properties: Mapping[str, str], data: str) -> str:
    written = ",".join(f"{name}={_property(printable(value))}" for name, value in properties.items())
    return f"::{kind} {written}::{_data(data)}\n"


def _shown(text: str) -> str:
    shown = printable(text[:MOST_LETTERS])
    return shown if len(text) <= MOST_LETTERS else f"{shown}..."


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
