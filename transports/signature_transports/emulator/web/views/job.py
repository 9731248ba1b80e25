"""The page of one job: its state in a sentence, its timeline, and its groups with their signers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.api.statuses import JobStatus, SignerStatus
from signature_model.preview.timeline import GroupState, Lane, timeline_figure
from signature_model.preview.words import moment
from signature_transports.emulator.web.views.people import actions, in_words, person
from signature_transports.emulator.web.views.times import away

if TYPE_CHECKING:
    from datetime import datetime

    from signature_transports.emulator.jobs.timelines import GroupPeriod, JobTimeline, Notification
    from signature_transports.emulator.jobs.views import SignerView
    from signature_transports.emulator.web.views.people import Action, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerCard:
    """A signer: the identification, the possible events, and the notifications so far. ``upcoming`` is the next one."""

    person: Person
    address: str
    addressed_by: str
    since: datetime
    actions: tuple[Action, ...]
    can_be_redirected: bool
    sent: tuple[Notification, ...]
    upcoming: Notification | None
    exit_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCard:
    """The signers who get the job at the same time, and when that is."""

    number: int
    state: GroupState
    words: str
    signers: tuple[SignerCard, ...]


def summary(timeline: JobTimeline, now: datetime) -> str:
    """Return the state of the job in one or two sentences."""
    job, period = timeline.job, timeline.current
    signed = f"{sum(map(_has_signed, job.signers))} of {len(job.signers)} signed."
    if job.status is JobStatus.COMPLETED_SUCCESSFULLY:
        return f"The job is completed: {signed}"
    if period is None:
        reasons = dict.fromkeys(f"{each.name}: {in_words(each.status)}" for each in job.signers if _has_ended_it(each))
        return f"The job failed. {', '.join(reasons)}."
    if period.state is GroupState.PLANNED:
        return f"The job opens on {moment(period.opens)}, {away(period.opens, now)}."
    who = f"Group {period.number} of {len(timeline.periods)}" if len(timeline.periods) > 1 else "The signers"
    who = job.signers[0].name if len(job.signers) == 1 else who
    until = f"{moment(period.closes)}, {away(period.closes, now)}"
    return f"{signed} {who} can sign until {until}."


def is_signed(timeline: JobTimeline) -> bool:
    """Return whether a signer has signed."""
    return any(map(_has_signed, timeline.job.signers))


def timeline_html(timeline: JobTimeline, now: datetime) -> str:
    """Return the timeline as HTML."""
    lanes = [
        Lane(
            label=f"Group {period.number}",
            about=_about(period),
            opens=period.opens,
            closes=period.closes,
            notices=tuple(each.notice for each in period.notifications),
            signed=tuple(
                each.since for each in map(timeline.job.signers.__getitem__, period.places) if _has_signed(each)
            ),
            state=period.state,
        )
        for period in timeline.periods
    ]
    return timeline_figure(lanes, now=None if timeline.current is None else now) if lanes else ""


def groups(timeline: JobTimeline) -> tuple[GroupCard, ...]:
    """Return the groups with their signers. Signers who never got the job are in a group of their own."""
    job = timeline.job
    placed = [place for period in timeline.periods for place in period.places]
    left = [each.place for each in job.signers if each.place not in placed]
    found = [
        GroupCard(
            number=period.number,
            state=period.state,
            words=_about(period),
            signers=tuple(_signer(timeline, place) for place in period.places),
        )
        for period in timeline.periods
    ]
    if left:
        signers = tuple(_signer(timeline, place) for place in left)
        found.append(
            GroupCard(number=len(found) + 1, state=GroupState.ENDED, words="did not get the job", signers=signers)
        )
    return tuple(found)


def exits(timeline: JobTimeline) -> tuple[tuple[str, str], ...]:
    """Return the exit URLs of a direct job, each with its outcome. A single URL for all outcomes is shown once."""
    urls = timeline.exit_urls
    if urls is None:
        return ()
    found = {"When signed": urls.completion_url, "When rejected": urls.rejection_url, "When failed": urls.error_url}
    return tuple(found.items()) if len(set(found.values())) > 1 else (("Exit URL", urls.completion_url),)


def _signer(timeline: JobTimeline, place: int) -> SignerCard:
    job = timeline.job
    signer = job.signers[place]
    theirs = [each for each in timeline.notifications if each.place == place]
    return SignerCard(
        person=person(signer),
        address=signer.address,
        addressed_by=timeline.addressed_by[place],
        since=signer.since,
        actions=actions(signer),
        can_be_redirected=job.flow == "direct" and bool(signer.events),
        sent=tuple(each for each in theirs if each.is_sent),
        upcoming=next((each for each in theirs if not each.is_sent), None),
        exit_url=signer.exit_url,
    )


def _about(period: GroupPeriod) -> str:
    if period.state is GroupState.OPEN:
        return f"has the job until {moment(period.closes)}"
    if period.state is GroupState.ENDED:
        return f"had the job from {moment(period.opens)} to {moment(period.closes)}"
    if period.number == 1:
        return f"gets the job on {moment(period.opens)}"
    return f"gets the job when group {period.number - 1} has signed (at the latest {moment(period.opens)})"


def _has_signed(signer: SignerView) -> bool:
    return signer.status is SignerStatus.SIGNED


def _has_ended_it(signer: SignerView) -> bool:
    return signer.status not in {SignerStatus.SIGNED, SignerStatus.WAITING, SignerStatus.NOT_APPLICABLE}
