"""An overview as one HTML page: a timeline of the groups, documents, signers with their notifications, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.masking import masked
from signature_model.preview import words
from signature_model.reports.pages import FOOT, head, shown, with_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

    from signature_model.preview.overviews import JobOverview
    from signature_model.preview.previews import PreviewedGroup, PreviewedSigner

_STYLE: Final = """
dl.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .35rem 1.25rem; margin: 0 }
dl.facts dt { color: var(--quiet) } dl.facts dd { margin: 0 }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: .75rem }
.track { position: relative; height: 1.5rem; margin: .2rem 0 .6rem; border-radius: .75rem; background: var(--paper);
  border: 1px solid var(--line) }
.bar { position: absolute; top: -1px; bottom: -1px; min-width: .5rem; border-radius: .75rem; background: var(--link) }
.tick { position: absolute; top: .3rem; width: .75rem; height: .75rem; margin-left: -.375rem; border-radius: 50%;
  background: var(--card); border: 2px solid var(--ink) }
.ends { display: flex; justify-content: space-between; gap: 1rem }
.who { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline }
table { border-collapse: collapse; font-size: .95rem } td, th { padding: .2rem 1.5rem .2rem 0;
  text-align: left; vertical-align: top; font-weight: 400 } th { color: var(--quiet); white-space: nowrap }
"""


def page(overview: JobOverview, source: str) -> Iterator[str]:
    """Return the pieces of the page; ``source`` is the name of the file."""
    seen = overview.preview
    title = masked(seen.title)
    yield head(f"{title} - {masked(source)}", _STYLE)
    verdict = "valid" if overview.report.is_valid else "invalid"
    yield (
        f'<header><p class="quiet">{shown(masked(source))}, {seen.flow} flow</p>\n'
        f'<h1>{shown(title)} <span class="badge {verdict}">{verdict}</span></h1></header>\n<main>\n'
    )
    yield f'<section class="card" aria-label="Job"><dl class="facts">\n{_facts(overview)}</dl></section>\n'
    yield "<h2>What will happen</h2>\n"
    yield _timeline(seen.groups, seen.longest_life)
    yield '<h2>Documents</h2>\n<ul class="plain card">\n'
    for number, document in enumerate(overview.documents, 1):
        about = shown(words.content(document))
        yield f'<li>{number}. <b>{shown(masked(document.title))}</b><br><span class="quiet">{about}</span></li>\n'
    yield "</ul>\n<h2>Signers</h2>\n"
    for group in seen.groups:
        yield from _group(group)
    yield from _findings(overview)
    yield f"</main>\n{FOOT}"


def _facts(overview: JobOverview) -> str:
    seen = overview.preview
    rows = (
        (
            "In notifications",
            masked(seen.notification_title or "") or words.GENERIC,
        ),
        ("Description", overview.description and masked(overview.description)),
        ("Sender", words.sender(overview)),
        ("Sealed by", overview.seal and words.seal(overview.seal)),
        ("Open for", f"at most {words.duration(seen.longest_life)}"),
        ("Ends", seen.ends and f"on {words.moment(seen.ends)} at the latest"),
        ("Authentication", f"level {seen.required_authentication}"),
        ("Signed documents", f"show {seen.identifier_in_signed_documents}"),
    )
    return "".join(f"<dt>{label}</dt><dd>{shown(text)}</dd>\n" for label, text in rows if text)


def _timeline(groups: Iterable[PreviewedGroup], longest: timedelta) -> str:
    """Return a bar for each group, in the slowest course: each group uses all of its time."""
    rows = "".join(_bar(group, longest) for group in groups)
    return f'<section class="card" aria-label="Timeline">{rows}</section>\n'


def _bar(group: PreviewedGroup, longest: timedelta) -> str:
    left, width = _percent(group.after, longest), _percent(group.available_for, longest)
    ticks = ""
    if group.latest is not None:
        moments = {each.moment for signer in group.signers for each in group.notices(signer, group.latest)}
        places = sorted(_percent(group.after + (each - group.latest), longest) for each in moments)
        ticks = "".join(f'<span class="tick" style="left:{place:.2f}%"></span>' for place in places)
    return (
        f'<div class="ends"><b>Group {group.number}</b><span class="quiet">'
        f"opens {shown(words.opening(group))}, for {words.duration(group.available_for)}</span></div>\n"
        f'<div class="track" aria-hidden="true"><span class="bar" style="left:{left:.2f}%;width:{width:.2f}%"></span>'
        f"{ticks}</div>\n"
    )


def _percent(part: timedelta, whole: timedelta) -> float:
    return min(100.0, 100 * (part / whole)) if whole else 0.0


def _group(group: PreviewedGroup) -> Iterator[str]:
    yield f'<section class="card"><h3>Group {group.number}</h3>\n<ul class="plain">\n'
    for signer in group.signers:
        yield _signer(group, signer)
    yield "</ul></section>\n"


def _signer(group: PreviewedGroup, signer: PreviewedSigner) -> str:
    rows = ""
    if group.latest is not None:
        rows = "".join(
            f"<tr><th>{words.moment(each.moment)}</th><td>{words.notice(each)}</td></tr>\n"
            for each in group.notices(signer, group.latest)
        )
    table = f"<table>\n{rows}</table>\n" if rows else ""
    return (
        f'<li><div class="who"><b>{shown(words.address(signer.signer))}</b>'
        f'<span class="badge">{words.signature(signer)}</span>'
        f'<span class="quiet">{shown(words.reached(signer))}</span></div>\n{table}</li>\n'
    )


def _findings(overview: JobOverview) -> Iterator[str]:
    if not overview.report.findings:
        return
    yield '<h2>Findings</h2>\n<ul class="plain card">\n'
    for each in overview.report.findings:
        place = ", ".join(filter(None, (masked(each.member or ""), f"line {each.line}" if each.line else "")))
        hint = f"<br>What to do: {with_code(each.hint)}" if each.hint else ""
        yield (
            f'<li><span class="badge {each.severity}">{each.severity}</span> {each.code} '
            f'<b>{with_code(each.message)}</b> <span class="quiet">{shown(place)}</span>{hint}</li>\n'
        )
    yield "</ul>\n"
