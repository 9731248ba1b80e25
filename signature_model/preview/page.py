"""An overview as one HTML page: a timeline of the groups, signers with their notifications, documents, findings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from signature_model.containers.media_types import PDF
from signature_model.findings import Severity
from signature_model.jobs.moments import later
from signature_model.masking import masked
from signature_model.preview import timeline, words
from signature_model.preview.placement import Part, Place, findings_by_place
from signature_model.preview.thumbnails import thumbnail
from signature_model.preview.timeline import GroupState, Lane
from signature_model.reports.pages import FOOT, head, shown, with_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from signature_model.findings import Finding
    from signature_model.preview.overviews import DocumentOverview, JobOverview, SignerState
    from signature_model.preview.previews import Preview, PreviewedGroup, PreviewedSigner

    Findings = Mapping[Place, Sequence[Finding]]

_ANY_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The start of the timeline if the time of the job is unknown."""
_KINDS: Final = {PDF: "PDF", "text/plain": "TXT"}

STYLE: Final = f"""
dl.facts {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: .75rem 2rem;
  margin: 0 }}
dl.facts dt {{ color: var(--quiet); font-size: .875rem }} dl.facts dd {{ margin: 0 }}
.columns {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18.5rem, 100%), 1fr)); gap: .75rem }}
.card > h3, .row h3 {{ margin: 0 }}
.row {{ display: flex; gap: .75rem; align-items: start }} .row > div {{ flex: 1; min-width: 0 }}
.face {{ flex: none; width: 2.25rem; height: 2.25rem; border-radius: 50%; display: grid; place-items: center;
  font-weight: 700; color: var(--link); background: var(--note-back) }}
.badges {{ display: flex; flex-wrap: wrap; gap: .35rem; margin: .25rem 0 }}
.thumbnail {{ flex: none; width: 5.65rem; height: 8rem; object-fit: contain; object-position: top;
  border: 1px solid var(--line); background: #fff }}
table {{ border-collapse: collapse; font-size: .9rem }}
td, th {{ padding: .1rem 1rem .1rem 0; text-align: left; vertical-align: top; font-weight: 400 }}
@media (min-width: 28rem) {{ td, th {{ white-space: nowrap }} }}
th {{ color: var(--quiet); font-variant-numeric: tabular-nums }}
.signer {{ display: grid; gap: .25rem .75rem; grid-template-columns: 2.25rem minmax(0, 1fr) }}
.signer > * {{ min-width: 0 }} .signer > :not(.face) {{ grid-column: 2 }}
@media (min-width: 44rem) {{ .signer {{ grid-template-columns: 2.25rem minmax(0, 1fr) 20.5rem }}
  .signer > :not(.face, .findings) {{ grid-column: auto }} .signer .findings {{ grid-column: 2 / -1 }} }}
@media (min-width: 64rem) {{ .signer {{ grid-template-columns: 2.25rem minmax(0, 5fr) 20.5rem minmax(0, 6fr) }}
  .signer .findings {{ grid-column: auto; margin: 0 }} }}
header .badges {{ margin-top: .6rem }}
{timeline.STYLE}"""
"""The style of pages about jobs."""


def page(overview: JobOverview, source: str, pictures: Sequence[bytes | None] = ()) -> Iterator[str]:
    """Return the pieces of the page; ``source`` is the name of the file, ``pictures`` (PNG) show the documents."""
    seen, findings = overview.preview, findings_by_place(overview)
    yield head(f"{masked(seen.title)} - {masked(source)}", STYLE)
    yield _header(overview, source)
    yield "<main>\n"
    yield _tiles(overview)
    yield findings_list(findings.get(Place(Part.JOB), ()))
    yield '<h2>What will happen</h2>\n<section class="card" aria-label="Timeline">'
    yield f"{_timeline(seen)}{_assumption(seen)}{findings_list(findings.get(Place(Part.SCHEDULE), ()))}</section>\n"
    yield "<h2>Signers</h2>\n"
    for group in seen.groups:
        yield from _group(group, overview, findings)
    yield '<h2>Documents</h2>\n<div class="columns">\n'
    for number, document in enumerate(overview.documents):
        picture = pictures[number] if number < len(pictures) else None
        yield _document(document, picture, findings.get(Place(Part.DOCUMENT, number), ()))
    yield f'</div>\n<h2>Job</h2>\n<section class="card" aria-label="Job"><dl class="facts">\n{_facts(overview)}</dl>'
    yield f"{findings_list(findings.get(Place(Part.SEAL), ()))}</section>\n</main>\n{FOOT}"


def findings_list(findings: Iterable[Finding]) -> str:
    """Return findings as a list; nothing if there are none."""
    rows = "".join(map(_finding, findings))
    return f'<ul class="findings">\n{rows}</ul>\n' if rows else ""


def _header(overview: JobOverview, source: str) -> str:
    counts = {each: sum(found.severity is each for found in overview.report.findings) for each in Severity}
    badges = "".join(
        f'<span class="badge {kind}">{words.counted(count, kind)}</span>' for kind, count in counts.items() if count
    )
    if overview.report.is_valid:
        badges = f'<span class="badge valid">valid</span>{badges}'
    return (
        f'<header><p class="quiet">{shown(masked(source))}, {overview.preview.flow} flow</p>\n'
        f'<h1>{shown(masked(overview.preview.title))}</h1>\n<p class="badges">{badges}</p></header>\n'
    )


def _tiles(overview: JobOverview) -> str:
    seen = overview.preview
    days = words.duration(seen.longest_life)
    tiles = (
        *(
            (name, f"{count:,}")
            for name, count in (
                ("documents", len(overview.documents)),
                ("signers", overview.signer_count),
                ("groups", len(seen.groups)),
            )
        ),
        ("open at most", days),
    )
    rows = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>\n" for name, text in tiles)
    return f'<section class="card" aria-label="Summary"><dl class="tiles">\n{rows}</dl></section>\n'


def _facts(overview: JobOverview) -> str:
    seen = overview.preview
    rows = (
        ("Title in notifications", (seen.notification_title and masked(seen.notification_title)) or words.GENERIC),
        ("Description", overview.description and masked(overview.description)),
        ("Sender", words.sender(overview)),
        ("Sealed by", overview.seal and words.seal(overview.seal)),
        ("Ends", seen.ends and f"on {words.moment(seen.ends)} at the latest"),
        ("Authentication", f"level {seen.required_authentication}"),
        ("Signed documents show", words.identifiers(seen)),
        *(
            (f"Refused in the {sector} sector", "; ".join(map(masked, why)))
            for sector, why in seen.refused_for.items()
            if sector is not overview.sector
        ),
    )
    return "".join(f"<div><dt>{label}</dt><dd>{shown(text)}</dd></div>\n" for label, text in rows if text)


def _timeline(seen: Preview) -> str:
    """Return the timeline of the slowest case: each group uses all of its time."""
    if not seen.groups:
        return "<p>There are no signers.</p>"
    return timeline.timeline_figure([_lane(each) for each in seen.groups], is_dated=seen.opens is not None)


def _assumption(seen: Preview) -> str:
    if seen.opens is None or not seen.groups:
        return ""
    when = words.moment(seen.opens)
    return f'<p class="quiet">These are the times if the job opens on {when} and each group uses all of its time.</p>\n'


def _lane(group: PreviewedGroup) -> Lane:
    opens = group.latest or later(_ANY_DAY, group.after)
    sent = () if group.latest is None else [each for who in group.signers for each in group.notices(who, opens)]
    return Lane(
        label=f"Group {group.number}",
        about=f"opens {words.opening(group)}, for {words.duration(group.available_for)}",
        opens=opens,
        closes=group.deadline(opens),
        earliest=group.earliest,
        notices=tuple(sent),
        state=GroupState.OPEN if group.number == 1 else GroupState.PLANNED,
    )


def _group(group: PreviewedGroup, overview: JobOverview, findings: Findings) -> Iterator[str]:
    yield f'<section class="card"><h3>Group {group.number}</h3>\n<ul class="plain">\n'
    for signer in group.signers:
        state = overview.states.get(signer.place)
        yield _signer(group, signer, state, findings.get(Place(Part.SIGNER, signer.place), ()))
    yield "</ul></section>\n"


def _signer(
    group: PreviewedGroup, signer: PreviewedSigner, state: SignerState | None, findings: Iterable[Finding]
) -> str:
    sent = () if group.latest is None else group.notices(signer, group.latest)
    rows = "".join(f"<tr><th>{words.day(each.moment)}</th><td>{words.notice(each)}</td></tr>\n" for each in sent)
    table = f"<table>\n{rows}</table>\n" if rows else ""
    badge = "" if state is None else f"<p>{state_badge(state)}</p>"
    return (
        f'<li class="signer"><span class="face" aria-hidden="true">{signer.place + 1}</span><div>'
        f"<b>{shown(words.address(signer.signer))}</b>\n{badge}<p>{words.signature(signer)}</p>\n"
        f'<p class="quiet">{shown(words.reached(signer))}</p></div>\n<div>{table}</div>{findings_list(findings)}</li>\n'
    )


def state_badge(state: SignerState) -> str:
    """Return the status of a signer as a badge, and since when."""
    tone = {"SIGNED": "valid", "WAITING": "warning", "NOT_APPLICABLE": ""}.get(state.status.strip().upper(), "invalid")
    since = "" if state.since is None else f' <span class="quiet">since {words.moment(state.since)}</span>'
    return f'<span class="badge {tone}">{shown(words.status(state.status))}</span>{since}'


def _document(document: DocumentOverview, picture: bytes | None, findings: Iterable[Finding]) -> str:
    title = masked(document.title)
    about = "".join(f'<p class="quiet">{shown(each)}</p>\n' for each in words.facts_of(document))
    return (
        f'<section class="card row">{thumbnail(title, _KINDS.get(document.mime, "?"), picture)}<div>'
        f"<h3>{shown(title)}</h3>\n{about}{findings_list(findings)}</div></section>\n"
    )


def _finding(finding: Finding) -> str:
    place = ", ".join(filter(None, (masked(finding.member or ""), f"line {finding.line}" if finding.line else "")))
    hint = f"What to do: {with_code(finding.hint)}" if finding.hint else ""
    return (
        f'<li class="{finding.severity}"><b>{finding.severity} {shown(finding.code)} {with_code(finding.message)}</b>'
        f"{place and f'<small>{shown(place)}</small>'}{hint}</li>\n"
    )
