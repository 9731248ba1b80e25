"""What the emulator's owner is shown: jobs and their signers as frozen values, with everybody masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.masking import masked, masked_repr
from signature_transports.emulator.events import Event
from signature_transports.emulator.jobs.lifecycle import why_not
from signature_transports.emulator.jobs.notifications import Notice, channels_of, notices
from signature_transports.emulator.jobs.people import contact_of, name_of

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.api.statuses import JobStatus, SignerStatus
    from signature_transports.emulator.jobs.job import Job
    from signature_transports.emulator.jobs.queues import Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerView:
    """A signer: the place in the manifest, from 0; a made-up name; the masked address; what can happen to them now.

    ``notices`` are the notifications that would have been sent so far.
    """

    place: int
    name: str
    address: str
    order: int
    status: SignerStatus
    since: datetime
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobView:
    """A job: what was sent and how far it has come.

    ``opened`` is when the present group got it and ``deadline`` until when they have it; ``unconfirmed`` are the
    numbers of its status changes that are not confirmed. One that ``is_stored`` is in long-term storage.
    """

    id: int
    sender: str
    reference: str | None
    polling_queue: str | None
    title: str
    documents: tuple[str, ...]
    status: JobStatus
    created: datetime
    opened: datetime | None
    deadline: datetime | None
    ended: datetime | None
    unconfirmed: tuple[int, ...]
    has_documents: bool
    is_stored: bool
    signers: tuple[SignerView, ...]

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """A polling queue; the default one has no name. ``waiting`` are the jobs with changes to deliver, in order."""

    sender: str
    name: str | None
    waiting: tuple[int, ...]
    permitted: datetime


def job_view(job: Job, now: datetime) -> JobView:
    """A job as it is shown now."""
    course, content = job.course, job.content
    return JobView(
        id=job.id,
        sender=job.sender,
        reference=_maybe_masked(job.request.reference),
        polling_queue=_maybe_masked(job.request.polling_queue),
        title=masked(content.title),
        documents=tuple(masked(each.title) for each in content.documents),
        status=course.status,
        created=job.created,
        opened=course.openings[-1] if course.openings else None,
        deadline=course.deadline,
        ended=course.ended,
        unconfirmed=tuple(job.outstanding),
        has_documents=job.has_documents,
        is_stored=job.is_stored,
        signers=tuple(_signer_view(job, place, now) for place in range(len(course.signers))),
    )


def queue_view(sender: str, name: str | None, queue: Queue) -> QueueView:
    """A queue as it is shown now."""
    return QueueView(sender=sender, name=_maybe_masked(name), waiting=queue.waiting(), permitted=queue.permitted)


def _maybe_masked(text: str | None) -> str | None:
    return None if text is None else masked(text)


def _signer_view(job: Job, place: int, now: datetime) -> SignerView:
    signer, standing = job.course.signers[place], job.course.standings[place]
    return SignerView(
        place=place,
        name=name_of(signer),
        address=masked(contact_of(signer)),
        order=signer.order or 0,
        status=standing.status,
        since=standing.since,
        events=tuple(event for event in Event if why_not(job.course, event, place) is None),
        notices=_sent(job, place, now if standing.is_waiting else standing.since),
    )


def _sent(job: Job, place: int, until: datetime) -> tuple[Notice, ...]:
    """What a signer who has the job, or had it, was sent until then."""
    course = job.course
    group = next(number for number, places in enumerate(course.groups) if place in places)
    if group >= len(course.openings):
        return ()
    planned = notices(course.openings[group], course.available_for, channels_of(course.signers[place]))
    return tuple(each for each in planned if each.moment <= until)
