"""The report as Markdown, for the summaries of CI jobs: a section for each input with findings, then the counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from signature_model.reports.printing import printable_name
from signature_model.reports.results import Verdict
from signature_model.reports.text import counted
from signature_model.reports.tools import VALIDATE_BUNDLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.findings import Finding
    from signature_model.reports.results import Result, Summary
    from signature_model.reports.tools import Tool

MOST_SHOWN = 500
"""The number of inputs that have a section: job summaries of GitHub have at most 1 MiB."""

_SIGNS: Final = {Verdict.VALID: "✅", Verdict.INVALID: "❌", Verdict.UNDECIDED: "❔"}
_PUNCTUATION: Final = re.compile(r"([\\`*_{}\[\]<>#|~&$]|:(?=//)|(?<=www)\.)")


def document(results: Iterable[Result], summary: Summary, *, tool: Tool = VALIDATE_BUNDLE) -> Iterator[str]:
    """Return the pieces of the report. ``summary`` is read after the last result."""
    yield f"# {tool.name}\n"
    sections = 0
    for result in results:
        if result.report.findings or result.verdict is Verdict.UNDECIDED:
            sections += 1
            if sections <= MOST_SHOWN:
                yield _section(result)
    if sections > MOST_SHOWN:
        more = sections - MOST_SHOWN
        yield f"\nFurther inputs with findings: {more:,}. Use another report format to see all of them.\n"
    yield f"\n**{_text(counted(summary))}**\n"


def _section(result: Result) -> str:
    lines = "".join(map(_finding, result.report.findings))
    if result.verdict is Verdict.UNDECIDED:
        lines += "".join(f"- {_text(printable_name(each))}\n" for each in result.reasons)
    return f"\n## {_SIGNS[result.verdict]} {_text(printable_name(result.source))}: {result.verdict}\n\n{lines}"


def _finding(finding: Finding) -> str:
    place = ":".join(str(each) for each in (finding.member, finding.line or finding.where) if each is not None)
    lead = f"{_text(printable_name(place))}: " if place else ""
    hint = f". *What to do: {_text(finding.hint)}*" if finding.hint and finding.hint.strip() else ""
    return f"- **{finding.severity} {_text(finding.code)}** {lead}{_text(finding.message)}{hint}\n"


def _text(text: str) -> str:
    """Return a text without markup."""
    return _PUNCTUATION.sub(r"\\\1", printable_name(text))
