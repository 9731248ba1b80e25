"""The service's messages about a job: the response to its creation, a signer's link, and its current status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
from signature_model.api.responses import CreatedJob, Signature, StatusChange
from signature_model.api.statuses import JobStatus, job_status_text
from signature_model.jobs.context import SigningFlow
from signature_model.jobs.direct import DirectSigner
from signature_model.jobs.signers import Notifications, Signer
from signature_transports.emulator.jobs.people import contact_of

if TYPE_CHECKING:
    from signature_transports.emulator.jobs.job import Job


class JobUrls(Protocol):
    """The URLs that messages contain."""

    def cancellation(self, job: Job) -> str:
        """Return the URL that cancels the job."""

    def confirmation(self, job: Job, change: int) -> str:
        """Return the URL that confirms the status change of that number."""

    def deletion(self, job: Job) -> str:
        """Return the URL that deletes the job's documents."""

    def pades(self, job: Job) -> str:
        """Return the URL of the job's signed document."""

    def xades(self, job: Job, place: int) -> str:
        """Return the URL of a signer's signature. Places count from 0."""

    def signer(self, job: Job, place: int) -> str:
        """Return the URL that gives a signer of a direct job a new redirect URL."""

    def redirect(self, token: str) -> str:
        """Return the URL that a signer's browser is redirected to."""

    def status(self, job: Job) -> str:
        """Return the URL that gives the status of a direct job for a token."""


def created_job(job: Job, urls: JobUrls) -> CreatedJob:
    """Return the response to the creation of a portal job."""
    return CreatedJob(signature_job_id=job.id, cancellation_url=urls.cancellation(job), reference=job.request.reference)


def created_direct_job(job: Job, urls: JobUrls) -> DirectCreatedJob:
    """Return the response to the creation of a direct job."""
    return DirectCreatedJob(
        signature_job_id=job.id,
        signers=[signer_link(job, place, urls) for place in range(len(job.progress.signers))],
        status_url=None if job.is_polled else urls.status(job),
        reference=job.request.reference,
    )


def signer_link(job: Job, place: int, urls: JobUrls) -> DirectSignerLink:
    """Return the URLs of a signer of a direct job, with the latest redirect URL."""
    signer = job.progress.signers[place]
    return DirectSignerLink(
        signer_url=urls.signer(job, place),
        redirect_url=urls.redirect(job.redirects[place]),
        personal_identification_number=signer.personal_identification_number,
        signer_identifier=signer.signer_identifier if isinstance(signer, DirectSigner) else None,
    )


def status_of(job: Job, urls: JobUrls) -> StatusChange | DirectStatus:
    """Return the current status of a job, without the URL that deletes its documents."""
    return direct_status(job, urls) if job.flow is SigningFlow.DIRECT else _status_change(job, urls)


def direct_status(job: Job, urls: JobUrls) -> DirectStatus:
    """Return the current status of a direct job, without the URL that deletes its documents."""
    progress = job.progress
    return DirectStatus(
        reference=job.request.reference,
        signature_job_id=job.id,
        status=job_status_text(progress.status),
        signatures=[_direct_signature(job, place, urls) for place in range(len(progress.signers))],
        confirmation_url=urls.confirmation(job, job.changes) if job.changes else None,
        pades_url=urls.pades(job) if progress.signed else None,
    )


def _direct_signature(job: Job, place: int, urls: JobUrls) -> DirectSignature:
    state = job.progress.states[place]
    return DirectSignature(
        status=state.status,
        since=state.since,
        signer=contact_of(job.progress.signers[place]),
        xades_url=_maybe_xades(job, place, urls),
    )


def _status_change(job: Job, urls: JobUrls) -> StatusChange:
    progress = job.progress
    return StatusChange(
        reference=job.request.reference,
        signature_job_id=job.id,
        status=job_status_text(progress.status),
        confirmation_url=urls.confirmation(job, job.changes),
        cancellation_url=urls.cancellation(job) if progress.status is JobStatus.IN_PROGRESS else None,
        signatures=[_signature(job, place, urls) for place in range(len(progress.signers))],
        pades_url=urls.pades(job) if progress.signed else None,
    )


def _signature(job: Job, place: int, urls: JobUrls) -> Signature:
    signer, state = job.progress.signers[place], job.progress.states[place]
    contact = signer.contact if isinstance(signer, Signer) else Notifications()
    has_number = signer.personal_identification_number is not None
    return Signature(
        status=state.status,
        since=state.since,
        personal_identification_number=signer.personal_identification_number,
        email=None if has_number else contact.email,
        sms=None if has_number else contact.sms,
        xades_url=_maybe_xades(job, place, urls),
    )


def _maybe_xades(job: Job, place: int, urls: JobUrls) -> str | None:
    return urls.xades(job, place) if place in job.progress.signed else None
