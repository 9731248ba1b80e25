"""The timeline of a job: when each group has the job, and the past and future notifications to its signers.

The future part is the slowest case: no signer acts, and each group uses all of its time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.jobs.moments import later
from signature_model.jobs.portal import PortalJob
from signature_model.jobs.signers import Signer
from signature_model.masking import masked, masked_repr
from signature_model.preview.notifications import Channel, channels_of, notices
from signature_model.preview.timeline import GroupState
from signature_transports.emulator.jobs.people import addressed_by, name_of
from signature_transports.emulator.jobs.views import job_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from signature_model.jobs.direct import ExitUrls
    from signature_model.preview.notifications import Notice
    from signature_transports.emulator.jobs.job import Job
    from signature_transports.emulator.jobs.views import JobView


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Notification:
    """A notification to the signer at a place, from 0. ``to`` is the address; None if it is looked up.

    ``title`` is the job's non-sensitive title, if it has one, and ``deadline`` is when the signer's time ends.
    """

    job: int
    place: int
    name: str
    to: str | None
    sender: str
    title: str | None
    notice: Notice
    deadline: datetime
    is_sent: bool

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPeriod:
    """The time of one group, which is numbered from 1. ``places`` has its signers.

    A planned period opens and closes at these times at the latest. An earlier period closed when the next group got the
    job, or when the job ended.
    """

    number: int
    places: tuple[int, ...]
    opens: datetime
    closes: datetime
    state: GroupState
    notifications: tuple[Notification, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTimeline:
    """A job with the periods of its groups, without those that never get it.

    ``addressed_by`` says how the sender has addressed each signer. ``exit_urls`` is for direct jobs.
    """

    job: JobView
    periods: tuple[GroupPeriod, ...]
    addressed_by: tuple[str, ...]
    exit_urls: ExitUrls | None

    @property
    def current(self) -> GroupPeriod | None:
        """The period that is open, or that opens next; None if the job has ended."""
        return next((each for each in self.periods if each.state is not GroupState.ENDED), None)

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """All notifications, in the order of time."""
        found = (each for period in self.periods for each in period.notifications)
        return tuple(sorted(found, key=lambda each: (each.notice.moment, each.place)))


def timeline_of(job: Job, now: datetime) -> JobTimeline:
    """Return the timeline of a job at this moment."""
    return JobTimeline(
        job=job_view(job, now),
        periods=tuple(_periods(job, now)),
        addressed_by=tuple(map(addressed_by, job.progress.signers)),
        exit_urls=job.exit_urls,
    )


def sent_notifications(job: Job, now: datetime) -> Iterator[Notification]:
    """Yield the notifications of a job that are sent."""
    return (each for period in _periods(job, now) for each in period.notifications if each.is_sent)


def upcoming(jobs: Iterable[Job], now: datetime) -> dict[str, datetime]:
    """Return the times of the next opening, notification and deadline by these names, if there are any."""
    found: dict[str, list[datetime]] = {"opening": [], "notification": [], "deadline": []}
    for job in jobs:
        progress = job.progress
        if progress.ended is not None:
            continue
        if progress.deadline is None:
            found["opening"].append(job.activation or now)
            continue
        found["deadline"].append(progress.deadline)
        channels = {channels_of(progress.signers[place]) for place in progress.open_to}
        found["notification"] += (
            each.moment for some in channels for each in notices(progress.openings[-1], progress.available_for, some)
        )
    ahead = {name: [each for each in moments if each > now] for name, moments in found.items()}
    return {name: min(moments) for name, moments in ahead.items() if moments}


def _periods(job: Job, now: datetime) -> Iterator[GroupPeriod]:
    progress = job.progress
    openings, ended = progress.openings, progress.ended
    opens = job.activation or job.created
    for index, places in enumerate(progress.groups):
        if index < len(openings):
            opens = openings[index]
        elif ended is not None:
            return
        deadline = closes = later(opens, progress.available_for)
        state = GroupState.OPEN if index == progress.group else GroupState.PLANNED
        if index < progress.group:
            closes, state = openings[index + 1], GroupState.ENDED
        elif ended is not None:
            closes, state = ended, GroupState.ENDED
        until = None if state is GroupState.PLANNED else now
        sent = (each for place in places for each in _notifications(job, place, (opens, deadline), until))
        yield GroupPeriod(
            number=index + 1, places=places, opens=opens, closes=closes, state=state, notifications=tuple(sent)
        )
        opens = closes


def _notifications(
    job: Job, place: int, times: tuple[datetime, datetime], now: datetime | None
) -> Iterator[Notification]:
    """Yield the notifications to one signer; ``now`` is None if the group does not have the job yet.

    A notification that is not due before the signer has acted is never sent.
    """
    signer, state = job.progress.signers[place], job.progress.states[place]
    if not isinstance(signer, Signer):
        return
    opens, deadline = times
    for notice in notices(opens, job.progress.available_for, channels_of(signer)):
        is_sent = now is not None and notice.moment <= (now if state.is_waiting else state.since)
        if is_sent or state.is_waiting:
            yield Notification(
                job=job.id,
                place=place,
                name=masked(name_of(signer)),
                to=signer.contact.email if notice.channel is Channel.EMAIL else signer.contact.sms,
                sender=job.sender,
                title=_title(job),
                notice=notice,
                deadline=deadline,
                is_sent=is_sent,
            )


def _title(job: Job) -> str | None:
    title = job.content.nonsensitive_title if isinstance(job.content, PortalJob) else None
    return None if title is None else masked(title)
