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

NAMELESS = "(a blank name)"
MOST_OPEN = 20
"""The number of invalid inputs that are shown with their findings; the others open on a click."""

_STYLE = """
#summary { order: -3 } .filter { order: -2; display: flex; flex-wrap: wrap; gap: .4rem; border: 0; margin: .5rem 0 0;
  padding: 0 } main > h2.first { order: -1; margin: .5rem 0 0 }
.filter label { display: flex; gap: .4rem; align-items: center; min-height: 2.5rem; padding: 0 .9rem;
  border: 1px solid var(--line); border-radius: 1.25rem; background: var(--card); cursor: pointer }
.filter label:has(:checked) { border-color: var(--link); background: var(--note-back) }
.filter label:has(:focus-visible) { outline: 3px solid var(--link); outline-offset: 2px }
.filter input { width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--link) }
.share { display: flex; height: .6rem; margin-top: .9rem; border-radius: .3rem; overflow: hidden; gap: 2px }
.share .valid { background: var(--good) } .share .invalid { background: var(--bad) }
.share .undecided { background: var(--open) }
.results { display: grid; grid-template-columns: minmax(0, 1fr); gap: .5rem }
.result { content-visibility: auto; contain-intrinsic-size: auto 3.25rem; padding: .25rem 1rem; border-left-width: 4px }
.result[open] { padding-bottom: 1rem }
@media (max-width: 40rem) { .result > summary b { flex-basis: 80% } }
.result > summary b { font-weight: 600 } .result > summary .quiet { font-weight: 400 }
.is-valid { border-left-color: var(--good) } .is-invalid { border-left-color: var(--bad) }
.is-undecided { border-left-color: var(--open) }
.codes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: .75rem }
.codes h3 { margin-top: 0 } :target { outline: 3px solid var(--link) }
.filter:has(#only-valid:checked) ~ .results > :not(.is-valid),
.filter:has(#only-invalid:checked) ~ .results > :not(.is-invalid),
.filter:has(#only-undecided:checked) ~ .results > :not(.is-undecided) { display: none }
"""


def document(results: Iterable[Result], summary: Summary, *, tool: Tool = VALIDATE_BUNDLE) -> Iterator[str]:
    """Return the pieces of the page. ``summary`` is read after the last result."""
    yield head(f"{tool.name} report", _STYLE)
    yield f"<header><h1>{tool.name} report</h1></header>\n<main>\n"
    yield f'{_filter()}<h2 class="first">Results</h2>\n'
    yield '<div class="results">\n'
    codes: set[str] = set()
    shown_open = 0
    for result in results:
        codes.update(each.code for each in result.report.findings)
        is_open = result.verdict is not Verdict.VALID and shown_open < MOST_OPEN
        shown_open += is_open
        yield _result(result, is_open=is_open)
    yield "</div>\n"
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
    findings = _sorted(result.report.findings)
    groups = (_group(member, [*same]) for member, same in groupby(findings, key=lambda each: each.member))
    path, slash, name = printable_name(result.source).rpartition("/")
    folder = slash and f'<span class="quiet">{shown(path + slash)}</span>'
    return (
        f'<details class="card result is-{result.verdict}"{" open" if is_open else ""}><summary>'
        f"<b>{folder}{shown(name)}</b>{_counts(findings)} "
        f'<span class="badge {result.verdict}">{result.verdict}</span></summary>\n'
        f"{_signatures(result)}{''.join(groups) or '<p>No findings.</p>'}{_skipped(result)}</details>\n"
    )


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by file, the most serious first."""
    gravest: dict[str | None, int] = {}
    for each in findings:
        gravest[each.member] = max(gravest.get(each.member, 0), each.severity.rank)
    return sorted(findings, key=lambda e: (-gravest[e.member], e.member or "", -e.severity.rank, e.line or 0))


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
    name = "The bundle" if member is None else f"<code>{shown(printable_name(member).strip() or NAMELESS)}</code>"
    return f'<h3>{name}</h3>\n<ul class="findings">\n{"".join(map(_finding, findings))}</ul>\n'


def _finding(finding: Finding) -> str:
    """Return a finding in few elements: a report may have hundreds of thousands of findings."""
    numbers = (("line", finding.line), ("column", finding.column))
    place = [f"{word} {number:,}" for word, number in numbers if number is not None]
    where = [] if finding.where is None else [printable_name(finding.where)]
    places = shown(", ".join([*place, *where]))
    snippet = "" if finding.snippet is None else f"<pre><code>{shown(finding.snippet)}</code></pre>"
    hint = "" if finding.hint is None else f"What to do: {with_code(finding.hint)}"
    code = shown(finding.code)
    return (
        f'<li class="{finding.severity}"><b>{finding.severity} <a href="#{code}">{code}</a>'
        f" {with_code(finding.message)}</b>{places and f'<small>{places}</small>'}{snippet}{hint}</li>\n"
    )


def _skipped(result: Result) -> str:
    if not result.report.skipped:
        return ""
    layers = "; ".join(f"{each.layer} ({printable_name(each.why)})" for each in result.report.skipped)
    return f'<p class="quiet">Not checked: {shown(layers)}</p>'


def _explanations(codes: set[str], rules: Mapping[str, Rule[Any]]) -> Iterator[str]:
    if not codes:
        return
    yield '<h2>What the codes mean</h2>\n<div class="codes">\n'
    for code in sorted(codes & rules.keys()):
        rule = rules[code]
        yield (
            f'<section class="card" id="{code}"><h3>{code} {rule.name} '
            f'<span class="badge {rule.severity}">{rule.severity}</span></h3>\n{prose(rule.explanation)}</section>\n'
        )
    yield "</div>\n"


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
    shares = "".join(f'<span class="{name}" style="flex-grow:{count}"></span>' for name, count in counts[1:4] if count)
    return (
        f'<section id="summary" class="card" aria-label="Summary"><dl class="tiles">\n{tiles}</dl>'
        f'<div class="share" aria-hidden="true">{shares}</div></section>\n'
    )
