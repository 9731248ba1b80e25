"""Where things of a job stand in its manifest, as paths below the root; rules name places by these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.signers import Lookup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs import PortalJob
    from signature_model.signers import Notifications, Signer

NUMBER = "personal-identification-number"


def signers(job: PortalJob) -> Iterator[tuple[str, Signer]]:
    """Each signer with its place."""
    for index, signer in enumerate(job.signers, start=1):
        yield f"signers/signer[{index}]", signer


def lookups(job: PortalJob) -> Iterator[tuple[str, Signer]]:
    """Each signer that is notified by lookup, with the place of the lookup."""
    for where, signer in signers(job):
        if isinstance(signer.notify, Lookup):
            yield f"{where}/notifications-using-lookup", signer


def contacts(job: PortalJob) -> Iterator[tuple[str, Notifications]]:
    """Each signer's contact information that the sender gave, with its place."""
    for where, signer in signers(job):
        if signer.notify is not None and not isinstance(signer.notify, Lookup):
            yield f"{where}/notifications", signer.notify


def document(job: PortalJob, index: int) -> str:
    """The place of the document at an index from 0."""
    return "document" if job.deprecated_single_document else f"documents/document[{index + 1}]"


def nonsensitive_title(job: PortalJob) -> str:
    """The place of the non-sensitive title."""
    return "document/nonsensitive-title" if job.deprecated_single_document else "nonsensitive-title"
