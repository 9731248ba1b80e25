"""The statuses of a job and of its signers.

The job's status is a closed list. The signers' list is open: the service may add to it at any time, so a signer's
status is text that is compared with the known ones after trimming, without regard to case, and kept as it came.
The job's status alone decides what state a job is in.
"""

from __future__ import annotations

from enum import StrEnum

from signature_model.type_checks import maybe_choice


class JobStatus(StrEnum):
    """Where a job stands (schema: ``portal-signature-job-status``)."""

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
    """Too many wrong codes; signers addressed by e-mail or mobile number only."""
    SIGNERS_NAME_NOT_AVAILABLE = "SIGNERS_NAME_NOT_AVAILABLE"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    """The job ended before this signer had signed."""


def known_job_status(text: str) -> JobStatus | None:
    """Return the status that a text from the service stands for; None if it is not known today."""
    return maybe_choice(JobStatus, text.strip().upper())


def known_signer_status(text: str) -> SignerStatus | None:
    """Return the status that a text from the service stands for; None if it is not known today."""
    return maybe_choice(SignerStatus, text.strip().upper())
