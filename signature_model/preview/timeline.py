"""A horizontal timeline as HTML. Each group of signers has a lane with its time and its notifications.

The page of a job and the emulator's pages use it. It is inline SVG without scripts and style attributes, so no content
security policy forbids it. ``STYLE`` reads the custom properties ``--ink``, ``--quiet``, ``--line``, ``--link``,
``--good``, ``--card``, ``--paper``, ``--note-back`` and ``--mark`` of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from signature_model.jobs.norwegian_time import in_norway
from signature_model.preview import words
from signature_model.preview.notifications import Channel
from signature_model.reports.pages import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signature_model.preview.notifications import Notice

STYLE: Final = """
.timeline { margin: 0; display: flex; flex-direction: column; gap: .6rem; --sms: #8a3ab0 }
.timeline p { margin: 0 0 .15rem; display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline }
.timeline svg { display: block; overflow: visible }
.timeline .lane, .timeline .axis { width: calc(100% - 1rem); margin: 0 .5rem }
.timeline .lane { height: 2.25rem } .timeline .axis { height: 1.25rem }
.timeline .grid { stroke: var(--line) }
.timeline .wait { stroke: var(--link); stroke-width: 2; stroke-dasharray: 2 4 }
.timeline .bar { fill: var(--note-back); stroke: var(--link); stroke-width: 1.5 }
.timeline .planned { stroke-dasharray: 5 3 }
.timeline .ended { fill: var(--paper); stroke: var(--quiet) }
.timeline .mail { fill: var(--link); stroke: var(--link); stroke-width: 2 }
.timeline .sms { fill: var(--sms); stroke: var(--sms); stroke-width: 2 }
.timeline .reminder { fill: var(--card) }
.timeline .signed circle { fill: var(--good); stroke: var(--card); stroke-width: 1.5 }
.timeline .signed path { fill: none; stroke: var(--card); stroke-width: 2; stroke-linecap: round }
.timeline .now { stroke: var(--mark); stroke-width: 2 }
.timeline text { fill: var(--quiet); font-size: .8rem }
.timeline figcaption { display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; color: var(--quiet); font-size: .875rem }
.timeline figcaption span { display: inline-flex; gap: .4rem; align-items: center }
.timeline figcaption svg { width: 1rem; height: 1rem; flex: none }
@media (prefers-color-scheme: dark) { .timeline { --sms: #d7a1f0 } }
"""
"""The style of timelines."""


class GroupState(StrEnum):
    """Whether a group's time is still to come, is running, or is over."""

    PLANNED = "planned"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One group: its name, a text beside it, its time, and the notifications to its signers.

    ``earliest`` is when the group can get the job at the earliest, if it is before ``opens``. ``signed`` is when its
    signers have signed, so far.
    """

    label: str
    about: str
    opens: datetime
    closes: datetime
    earliest: datetime | None = None
    notices: tuple[Notice, ...] = ()
    signed: tuple[datetime, ...] = ()
    state: GroupState = GroupState.PLANNED


def timeline_figure(lanes: Sequence[Lane], *, now: datetime | None = None, is_dated: bool = True) -> str:
    """Return the timeline of at least one lane; ``now`` is marked. Without dates, the axis counts days."""
    start = min(each.earliest or each.opens for each in lanes)
    scale = _Scale(start, max(each.closes for each in lanes), is_dated=is_dated)
    rows = "".join(_row(each, scale, now) for each in lanes)
    return f'<figure class="timeline">\n{rows}{_axis(scale)}{_legend(lanes, scale, now)}</figure>\n'


@dataclass(frozen=True, slots=True)
class _Scale:
    """The first and the last moment, and the positions of moments between them."""

    start: datetime
    end: datetime
    is_dated: bool

    def at(self, moment: datetime) -> str:
        """Return the place of a moment, as a percentage."""
        length = self.end - self.start
        share = (moment - self.start) / length if length else 0.0
        return f"{100 * min(1.0, max(0.0, share)):.2f}%"

    def holds(self, moment: datetime) -> bool:
        """Whether a moment is on the timeline."""
        return self.start <= moment <= self.end

    def ticks(self) -> Iterator[tuple[datetime, str]]:
        """Yield at most six moments with their names: midnights in Norway, or full hours of a short timeline."""
        step = next((each for each in _STEPS if (self.end - self.start) / each <= _MOST_TICKS), None)
        if step is None:
            return
        tick = self.start
        if self.is_dated:
            local = in_norway(self.start)
            tick = local.replace(hour=0, minute=0, second=0, microsecond=0)
            tick += step * -((tick - local) // step)
        while tick <= self.end:
            yield tick, self._name(tick, step)
            try:
                tick += step
            except OverflowError:
                return

    def _name(self, tick: datetime, step: timedelta) -> str:
        if not self.is_dated:
            return f"day {(tick - self.start).days}"
        if step < timedelta(days=1):
            return f"{tick:%H:%M}"
        return f"{tick:%b %Y}" if step >= _HALF_YEAR else f"{tick.day} {tick:%b}"


_HALF_YEAR: Final = timedelta(days=180)
_MOST_TICKS: Final = 5
_STEPS: Final = (
    *(timedelta(hours=each) for each in (1, 3, 6, 12)),
    *(timedelta(days=each) for each in (1, 2, 5, 7, 14, 30, 60, 90, 180, 360, 3600)),
)


def _row(lane: Lane, scale: _Scale, now: datetime | None) -> str:
    sent = dict.fromkeys(lane.notices)
    marks = "".join(_mark(each, scale) for each in sent)
    marks += "".join(_tick(f"<title>signed, {words.moment(each)}</title>", scale.at(each)) for each in lane.signed)
    grid = "".join(_line("grid", scale.at(tick)) for tick, _ in scale.ticks())
    present = _line("now", scale.at(now)) if now is not None and scale.holds(now) else ""
    wait = ""
    if lane.earliest is not None and lane.earliest < lane.opens:
        ends = f'x1="{scale.at(lane.earliest)}" x2="{scale.at(lane.opens)}"'
        wait = f'<line class="wait" {ends} y1="50%" y2="50%"/>'
    width = float(scale.at(lane.closes)[:-1]) - float(scale.at(lane.opens)[:-1])
    return (
        f"<div><p><b>{shown(lane.label)}</b> <span>{shown(lane.about)}</span></p>\n"
        f'<svg class="lane" role="img" aria-label="{shown(_description(lane, scale, len(sent)))}">{grid}{wait}'
        f'<rect class="bar {lane.state}" x="{scale.at(lane.opens)}" y="3" width="{max(width, 0.5):.2f}%" height="30" '
        f'rx="6"/>{present}{marks}</svg></div>\n'
    )


def _line(name: str, place: str) -> str:
    return f'<line class="{name}" x1="{place}" x2="{place}" y1="-4" y2="40"/>'


def _mark(notice: Notice, scale: _Scale) -> str:
    """Return a notification: a circle for an e-mail, above a square for an SMS; reminders are hollow."""
    title = f"<title>{words.notice(notice)}, {words.moment(notice.moment)}</title>"
    return _shape(notice.channel, title, scale.at(notice.moment), is_reminder=notice.is_reminder)


def _shape(channel: Channel, title: str, place: str, *, is_reminder: bool, top: int = 0) -> str:
    kind = " reminder" if is_reminder else ""
    if channel is Channel.EMAIL:
        return f'<circle class="mail{kind}" cx="{place}" cy="{11 - top}" r="4.5">{title}</circle>'
    square = f'x="{place}" y="{21 - top}" width="8" height="8" transform="translate(-4 0)"'
    return f'<rect class="sms{kind}" {square}>{title}</rect>'


def _tick(title: str, place: str, top: int = 18) -> str:
    """Return a signature."""
    return (
        f'<svg class="signed" x="{place}" y="{top}" width="1" height="1">{title}'
        '<circle r="7.5"/><path d="M-3.5 0-1 2.5 3.5-2.5"/></svg>'
    )


def _description(lane: Lane, scale: _Scale, sent: int) -> str:
    """Describe the lane in words, for screen readers."""
    notified = words.counted(sent, "notification")
    if not scale.is_dated:
        days = (lane.opens - scale.start).days, (lane.closes - scale.start).days
        return f"{lane.label}: from day {days[0]:,} to day {days[1]:,}"
    signed = f", {words.counted(len(lane.signed), 'signature')}" if lane.signed else ""
    return f"{lane.label}: {words.moment(lane.opens)} to {words.moment(lane.closes)}, {notified}{signed}"


def _axis(scale: _Scale) -> str:
    def anchor(place: str) -> str:
        return "start" if float(place[:-1]) < _EDGE else "end" if float(place[:-1]) > 100 - _EDGE else "middle"

    names = "".join(
        f'<text x="{scale.at(tick)}" y="12" text-anchor="{anchor(scale.at(tick))}">{name}</text>'
        for tick, name in scale.ticks()
    )
    return f'<svg class="axis" aria-hidden="true">{names}</svg>\n'


_EDGE: Final = 4
"""The distance in percent: a centred text that is closer to an edge would leave the page."""


_LIFTS: Final = {Channel.EMAIL: 3, Channel.SMS: 17}
"""The difference in height between the shapes in the legend and those in a lane."""


def _legend(lanes: Sequence[Lane], scale: _Scale, now: datetime | None) -> str:
    """Return a legend of the symbols that occur."""
    sent = {(each.channel, each.is_reminder) for lane in lanes for each in lane.notices}
    kinds = [(channel, late) for channel in Channel for late in (False, True)]
    signs = [
        (
            _shape(channel, "", "8", is_reminder=is_reminder, top=_LIFTS[channel]),
            words.kind(channel, is_reminder=is_reminder),
        )
        for channel, is_reminder in kinds
        if (channel, is_reminder) in sent
    ]
    if any(each.signed for each in lanes):
        signs.append((_tick("", "8", 8), "signed"))
    if any(each.earliest is not None and each.earliest < each.opens for each in lanes):
        signs.append(('<line class="wait" x1="0" x2="16" y1="8" y2="8"/>', "can open earlier"))
    if now is not None and scale.holds(now):
        signs.append(('<line class="now" x1="8" x2="8" y1="0" y2="16"/>', "now"))
    rows = "".join(f'<span><svg aria-hidden="true">{sign}</svg>{name}</span>\n' for sign, name in signs)
    return f"<figcaption>\n{rows}</figcaption>\n" if rows else ""
