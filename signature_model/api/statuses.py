"""The statuses of a job and of its signers.

The list of job statuses is closed. The list of signer statuses is open: the service may add to it at any time. Statuses
are text, compared with the known ones after trimming and without regard to case. Only the job's status says which state
a job is in.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias, cast

from signature_model.type_checks import maybe_choice

JobStatusText: TypeAlias = Literal["IN_PROGRESS", "COMPLETED_SUCCESSFULLY", "FAILED"]
"""The texts of ``JobStatus``, so that a type checker reports a misspelt text."""


class JobStatus(StrEnum):
    """The status of a job in either flow (schema: ``portal-signature-job-status``, ``direct-signature-job-status``)."""

    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED_SUCCESSFULLY = "COMPLETED_SUCCESSFULLY"
    FAILED = "FAILED"


class SignerStatus(StrEnum):
    """The signer statuses known today (schema: ``portal-signature-status-value``, an open list)."""

    WAITING = "WAITING"
    SIGNED = "SIGNED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    RESERVED = "RESERVED"
    """Opted out of digital post; public senders only."""
    CONTACT_INFORMATION_MISSING = "CONTACT_INFORMATION_MISSING"
    BLOCKED = "BLOCKED"
    """Too many wrong codes; only signers identified by e-mail address or mobile number."""
    SIGNERS_NAME_NOT_AVAILABLE = "SIGNERS_NAME_NOT_AVAILABLE"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    """The job ended before this signer signed."""


class DirectSignerStatus(StrEnum):
    """The signer statuses of the direct flow known today (schema: ``direct-signer-status-value``, an open list)."""

    WAITING = "WAITING"
    SIGNED = "SIGNED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"
    """An unexpected error. It may be possible to try again with a new redirect URL."""
    SIGNERS_NAME_NOT_AVAILABLE = "SIGNERS_NAME_NOT_AVAILABLE"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    """The job ended before this signer signed."""


def job_status_text(text: str) -> JobStatusText:
    """Return the text of a job's status, unchanged. Type checkers then know the documented texts."""
    return cast("JobStatusText", text)


def known_job_status(text: str) -> JobStatus | None:
    """Return the job status with this name, or None if it is unknown."""
    return maybe_choice(JobStatus, text.strip().upper())


def known_signer_status(text: str) -> SignerStatus | None:
    """Return the signer status with this name, or None if it is unknown."""
    return maybe_choice(SignerStatus, text.strip().upper())


def known_direct_signer_status(text: str) -> DirectSignerStatus | None:
    """Return the signer status of the direct flow with this name, or None if it is unknown."""
    return maybe_choice(DirectSignerStatus, text.strip().upper())
