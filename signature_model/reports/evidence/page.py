"""The evidence report: a page that says who signed what and when, what was checked, and how to repeat it.

It is made only from the JSON report of ``validate-signed`` and the rules. Its five parts are for a case worker first,
and then for an expert: the answer; who signed what, when and how; what was checked and what was not; how to repeat the
validation; and when the evidence ends.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from signature_model.reports.evidence.layers import layers_checked
from signature_model.reports.evidence.parts import END, day_shown, file_name, name_shown, opened, time_shown
from signature_model.reports.evidence.repeating import repeating
from signature_model.reports.evidence.signers import signers
from signature_model.reports.pages import FOOT, head, shown, with_code
from signature_model.reports.printing import printable_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from signature_model.rules.registry import Rule

    Object = Mapping[str, Any]

TITLE: Final = "Evidence report"

_STYLE: Final = """
.answer { border-left: .4rem solid; font-size: 1.1rem; padding: 1rem 1.25rem } .answer p { margin: 0 }
.answer.valid { border-color: var(--good) } .answer.invalid { border-color: var(--bad) }
.answer.undecided { border-color: var(--open) } .answer p + p { margin-top: .5rem }
dl.facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .35rem 1.25rem; margin: 0 }
dl.facts dt { color: var(--quiet) } dl.facts dd { margin: 0 }
@media (max-width: 34rem) { dl.facts { grid-template-columns: 1fr; gap: 0 } dl.facts dd { margin-bottom: .5rem } }
table { border-collapse: collapse; width: 100% }
td:first-child { min-width: 9rem } td, th { padding: .35rem 1rem .35rem 0; text-align: left;
  vertical-align: top; border-top: 1px solid var(--line) } tr:first-child > * { border-top: 0 }
th { font-weight: 600 } thead th { color: var(--quiet); font-weight: 400 }
@media (max-width: 40rem) { table, tbody, tr, td { display: block } thead { display: none }
  tr td { border: 0; padding: 0 } tr + tr { border-top: 1px solid var(--line) } tr { padding: .5rem 0 } }
.part > div + div { margin-top: 1.25rem }
.layer { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; margin: 0 }
.layer b { min-width: 9rem } .who { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline;
  margin: 0 0 .5rem } .who b { font-size: 1.1rem } .part { margin-top: 1.25rem } h2 { margin: 0 0 .5rem }
h1 + p { margin-top: .25rem } .finding { margin: .5rem 0 0; padding-left: 1rem; border-left: .2rem solid var(--line) }
.size { white-space: nowrap } .answer ul { margin: .5rem 0 0; padding-left: 1.25rem }
.digest { font-size: .85rem } .ends { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
  gap: .75rem; margin: 0 } .ends dt { color: var(--quiet) } .ends dd { margin: 0; font-size: 1.15rem; font-weight: 600 }
@media print { body { font-size: 10pt } header, main { padding: 0 } .part { break-inside: auto }
  .part > div, .ends, .finding { break-inside: avoid } }
"""
_VERDICTS: Final = {"valid": "Valid", "invalid": "Invalid", "undecided": "Not decided"}


def page(report: Object, rules: Mapping[str, Rule[Any]]) -> Iterator[str]:
    """Return the pieces of the page; ``report`` is the JSON report as Python values."""
    results, basis = report["results"], report.get("basis") or {}
    yield head(TITLE, _STYLE)
    names = ", ".join(file_name(each["source"]) for each in results[:3]) + (" and others" if len(results) > 3 else "")  # noqa: PLR2004
    made = f"Checked for {time_shown(basis['now'])}" if basis.get("now") else "Checked"
    tool = report["tool"]
    yield (
        f"<header><h1>{TITLE}</h1>\n<p>{names}</p>\n"
        f'<p class="quiet">{made} by {shown(tool["name"])} {shown(tool["version"])}</p></header>\n<main>\n'
    )
    packages = {beginning for each in results for beginning in _beginnings(each["source"])}
    for number, result in enumerate(results):
        is_package = result["source"] in packages
        yield from _result(result, basis, rules, number if len(results) > 1 else None, is_package=is_package)
    yield from repeating(report, basis)
    yield f"</main>\n{FOOT}"


def _beginnings(source: str) -> Iterable[str]:
    """Return the parts of a name up to each slash: ``a.asice`` and ``a.asice/signed`` for ``a.asice/signed/b.xml``."""
    return accumulate(source.split("/")[:-1], "{}/{}".format)


def _result(
    result: Object, basis: Object, rules: Mapping[str, Rule[Any]], number: int | None, *, is_package: bool
) -> Iterator[str]:
    label = "The answer"
    if number is not None:
        label = f"The answer for file {number + 1}"
        yield f'<h2 class="part" id="file-{number}">{file_name(result["source"])}</h2>\n'
    verdict = result["verdict"]
    first, *reasons = result.get("answer") or [each["why"] for each in result["skipped"]]
    listed = f"<ul>{''.join(f'<li>{name_shown(each)}</li>' for each in reasons)}</ul>" if reasons else ""
    yield (
        f'<section class="card answer {verdict}" aria-label="{label}">'
        f"<p><b>{_VERDICTS[verdict]}</b></p>\n<p>{name_shown(first)}</p>{listed}</section>\n"
    )
    if "signers" in result:
        yield from signers(result, is_package=is_package)
        yield from _what(result, basis, is_package=is_package)
    yield from _checked(result, rules, is_package=is_package)
    if "ends" in result:
        yield from _ends(result["ends"], basis)


def _what(result: Object, basis: Object, *, is_package: bool) -> Iterator[str]:
    covered = {name for each in result["signers"] for name in each["covers"]}
    rows = [] if is_package else [*_documents(basis, covered)]
    if result["file"] is not None:
        about = f"{file_name(result['source'])}</td><td>this {'package' if is_package else 'signed document'}"
        rows.append(_row(about, result["file"]["size"], result["file"]["sha256"]))
    yield opened("Documents")
    yield (
        "<table><thead><tr><th>File</th><th>What it is</th><th>Size</th><th>SHA-256</th></tr></thead><tbody>\n"
        f"{''.join(rows)}</tbody></table>\n"
    )
    if not is_package and not basis.get("documents"):
        yield "<p>The documents that you sent were not given, so they were not compared.</p>\n"
    yield END


def _documents(basis: Object, covered: Iterable[str]) -> Iterator[str]:
    for each in basis.get("documents") or ():
        what = "sent by you, and signed" if each["name"] in covered else "sent by you, <b>not signed</b>"
        yield _row(f"{name_shown(each['name'])}</td><td>{what}", each["size"], each["sha256"])


def _row(about: str, size: int | None, sha256: str | None) -> str:
    bytes_ = "not known" if size is None else f"{size:,} bytes"
    digest = f'<code class="digest">{sha256 or "not known"}</code>'
    return f'<tr><td>{about}</td><td class="size">{bytes_}</td><td>{digest}</td></tr>\n'


def _checked(result: Object, rules: Mapping[str, Rule[Any]], *, is_package: bool) -> Iterator[str]:
    yield opened("What was checked")
    yield '<ul class="plain">\n'
    for layer in layers_checked(result, is_package=is_package):
        yield (
            f'<li><p class="layer"><b>{layer.title}</b> <span class="badge {layer.style}">{layer.outcome}</span>'
            f"<span>{layer.question}</span></p>\n"
        )
        yield from _findings(layer.findings, rules)
        yield from (f'<p class="finding">Not checked: {shown(printable_name(each))}</p>\n' for each in layer.skipped)
        yield "</li>\n"
    yield f"</ul>\n{END}"


def _findings(findings: Iterable[Object], rules: Mapping[str, Rule[Any]]) -> Iterator[str]:
    """Yield the findings of a layer; what a rule means, and what to do, are said only once."""
    said: set[str | None] = {None}
    for each in findings:
        rule, hint = rules.get(each["code"]), each["hint"]
        meaning = None if rule is None else rule.explanation.split("\n\n")[0]
        yield _finding(each, None if meaning in said else meaning, None if hint in said else hint)
        said |= {meaning, hint}


def _finding(finding: Object, meaning: str | None, what_to_do: str | None) -> str:
    inside = "" if finding["member"] is None else f" ({name_shown(finding['member'])})"
    meaning = "" if meaning is None else f'<br><span class="quiet">{with_code(meaning)}</span>'
    hint = "" if what_to_do is None else f"<br>What to do: {with_code(what_to_do)}"
    return (
        f'<p class="finding"><span class="badge {finding["severity"]}">{finding["severity"]}</span> '
        f"{shown(finding['message'])}{inside} <code>{finding['code']}</code>{meaning}{hint}</p>\n"
    )


def _ends(ends: Object, basis: Object) -> Iterator[str]:
    until, renew, keep = ends["verifiable_until"], ends["renew_before"], basis.get("keep_until")
    yield opened("How long this can be verified")
    yield (
        '<dl class="ends">\n'
        f"<div><dt>Can be verified until</dt><dd>{day_shown(until)}</dd></div>\n"
        f"<div><dt>Renew before</dt><dd>{day_shown(renew)}</dd></div>\n"
        f"<div><dt>Delete by</dt><dd>{day_shown(keep) if keep else 'you decide'}</dd></div></dl>\n"
        '<p class="quiet">To renew means to add a new time-stamp, as long-term storage does. The evidence contains '
        "personal data: decide when to delete it.</p>\n"
    )
    yield END
