"""One-line messages about created jobs and status changes. They do not identify the signers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.api.direct_responses import DirectCreatedJob, DirectSignerLink
from signature_model.masking import excerpt

if TYPE_CHECKING:
    from signature_model.api.records import Record
    from signature_transports.cli.records import AnyChange, AnyCreated


def of_creation(job: AnyCreated) -> tuple[str, ...]:
    """Say that a job was created, and in the direct flow where to redirect each signer."""
    links = job.signers if isinstance(job, DirectCreatedJob) else ()
    return (f"{_named(job)} was created", *(_of_link(number, each) for number, each in enumerate(links, 1)))


def _of_link(number: int, link: DirectSignerLink) -> str:
    return f"signer {number}: {link.redirect_url or 'ask for a redirect URL with `signering redirect`'}"


def of_change(change: AnyChange) -> str:
    """Return the status of a job and of its signers, in their order."""
    signers = ", ".join(excerpt(each.status.strip()) for each in change.signatures)
    return f"{_named(change)}: {excerpt(change.status.strip())}" + (f" (signers: {signers})" if signers else "")


def _named(record: Record) -> str:
    reference = "" if record.reference is None else f", reference {excerpt(record.reference)}"
    return f"job {record.signature_job_id}{reference}"
