"""What the signers leave: each their own signature (XAdES), and one signed document of all (PAdES).

How those are made is open: ``Signatories`` is all that the emulator knows of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from signature_model.statuses import SignerStatus
from signature_transports.emulator.pades import pades
from signature_transports.emulator.xades import xades

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.jobs import PortalJob
    from signature_transports.emulator.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedJob:
    """A job with its documents, and who has signed so far: their places, and when."""

    id: int
    content: PortalJob
    signed: tuple[tuple[int, datetime], ...]


class Signatories(Protocol):
    """Those who sign. The same job always gives the same bytes."""

    def xades(self, job: SignedJob, place: int) -> bytes:
        """The signature of one who has signed, as XML."""

    def pades(self, job: SignedJob) -> bytes:
        """The signed document with all who have signed so far, as PDF."""


class Worthless:
    """Signatories whose signatures verify, by certificates that nobody but the emulator's own authority vouches for."""

    def xades(self, job: SignedJob, place: int) -> bytes:
        """The signature of one who has signed, as XML."""
        return xades(job, place)

    def pades(self, job: SignedJob) -> bytes:
        """The signed document with all who have signed so far, as PDF."""
        return pades(job)


class Kept:
    """Signatories who are asked once: what they gave of late is kept."""

    def __init__(self, signatories: Signatories, most: int = 64) -> None:
        self._xades = lru_cache(most)(signatories.xades)
        self._pades = lru_cache(most)(signatories.pades)

    def xades(self, job: SignedJob, place: int) -> bytes:
        """The signature of one who has signed, as XML."""
        return self._xades(job, place)

    def pades(self, job: SignedJob) -> bytes:
        """The signed document with all who have signed so far, as PDF."""
        return self._pades(job)


def signed_job(job: Job) -> SignedJob | None:
    """What can be made signed documents of; None where nobody has signed, or the documents are gone."""
    signed = tuple(
        (place, each.since) for place, each in enumerate(job.course.standings) if each.status is SignerStatus.SIGNED
    )
    return SignedJob(id=job.id, content=job.content, signed=signed) if signed and job.has_documents else None
