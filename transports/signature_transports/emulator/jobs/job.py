"""A job in the service, and the data from which signed documents are made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from signature_model.api.statuses import JobStatus
from signature_model.jobs.direct import StatusRetrieval
from signature_model.jobs.moments import later
from signature_model.jobs.portal import PortalJob
from signature_model.jobs.requests import DirectJobRequest
from signature_model.xml.lexical import in_utc
from signature_transports.emulator.jobs.lifecycle import start
from signature_transports.emulator.jobs.queues import QueueName

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.jobs.context import Sector, SigningFlow
    from signature_model.jobs.direct import ExitUrls
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.portal import Availability
    from signature_model.jobs.requests import AnyJobRequest
    from signature_transports.emulator.jobs.lifecycle import Progress
    from signature_transports.emulator.jobs.queues import QueuedChange
    from signature_transports.emulator.jobs.signing_methods import SigningMethod

DELETABLE_AFTER: Final = timedelta(hours=24)
"""How long after a job's completion the sender can delete its documents."""


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """A job: the content from the sender, its progress, and its status changes.

    ``content`` is the job as the manifest describes it. ``changes`` counts the status changes so far, and
    ``unconfirmed`` holds, by number, the changes that the sender has not confirmed. ``is_stored`` means long-term
    storage.

    For signers of a direct job, by place: ``redirects`` has the tokens of their latest redirect URLs, and ``returned``
    the status query tokens of the signers who have come back.
    """

    id: int
    request: AnyJobRequest
    content: AnyJob
    created: datetime
    progress: Progress
    changes: int = 0
    unconfirmed: dict[int, QueuedChange] = field(default_factory=dict)
    has_documents: bool = True
    is_stored: bool = False
    redirects: dict[int, str] = field(default_factory=dict)
    returned: dict[int, str] = field(default_factory=dict)

    @property
    def sender(self) -> str:
        """The sender's organisation number."""
        return self.content.sender.organization_number

    @property
    def activation(self) -> datetime | None:
        """When the job opens; None if it opens immediately."""
        availability = _availability(self.content)
        return None if availability is None else in_utc(availability.activation_time)

    @property
    def flow(self) -> SigningFlow:
        """The flow of the job."""
        return self.content.flow

    @property
    def queue(self) -> QueueName:
        """The queue that the sender has chosen."""
        return QueueName(self.sender, self.request.polling_queue, self.flow)

    @property
    def is_polled(self) -> bool:
        """Whether status changes are added to the queue."""
        request = self.request
        return not isinstance(request, DirectJobRequest) or request.status_retrieval is StatusRetrieval.POLLING

    @property
    def exit_urls(self) -> ExitUrls | None:
        """The URLs to which the signers of a direct job are sent back."""
        return self.request.exit_urls if isinstance(self.request, DirectJobRequest) else None

    def is_deletable(self, now: datetime) -> bool:
        """Return whether the sender can delete the documents now."""
        ended = self.progress.ended
        if ended is None or self.progress.status is not JobStatus.COMPLETED_SUCCESSFULLY or not self.has_documents:
            return False
        return now >= later(ended, DELETABLE_AFTER)

    def drop_documents(self) -> None:
        """Delete the documents. After this, signed documents cannot be made."""
        self.content = replace(self.content, documents=[replace(each, content=None) for each in self.content.documents])
        self.has_documents = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedJob:
    """A job with its documents, and the signers who have signed, in the order in which they signed.

    ``signed`` has the place of each in the manifest, from 0, and when they signed. ``sector`` is the sender's.
    ``methods`` are the electronic identities of signatures, by the signers' places, if they were chosen.
    """

    id: int
    content: AnyJob
    signed: tuple[tuple[int, datetime], ...]
    sector: Sector
    methods: tuple[tuple[int, SigningMethod], ...] = ()


def new_job(number: int, request: AnyJobRequest, content: AnyJob, sector: Sector, now: datetime) -> Job:
    """Return a new job. It is not open for any group of signers yet."""
    availability = _availability(content)
    available_for = None if availability is None else availability.available_for
    progress = start(content.signers, sector, available_for, now)
    return Job(id=number, request=request, content=content, created=now, progress=progress)


def _availability(content: AnyJob) -> Availability | None:
    return content.availability if isinstance(content, PortalJob) else None


def signed_job(job: Job) -> SignedJob | None:
    """Return the data for signed documents, or None if there is no signature or the documents are deleted."""
    signed = tuple((place, job.progress.states[place].since) for place in job.progress.signed)
    if not signed or not job.has_documents:
        return None
    states = [(place, job.progress.states[place].method) for place in job.progress.signed]
    methods = tuple((place, method) for place, method in states if method is not None)
    return SignedJob(id=job.id, content=job.content, signed=signed, sector=job.progress.sector, methods=methods)
