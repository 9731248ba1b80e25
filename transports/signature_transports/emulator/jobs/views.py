"""Views of jobs, signers and queues for the control path and the pages: frozen values with masked personal data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signature_model.masking import masked, masked_repr
from signature_model.preview.groups import order_of
from signature_model.preview.notifications import Notice, channels_of, notices
from signature_transports.emulator.events import Event
from signature_transports.emulator.jobs.lifecycle import why_not
from signature_transports.emulator.jobs.people import contact_of, name_of
from signature_transports.emulator.jobs.redirects import maybe_exit_url

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.api.statuses import JobStatus
    from signature_model.jobs.context import SigningFlow
    from signature_transports.emulator.jobs.job import Job
    from signature_transports.emulator.jobs.lifecycle import AnyStatus
    from signature_transports.emulator.jobs.queues import Queue, QueueName


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerView:
    """A signer: the place in the manifest, from 0, a made-up name and the masked address.

    ``events`` are the possible events. ``notices`` are the notifications that the service would have sent. ``exit_url``
    is for a signer of a direct job who has acted: the exit URL to which the browser was sent, with the token and
    unmasked. Otherwise, it is None.
    """

    place: int
    name: str
    address: str
    order: int
    status: AnyStatus
    since: datetime
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    exit_url: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobView:
    """A job: its content, and its progress.

    - ``opened``: when the present group got the job; ``deadline``: when its time ends.
    - ``unconfirmed``: the numbers of the status changes that are not confirmed.
    - ``is_stored``: whether the job is in long-term storage.
    - ``is_polled``: whether status changes are added to the queue, as for all portal jobs.
    """

    id: int
    flow: SigningFlow
    sender: str
    reference: str | None
    polling_queue: str | None
    is_polled: bool
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
class Visit:
    """A signer's browser that has used a redirect URL. The ``session`` identifies the browser."""

    job: JobView
    signer: SignerView
    session: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """A polling queue of a flow; the default queue has no name.

    ``waiting`` has the jobs with changes to deliver, in order.
    """

    sender: str
    name: str | None
    flow: SigningFlow
    waiting: tuple[int, ...]
    permitted: datetime


def job_view(job: Job, now: datetime) -> JobView:
    """Return the view of a job at this moment."""
    progress, content = job.progress, job.content
    return JobView(
        id=job.id,
        flow=job.flow,
        sender=job.sender,
        reference=_maybe_masked(job.request.reference),
        polling_queue=_maybe_masked(job.request.polling_queue),
        is_polled=job.is_polled,
        title=masked(content.title),
        documents=tuple(masked(each.title) for each in content.documents),
        status=progress.status,
        created=job.created,
        opened=progress.openings[-1] if progress.openings else None,
        deadline=progress.deadline,
        ended=progress.ended,
        unconfirmed=tuple(job.unconfirmed),
        has_documents=job.has_documents,
        is_stored=job.is_stored,
        signers=tuple(_signer_view(job, place, now) for place in range(len(progress.signers))),
    )


def queue_view(name: QueueName, queue: Queue) -> QueueView:
    """Return the view of a queue."""
    return QueueView(
        sender=name.sender,
        name=_maybe_masked(name.name),
        flow=name.flow,
        waiting=queue.waiting(),
        permitted=queue.permitted,
    )


def _maybe_masked(text: str | None) -> str | None:
    return None if text is None else masked(text)


def _signer_view(job: Job, place: int, now: datetime) -> SignerView:
    signer, state = job.progress.signers[place], job.progress.states[place]
    return SignerView(
        place=place,
        name=masked(name_of(signer)),
        address=masked(contact_of(signer)),
        order=order_of(signer),
        status=state.status,
        since=state.since,
        events=_events(job, place),
        notices=_sent(job, place, now if state.is_waiting else state.since),
        exit_url=maybe_exit_url(job, place),
    )


def _events(job: Job, place: int) -> tuple[Event, ...]:
    if place not in job.progress.open_to:
        return ()
    return tuple(event for event in Event if why_not(job.progress, event, place) is None)


def _sent(job: Job, place: int, until: datetime) -> tuple[Notice, ...]:
    """Return the notifications that a signer got until then."""
    progress = job.progress
    group = next(number for number, places in enumerate(progress.groups) if place in places)
    if group >= len(progress.openings):
        return ()
    planned = notices(progress.openings[group], progress.available_for, channels_of(progress.signers[place]))
    return tuple(each for each in planned if each.moment <= until)
