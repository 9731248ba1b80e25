"""Where things of a job stand in its manifest, as paths below the root; rules name places by these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.signers import Lookup, Notifications

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs import PortalJob
    from signature_model.signers import Signer

NUMBER = "personal-identification-number"


def signers(job: PortalJob) -> Iterator[tuple[str, Signer]]:
    """Each signer with its place."""
    for index, signer in enumerate(job.signers, start=1):
        yield f"signers/{_one_of('signer', index, len(job.signers))}", signer


def lookups(job: PortalJob) -> Iterator[tuple[str, Signer]]:
    """Each signer that is notified by lookup, with the place of the lookup."""
    for where, signer in signers(job):
        if isinstance(signer.notify, Lookup):
            yield f"{where}/notifications-using-lookup", signer


def contacts(job: PortalJob) -> Iterator[tuple[str, Notifications]]:
    """Each signer's contact information that the sender gave, with its place."""
    for where, signer in signers(job):
        if isinstance(signer.notify, Notifications):
            yield f"{where}/notifications", signer.notify


def contact(signer: Signer) -> Notifications | None:
    """The contact information that a signer without a number is identified by; None if there is none in it."""
    given = signer.notify if isinstance(signer.notify, Notifications) else Notifications()
    return given if (given.email or "").strip() or (given.sms or "").strip() else None


def document(job: PortalJob, index: int) -> str:
    """The place of the document at an index from 0."""
    if job.deprecated_single_document:
        return "document"
    return f"documents/{_one_of('document', index + 1, len(job.documents))}"


def nonsensitive_title(job: PortalJob) -> str:
    """The place of the non-sensitive title."""
    return "document/nonsensitive-title" if job.deprecated_single_document else "nonsensitive-title"


def _one_of(name: str, index: int, count: int) -> str:
    return f"{name}[{index}]" if count > 1 else name
