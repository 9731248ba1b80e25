"""A job as the service holds it, the status changes that its sender gets, and what signatures are made from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from signature_model.api.responses import Signature, StatusChange
from signature_model.api.statuses import JobStatus, SignerStatus

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.jobs.portal import PortalJob
    from signature_model.jobs.requests import JobRequest
    from signature_transports.emulator.jobs.lifecycle import Progress
    from signature_transports.emulator.jobs.queues import QueuedChange


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """A job: what the sender sent, its progress, and its status changes.

    ``content`` is the job as the manifest describes it. ``changes`` counts the status changes so far, and
    ``unconfirmed`` holds, by number, those that the sender has not confirmed. ``is_stored`` means long-term storage.
    """

    id: int
    request: JobRequest
    content: PortalJob
    created: datetime
    progress: Progress
    changes: int = 0
    unconfirmed: dict[int, QueuedChange] = field(default_factory=dict)
    has_documents: bool = True
    is_stored: bool = False

    @property
    def sender(self) -> str:
        """The sender's organisation number."""
        return self.content.sender.organization_number

    def drop_documents(self) -> None:
        """Forget the documents. Signed documents can then no longer be made."""
        self.content = replace(self.content, documents=[replace(each, content=None) for each in self.content.documents])
        self.has_documents = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedJob:
    """A job with its documents, and the signers who have signed, in the order in which they signed.

    ``signed`` has the place of each in the manifest, from 0, and when they signed.
    """

    id: int
    content: PortalJob
    signed: tuple[tuple[int, datetime], ...]


class JobUrls(Protocol):
    """The URLs that a status change contains."""

    def cancellation(self, job: Job) -> str:
        """Where the job is cancelled."""

    def confirmation(self, job: Job, change: int) -> str:
        """Where a status change of that number is confirmed."""

    def deletion(self, job: Job) -> str:
        """Where the job's documents are deleted."""

    def pades(self, job: Job) -> str:
        """Where the job's signed document is."""

    def xades(self, job: Job, place: int) -> str:
        """Where a signer's signature is. Places count from 0."""


def signed_job(job: Job) -> SignedJob | None:
    """Return what signed documents are made from, or None if nobody has signed or the documents are deleted."""
    signed = tuple((place, job.progress.states[place].since) for place in job.progress.signed)
    return SignedJob(id=job.id, content=job.content, signed=signed) if signed and job.has_documents else None


def status_change(job: Job, number: int, urls: JobUrls) -> StatusChange:
    """Return the status change for the job as it is now, without the URL that deletes its documents."""
    progress = job.progress
    return StatusChange(
        reference=job.request.reference,
        signature_job_id=job.id,
        status=progress.status,
        confirmation_url=urls.confirmation(job, number),
        cancellation_url=urls.cancellation(job) if progress.status is JobStatus.IN_PROGRESS else None,
        signatures=[_signature(job, place, urls) for place in range(len(progress.signers))],
        pades_url=urls.pades(job) if progress.signed else None,
    )


def _signature(job: Job, place: int, urls: JobUrls) -> Signature:
    signer, state = job.progress.signers[place], job.progress.states[place]
    is_signed = state.status is SignerStatus.SIGNED
    has_number = signer.personal_identification_number is not None
    return Signature(
        status=state.status,
        since=state.since,
        personal_identification_number=signer.personal_identification_number,
        email=None if has_number else signer.contact.email,
        sms=None if has_number else signer.contact.sms,
        xades_url=urls.xades(job, place) if is_signed else None,
    )
