"""One job as the service holds it, and what it tells of it: to the sender, and to the emulator's owner."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from signature_model.api.responses import Signature, StatusChange
from signature_model.api.statuses import JobStatus, SignerStatus

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.jobs.portal import PortalJob
    from signature_model.jobs.requests import JobRequest
    from signature_transports.emulator.jobs.lifecycle import Course
    from signature_transports.emulator.jobs.queues import Change


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """A job: what was sent, how far it has come, and which of its status changes are not confirmed.

    ``content`` is what its manifest says; the documents are there until they are deleted, which ``has_documents``
    tells. One that ``is_stored`` is in long-term storage.
    """

    id: int
    request: JobRequest
    content: PortalJob
    created: datetime
    course: Course
    changes: int = 0
    outstanding: dict[int, Change] = field(default_factory=dict)
    has_documents: bool = True
    is_stored: bool = False

    @property
    def sender(self) -> str:
        """The sender's organisation number."""
        return self.content.sender.organization_number

    def drop_documents(self) -> None:
        """Forget the documents, and so everything that could be made of them."""
        self.content = replace(self.content, documents=[replace(each, content=None) for each in self.content.documents])
        self.has_documents = False


class Places(Protocol):
    """Where what belongs to a job is found."""

    def cancellation(self, job: Job) -> str:
        """Where it is cancelled."""

    def confirmation(self, job: Job, change: int) -> str:
        """Where one of its changes is confirmed."""

    def deletion(self, job: Job) -> str:
        """Where its documents are deleted."""

    def pades(self, job: Job) -> str:
        """Where its signed document is."""

    def xades(self, job: Job, place: int) -> str:
        """Where a signer's signature is; places count from 0."""


def status_change(job: Job, number: int, places: Places) -> StatusChange:
    """What the sender is told of the job as it is now; where its documents are deleted is added on delivery."""
    course = job.course
    has_signed = any(each.status is SignerStatus.SIGNED for each in course.standings)
    return StatusChange(
        reference=job.request.reference,
        signature_job_id=job.id,
        status=course.status,
        confirmation_url=places.confirmation(job, number),
        cancellation_url=places.cancellation(job) if course.status is JobStatus.IN_PROGRESS else None,
        signatures=[_signature(job, place, places) for place in range(len(course.signers))],
        pades_url=places.pades(job) if has_signed else None,
    )


def _signature(job: Job, place: int, places: Places) -> Signature:
    signer, standing = job.course.signers[place], job.course.standings[place]
    is_signed = standing.status is SignerStatus.SIGNED
    has_number = signer.personal_identification_number is not None
    return Signature(
        status=standing.status,
        since=standing.since,
        personal_identification_number=signer.personal_identification_number,
        email=None if has_number else signer.contact.email,
        sms=None if has_number else signer.contact.sms,
        xades_url=places.xades(job, place) if is_signed else None,
    )
