"""A job with what its signers have signed: all that a signed document or a signature is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.jobs.portal import PortalJob
    from signature_transports.emulator.jobs.job import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedJob:
    """A job with its documents, and who has signed so far, in that order: their places, and when."""

    id: int
    content: PortalJob
    signed: tuple[tuple[int, datetime], ...]


def signed_job(job: Job) -> SignedJob | None:
    """What can be made signed documents of; None where nobody has signed, or the documents are gone."""
    signed = tuple((place, job.course.standings[place].since) for place in job.course.signed)
    return SignedJob(id=job.id, content=job.content, signed=signed) if signed and job.has_documents else None
