"""One-line messages about created jobs and status changes. They do not say who the signers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.masking import excerpt

if TYPE_CHECKING:
    from signature_model.api.responses import CreatedJob, StatusChange


def of_creation(job: CreatedJob) -> str:
    """Say that a job was created."""
    return f"{_named(job)} was created"


def of_change(change: StatusChange) -> str:
    """Return the status of a job and of its signers, in their order."""
    signers = ", ".join(excerpt(each.status.strip()) for each in change.signatures)
    return f"{_named(change)}: {excerpt(change.status.strip())}" + (f" (signers: {signers})" if signers else "")


def _named(record: CreatedJob | StatusChange) -> str:
    reference = "" if record.reference is None else f", reference {excerpt(record.reference)}"
    return f"job {record.signature_job_id}{reference}"
