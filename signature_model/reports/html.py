"""The report as one HTML page for people: the counts, a section for each input, and an explanation of each code.

The page is written while results arrive. The counts are known last, so they are at the end of the document, and the
style shows them first. The filter needs no script: it is a group of radio buttons that the style reads.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from signature_model.findings import Severity
from signature_model.reports.pages import FOOT, head, prose, shown, with_code
from signature_model.reports.printing import printable_name
from signature_model.reports.results import Verdict
from signature_model.reports.signatures import sentence
from signature_model.reports.tools import VALIDATE_BUNDLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from signature_model.findings import Finding
    from signature_model.reports.results import Result, Summary
    from signature_model.reports.tools import Tool
    from signature_model.rules.registry import Rule

MOST_OPEN = 20
"""The number of invalid inputs that are shown with their findings; the others open on a click."""

_STYLE = """
#summary { order: -2 } .filter { order: -1; display: flex; flex-wrap: wrap; gap: .25rem 1rem; border: 0; margin: 0;
  padding: 0 } .filter label { display: flex; gap: .4rem; align-items: center; min-height: 2.5rem }
.filter input { width: 1.25rem; height: 1.25rem }
.result { content-visibility: auto; contain-intrinsic-size: auto 4rem }
main:has(#only-valid:checked) .result:not(.is-valid), main:has(#only-invalid:checked) .result:not(.is-invalid),
main:has(#only-undecided:checked) .result:not(.is-undecided) { display: none }
"""


def document(results: Iterable[Result], summary: Summary, *, tool: Tool = VALIDATE_BUNDLE) -> Iterator[str]:
    """Return the pieces of the page. ``summary`` is read after the last result."""
    yield head(f"{tool.name} report", _STYLE)
    yield f"<header><h1>{tool.name} report</h1></header>\n<main>\n"
    yield _filter()
    codes: set[str] = set()
    shown_open = 0
    for result in results:
        codes.update(each.code for each in result.report.findings)
        is_open = result.verdict is not Verdict.VALID and shown_open < MOST_OPEN
        shown_open += is_open
        yield _result(result, is_open=is_open)
    yield from _explanations(codes, tool.rules_by_code())
    yield f"{_summary(summary)}</main>\n{FOOT}"


def _filter() -> str:
    choices = [("all", "all inputs"), *((each.value, f"{each} only") for each in (*Verdict,))]
    buttons = "".join(
        f'<label><input type="radio" name="show" id="only-{value}"{" checked" if value == "all" else ""}>'
        f"{words}</label>\n"
        for value, words in choices
    )
    return f'<fieldset class="filter"><legend class="quiet">Show</legend>\n{buttons}</fieldset>\n'


def _result(result: Result, *, is_open: bool) -> str:
    findings = sorted(result.report.findings, key=lambda each: (each.member or "", -each.severity.rank, each.line or 0))
    groups = (_group(member, [*same]) for member, same in groupby(findings, key=lambda each: each.member))
    return (
        f'<details class="card result is-{result.verdict}"{" open" if is_open else ""}><summary>'
        f'<b>{shown(printable_name(result.source))}</b>{_counts(findings)} <span class="badge {result.verdict}">'
        f"{result.verdict}</span></summary>\n{_signatures(result)}{''.join(groups) or '<p>No findings.</p>'}"
        f"{_skipped(result)}</details>\n"
    )


def _signatures(result: Result) -> str:
    if not result.signatures:
        return ""
    rows = "".join(f"<li>{shown(printable_name(sentence(each)))}</li>\n" for each in result.signatures)
    return f"<h3>Signatures</h3>\n<ul>\n{rows}</ul>\n"


def _counts(findings: list[Finding]) -> str:
    counts = {each: sum(found.severity is each for found in findings) for each in Severity}
    words = ", ".join(f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items() if count)
    return f'<span class="quiet">{words}</span>'


def _group(member: str | None, findings: list[Finding]) -> str:
    name = "The bundle" if member is None else f"<code>{shown(printable_name(member))}</code>"
    return f'<h3>{name}</h3>\n<ul class="plain">\n{"".join(map(_finding, findings))}</ul>\n'


def _finding(finding: Finding) -> str:
    numbers = (("line", finding.line), ("column", finding.column))
    place = ", ".join(f"{word} {number:,}" for word, number in numbers if number is not None)
    where = "" if finding.where is None else f"<code>{shown(printable_name(finding.where))}</code>"
    places = " &middot; ".join(filter(None, (place, where)))
    snippet = "" if finding.snippet is None else f"<pre><code>{shown(finding.snippet)}</code></pre>\n"
    hint = "" if finding.hint is None else f"<p>What to do: {with_code(finding.hint)}</p>\n"
    return (
        f'<li><p><span class="badge {finding.severity}">{finding.severity}</span> '
        f'<a href="#{shown(finding.code)}">{shown(finding.code)}</a> <b>{with_code(finding.message)}</b></p>\n'
        f'{f"""<p class="quiet">{places}</p>""" if places else ""}{snippet}{hint}</li>\n'
    )


def _skipped(result: Result) -> str:
    if not result.report.skipped:
        return ""
    rows = "".join(
        f"<li>{shown(each.layer)} ({shown(printable_name(each.why))})</li>\n" for each in result.report.skipped
    )
    return f'<h3>Not checked</h3>\n<ul class="quiet">\n{rows}</ul>\n'


def _explanations(codes: set[str], rules: Mapping[str, Rule[Any]]) -> Iterator[str]:
    if codes:
        yield "<h2>What the codes mean</h2>\n"
    for code in sorted(codes & rules.keys()):
        rule = rules[code]
        yield (
            f'<section class="card" id="{code}"><h3>{code} {rule.name} '
            f'<span class="badge {rule.severity}">{rule.severity}</span></h3>\n{prose(rule.explanation)}</section>\n'
        )


def _summary(summary: Summary) -> str:
    counts = (
        ("checked", summary.checked),
        ("valid", summary.valid),
        ("invalid", summary.invalid),
        ("undecided", summary.undecided),
        ("errors", summary.errors),
        ("warnings", summary.warnings),
        ("notes", summary.notes),
    )
    tiles = "".join(f"<div><dt>{name}</dt><dd>{count:,}</dd></div>\n" for name, count in counts)
    return f'<section id="summary" class="card" aria-label="Summary"><dl class="tiles">\n{tiles}</dl></section>\n'
