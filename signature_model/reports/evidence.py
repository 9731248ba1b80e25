"""The evidence report: a page that says who signed what and when, what was checked, and how to repeat it.

It is made from the JSON report of ``validate-signed`` and the rules alone. Its five parts answer a case worker first,
and then an expert: the answer; who, what, when and with what; what was checked and what was not; what is needed to
repeat it; when it ends.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from signature_model.reports.answers import day_in_words, time_in_words
from signature_model.reports.evidence_layers import layers_checked
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
@media (max-width: 40rem) { table, tbody, tr, td { display: block } thead { display: none } td { border: 0; padding: 0 }
  tr { border-top: 1px solid var(--line); padding: .5rem 0 } tr:first-child { border: 0 } }
@media (max-width: 34rem) { dl.facts { grid-template-columns: 1fr; gap: 0 } dl.facts dd { margin-bottom: .5rem } }
table { border-collapse: collapse; width: 100% } td, th { padding: .35rem 1rem .35rem 0; text-align: left;
  vertical-align: top; border-top: 1px solid var(--line) } tr:first-child > * { border-top: 0 }
th { font-weight: 600 } thead th { color: var(--quiet); font-weight: 400 }
.layer { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; margin: 0 }
.layer b { min-width: 9rem } .who { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline;
  margin: 0 0 .5rem } .who b { font-size: 1.1rem } .part { margin-top: 1.25rem } h2 { margin: 0 0 .5rem }
h1 + p { margin-top: .25rem } .finding { margin: .5rem 0 0; padding-left: 1rem; border-left: .2rem solid var(--line) }
.size { white-space: nowrap } .answer ul { margin: .5rem 0 0; padding-left: 1.25rem }
.digest { font-size: .85rem } .ends { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
  gap: .75rem; margin: 0 } .ends dt { color: var(--quiet) } .ends dd { margin: 0; font-size: 1.15rem; font-weight: 600 }
@media print { body { font-size: 10pt } .part, .answer { break-inside: avoid } header, main { padding: 0 }
  .long { break-inside: auto } h2 { break-after: avoid } }
"""
_COMMON_NAME: Final = re.compile(r"(?:^|,)CN=((?:\\.|[^,+\\])+)")
_ESCAPE: Final = re.compile(r"\\(.)")
_KINDS: Final = {"signer": "Signature", "packager": "Packager's seal", "seal": "Seal", "time-stamp": "Time-stamp"}
_VERDICTS: Final = {"valid": "Valid", "invalid": "Invalid", "undecided": "Not decided"}


def page(report: Object, rules: Mapping[str, Rule[Any]]) -> Iterator[str]:
    """Return the pieces of the page; ``report`` is the JSON report as Python values."""
    results, basis = report["results"], report.get("basis") or {}
    yield head(TITLE, _STYLE)
    names = ", ".join(_file_name(each["source"]) for each in results[:3]) + (" and others" if len(results) > 3 else "")  # noqa: PLR2004
    made = f"Checked for {_time(basis['now'])}" if basis.get("now") else "Checked"
    tool = report["tool"]
    yield (
        f"<header><h1>{TITLE}</h1>\n<p>{names}</p>\n"
        f'<p class="quiet">{made} by {shown(tool["name"])} {shown(tool["version"])}</p></header>\n<main>\n'
    )
    for number, result in enumerate(results):
        yield from _result(result, basis, rules, number if len(results) > 1 else None)
    yield from _repeat(report, basis)
    yield f"</main>\n{FOOT}"


def _result(result: Object, basis: Object, rules: Mapping[str, Rule[Any]], number: int | None) -> Iterator[str]:
    if number is not None:
        yield f'<h2 class="part" id="file-{number}">{_file_name(result["source"])}</h2>\n'
    verdict = result["verdict"]
    first, *reasons = result.get("answer") or [each["why"] for each in result["skipped"]]
    listed = f"<ul>{''.join(f'<li>{_name(each)}</li>' for each in reasons)}</ul>" if reasons else ""
    yield (
        f'<section class="card answer {verdict}" aria-label="The answer">'
        f"<p><b>{_VERDICTS[verdict]}</b></p>\n<p>{_name(first)}</p>{listed}</section>\n"
    )
    if "signers" in result:
        yield from _who(result)
        yield from _what(result, basis)
    yield from _checked(result, rules)
    if "ends" in result:
        yield from _ends(result["ends"], basis)


def _who(result: Object) -> Iterator[str]:
    yield _part("Who signed" if result["verdict"] == "valid" else "Who signed, according to the document")
    if not result["signers"]:
        yield "<p>No signer is known from this document.</p>\n"
    for signer in result["signers"]:
        yield f"<div>{_heading(signer)}{_facts(_about(signer))}</div>\n"
    others = [each for each in result["signatures"] if each["kind"] != "signer"]
    if others:
        rows = "".join(_other(each) for each in others)
        yield (
            "<h3>Seals and time-stamps</h3>\n<table><thead><tr><th>What</th><th>By</th><th>Time</th></tr></thead>"
            f"<tbody>\n{rows}</tbody></table>\n"
        )
    yield _END


def _heading(signer: Object) -> str:
    badge = {
        True: '<span class="badge good">addressed by you</span>',
        False: '<span class="badge error">not addressed by you</span>',
        None: '<span class="badge warning">not compared with whom you addressed</span>',
    }[signer["addressed"]]
    number = "" if signer["number"] is None else f" ({shown(signer['number'])})"
    name = shown(printable_name(signer["name"] or "A person whose name is not stated"))
    return f'<p class="who"><b>{name}{number}</b> {badge}</p>\n'


def _about(signer: Object) -> Iterator[tuple[str, str]]:
    signature = signer["signature"]
    certificate = signature["certificate"]
    kind = f"{signer['type']} signature"
    if signer["ordered_type"] is not None:
        kind += f"; ordered: {signer['ordered_type']}"
    yield "Documents", ", ".join(_name(each) for each in signer["covers"]) or "none of the documents that are known"
    yield "Type", shown(kind)
    level = "" if signer["security_level"] is None else f", security level {signer['security_level']}"
    yield "Method", f"{shown(signer['method'] or 'not stated')}{level}"
    yield "Time", _times(signature)
    if signer["type"] == "authenticated":
        yield "Stated by", shown(printable_name(signature["by"]["organization"] or "a packager"))
    if certificate is not None:
        yield "Certificate", f"{_common_name(certificate['subject'])}, serial number {certificate['serial']}"
        yield "Issued by", f"{_common_name(certificate['issuer'])} ({_trust(signature)})"
        ends = certificate["not_after"]
        yield "Valid from, to", f"{_day(certificate['not_before'])}, {_day(ends)}; {_revocation(signature)}"
    yield "Level", f"{shown(signature['level'] or 'not known')} ({_LEVELS.get(signature['level'], 'not known')})"


_LEVELS: Final = {
    "B": "signature and certificate only",
    "T": "with a time-stamp",
    "LT": "with a time-stamp and revocation data",
    "LTA": "with a time-stamp, revocation data and an archive time-stamp",
}


def _other(signature: Object) -> str:
    by = signature["by"]
    who = by["organization"] or by["name"] or (signature["certificate"] or {}).get("subject") or "not known"
    inside = "" if signature["member"] is None else f" in {_name(signature['member'])}"
    return (
        f"<tr><td>{_KINDS[signature['kind']]}{inside}</td><td>{shown(printable_name(who))} ({_trust(signature)}; "
        f"{_revocation(signature)})</td><td>{_times(signature)}</td></tr>\n"
    )


def _trust(signature: Object) -> str:
    words = {True: "trusted", False: "not trusted", None: "trust not checked"}
    return words[signature["trusted"]]


def _revocation(signature: Object) -> str:
    words = {"good": "not revoked", "revoked": "revoked", "unknown": "not known whether revoked"}
    return words[signature["revocation"]]


def _times(signature: Object) -> str:
    if signature["proved_at"] is not None:
        return f"{_time(signature['proved_at'])}, proved by a time-stamp"
    if signature["claimed_at"] is not None:
        return f"{_time(signature['claimed_at'])}, claimed only"
    return "not stated"


def _what(result: Object, basis: Object) -> Iterator[str]:
    covered = {name for each in result["signers"] for name in each["covers"]}
    rows = [*_documents(basis, covered)]
    if result["file"] is not None:
        about = f"{_file_name(result['source'])}</td><td>this signed document"
        rows.append(_row(about, result["file"]["size"], result["file"]["sha256"]))
    yield _part("Documents")
    yield (
        "<table><thead><tr><th>File</th><th>What it is</th><th>Size</th><th>SHA-256</th></tr></thead><tbody>\n"
        f"{''.join(rows)}</tbody></table>\n"
    )
    if not basis.get("documents"):
        yield "<p>The documents that you sent were not given, so they were not compared.</p>\n"
    yield _END


def _documents(basis: Object, covered: Iterable[str]) -> Iterator[str]:
    for each in basis.get("documents") or ():
        what = "sent by you, and signed" if each["name"] in covered else "sent by you, <b>not signed</b>"
        yield _row(f"{_name(each['name'])}</td><td>{what}", each["size"], each["sha256"])


def _row(about: str, size: int | None, sha256: str | None) -> str:
    bytes_ = "not known" if size is None else f"{size:,} bytes"
    digest = f'<code class="digest">{sha256 or "not known"}</code>'
    return f'<tr><td>{about}</td><td class="size">{bytes_}</td><td>{digest}</td></tr>\n'


def _checked(result: Object, rules: Mapping[str, Rule[Any]]) -> Iterator[str]:
    yield _part("What was checked", "long")
    yield '<ul class="plain">\n'
    for layer in layers_checked(result):
        yield (
            f'<li><p class="layer"><b>{layer.title}</b> <span class="badge {layer.style}">{layer.outcome}</span>'
            f"<span>{layer.question}</span></p>\n"
        )
        yield from (_finding(each, rules) for each in layer.findings)
        yield from (f'<p class="finding">Not checked: {shown(printable_name(each))}</p>\n' for each in layer.skipped)
        yield "</li>\n"
    yield f"</ul>\n{_END}"


def _finding(finding: Object, rules: Mapping[str, Rule[Any]]) -> str:
    rule = rules.get(finding["code"])
    inside = "" if finding["member"] is None else f" ({_name(finding['member'])})"
    meaning = (
        "" if rule is None else f'<br><span class="quiet">{with_code(rule.explanation.split(chr(10) * 2)[0])}</span>'
    )
    hint = "" if finding["hint"] is None else f"<br>What to do: {with_code(finding['hint'])}"
    return (
        f'<p class="finding"><span class="badge {finding["severity"]}">{finding["severity"]}</span> '
        f"{shown(finding['message'])}{inside} <code>{finding['code']}</code>{meaning}{hint}</p>\n"
    )


def _repeat(report: Object, basis: Object) -> Iterator[str]:
    tool = report["tool"]
    yield _part("To repeat this", "long")
    rows = [
        ("Command", f"<code>{shown(' '.join(basis['command']))}</code>" if basis.get("command") else "not known"),
        ("Program", f"{shown(tool['name'])} {shown(tool['version'])}, rules {shown(tool['rules'])}"),
        ("Checked for", _time(basis["now"]) if basis.get("now") else "not stated"),
        ("Environment", shown(basis.get("environment") or "not stated")),
    ]
    yield _facts(iter(rows))
    anchors = basis.get("trust_anchors")
    if anchors is None:
        yield "<p>No trust anchors were given, so no certificate is trusted.</p>\n"
    else:
        lines = "".join(
            f"<tr><td>{_name(each['subject'] or 'no name')}</td><td>{_day(each['not_after'])}</td>"
            f'<td><code class="digest">{each["sha256"]}</code></td></tr>\n'
            for each in anchors
        )
        yield (
            "<h3>Trust anchors</h3>\n<table><thead><tr><th>Issuer</th><th>Valid until</th><th>SHA-256</th></tr></thead>"
            f"<tbody>\n{lines}</tbody></table>\n"
        )
    yield from _certificates(report["results"])
    yield from _revocation_data(report["results"])
    yield _END


def _certificates(results: Iterable[Object]) -> Iterator[str]:
    every = [each["certificate"] for result in results for each in result.get("signatures", ())]
    found = {each["sha256"]: each for each in every if each is not None}
    lines = "".join(
        f"<tr><td>{_name(each['subject'])}<br>issued by {_name(each['issuer'])}<br>serial number {each['serial']}</td>"
        f'<td><code class="digest">{digest}</code></td></tr>\n'
        for digest, each in found.items()
    )
    if lines:
        yield (
            "<h3>Certificates of signatures</h3>\n<table><thead><tr><th>Certificate</th><th>SHA-256</th></tr></thead>"
            f"<tbody>\n{lines}</tbody></table>\n"
        )


def _revocation_data(results: Iterable[Object]) -> Iterator[str]:
    found = {each["sha256"]: each for result in results for each in result.get("revocation_data", ())}
    if not found:
        yield "<p>No revocation data was at hand.</p>\n"
        return
    lines = "".join(
        f"<tr><td>{each['kind']}{_about_serials(each['about'])}</td><td>{_time(each['made_at'])}</td>"
        f'<td><code class="digest">{each["sha256"]}</code></td></tr>\n'
        for each in found.values()
    )
    yield (
        "<h3>Revocation data at hand</h3>\n<table><thead><tr><th>Kind</th><th>Made</th><th>SHA-256</th></tr></thead>"
        f"<tbody>\n{lines}</tbody></table>\n"
    )


def _about_serials(serials: list[str]) -> str:
    return f' about certificate <span class="digest">{", ".join(map(shown, serials))}</span>' if serials else ""


def _ends(ends: Object, basis: Object) -> Iterator[str]:
    until, renew, keep = ends["verifiable_until"], ends["renew_before"], basis.get("keep_until")
    yield _part("How long this lasts")
    yield (
        '<dl class="ends">\n'
        f"<div><dt>Can be verified until</dt><dd>{_day(until)}</dd></div>\n"
        f"<div><dt>Renew before</dt><dd>{_day(renew)}</dd></div>\n"
        f"<div><dt>Delete by</dt><dd>{_day(keep) if keep else 'you decide'}</dd></div></dl>\n"
        '<p class="quiet">To renew means to add a new time-stamp, as long-term storage does. The evidence contains '
        "personal data: decide when to delete it.</p>\n"
    )
    yield _END


_END: Final = "</section>\n"


def _part(title: str, style: str = "") -> str:
    return f'<section class="card part {style}">\n<h2>{title}</h2>\n'.replace(' "', '"')


def _facts(rows: Iterator[tuple[str, str]]) -> str:
    return f'<dl class="facts">\n{"".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in rows)}</dl>\n'


def _name(name: str) -> str:
    return shown(printable_name(name))


def _common_name(subject: str) -> str:
    found = _COMMON_NAME.search(subject)
    return _name(_ESCAPE.sub(r"\1", found[1]) if found else subject)


def _file_name(path: str) -> str:
    return _name(re.split(r"[/\\]", path)[-1] or path)


def _time(text: str) -> str:
    return shown(time_in_words(datetime.fromisoformat(text)))


def _day(text: str | None) -> str:
    return "not known" if text is None else shown(day_in_words(datetime.fromisoformat(text)))
