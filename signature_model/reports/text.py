"""The report for people at a terminal: one line for each finding, sorted by place, its hint below it, and a summary."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from signature_model.findings import Severity
from signature_model.reports.printing import printable, printable_name
from signature_model.reports.results import Verdict
from signature_model.reports.signatures import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.findings import Finding
    from signature_model.reports.results import Result, Summary
    from signature_model.reports.tools import Tool

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
MOST_LETTERS = 200
"""The maximum length of a member's name, which may have 65,535 characters; reports for programs show all of it."""

_TIME_STAMP = "time-stamp"
_VERIFIABLE_UNTIL = "PSR851"
_QUIET, _NORMAL, _VERBOSE = -1, 0, 1


def document(
    results: Iterable[Result], summary: Summary, verbosity: int = _NORMAL, tool: Tool | None = None
) -> Iterator[str]:
    """Return the pieces of the report. ``summary`` is read after the last result.

    With a ``tool``, the report says how to get an explanation of the first error.

    A ``verbosity`` of -1 omits the hints and the summary; 1 adds the layers that were not checked and the valid inputs,
    and the notes that repeat facts about a signature.
    """
    not_checked: Counter[str] = Counter()
    validated = 0
    decisive: Finding | None = None
    for result in results:
        if decisive is None and result.verdict is Verdict.INVALID:
            decisive = max(result.report.findings, key=lambda each: each.severity.rank, default=None)
        yield from _result(result, verbosity)
        if result.verdict is not Verdict.UNDECIDED:
            validated += 1
            not_checked.update(list(dict.fromkeys(each.layer for each in result.report.skipped)))
    if not_checked and verbosity == _NORMAL:
        layers = (
            layer if count == validated else f"{layer} in {count:,} of {validated:,} inputs"
            for layer, count in not_checked.most_common()
        )
        yield f"not checked: {printable(', '.join(layers))} (use -v for the reasons)\n"
    if verbosity > _QUIET:
        yield f"{counted(summary)}\n"
    if tool is not None and decisive is not None and verbosity > _QUIET:
        yield f"`{tool.name} --explain {decisive.code}` explains {decisive.code}\n"


def _result(result: Result, verbosity: int) -> Iterator[str]:
    source = printable_name(result.source)
    shown = [each for each in result.report.findings if verbosity >= _VERBOSE or not _is_repeated(each)]
    for finding in sorted(shown, key=_place):
        yield _finding(source, finding)
        if finding.hint and verbosity > _QUIET:
            yield click.style(f"    {printable(finding.hint)}\n", dim=True)
    stated = "" if result.verdict is Verdict.VALID and not result.left_out else "according to the document: "
    for each in result.signatures or ():
        if each.kind != _TIME_STAMP and verbosity > _QUIET:
            yield f"{source}: {stated}{printable_name(sentence(each))}\n"
    if result.verdict is Verdict.UNDECIDED:
        why = "; ".join(result.reasons)
        yield f"{click.style(source, bold=True)}: {click.style('undecided', fg='magenta')}: {printable_name(why)}\n"
        return
    if verbosity >= _VERBOSE:
        for skipped in result.report.skipped:
            yield f"{source}: not checked: {skipped.layer} ({printable(skipped.why)})\n"
    # It has just been said who has signed.
    if verbosity >= _VERBOSE or (result.signatures and result.verdict is Verdict.INVALID and verbosity > _QUIET):
        yield f"{source}: {result.verdict}\n"


def _is_repeated(finding: Finding) -> bool:
    """Whether the sentence about the signature already says what the finding says."""
    return finding.code == _VERIFIABLE_UNTIL and finding.severity is Severity.NOTE


def _place(finding: Finding) -> tuple[str, int, int, str]:
    return finding.member or "", finding.line or 0, finding.column or 0, finding.code


def _finding(source: str, finding: Finding) -> str:
    inside = finding.where if finding.line is None else finding.line
    place = [
        source,
        *(_short(printable_name(str(each))) for each in (finding.member, inside, finding.column) if each is not None),
    ]
    severity = click.style(f"{finding.severity}", fg=_COLOURS[finding.severity])
    code = click.style(finding.code, bold=True)
    return f"{':'.join(place)}: {code} {severity} {finding.name}: {printable(finding.message)}\n"


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else f"{name[:MOST_LETTERS]}..."


def counted(summary: Summary) -> str:
    """Return the counts of a summary in words, such as ``2 checked: 1 valid, 1 invalid (1 error)``."""
    verdicts = ((summary.valid, "valid"), (summary.invalid, "invalid"), (summary.undecided, "undecided"))
    parts = ", ".join(f"{count:,} {verdict}" for count, verdict in verdicts if count) or "nothing to check"
    found = ((summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note"))
    counts = ", ".join(f"{count:,} {kind}{'' if count == 1 else 's'}" for count, kind in found if count)
    return f"{summary.checked:,} checked: {parts}{f' ({counts})' if counts else ''}"
