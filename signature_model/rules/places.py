"""The parts of a job with their places in the manifest, as paths below the root."""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, overload

from signature_model.jobs.context import SigningFlow
from signature_model.jobs.signers import Lookup, Notifications

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.direct import DirectJob, DirectSigner
    from signature_model.jobs.flows import AnyJob, AnySigner
    from signature_model.jobs.portal import Document, PortalJob
    from signature_model.jobs.signers import Signer

NUMBER = "personal-identification-number"
IDENTIFIER = "signer-identifier"

_SIGNERS = {SigningFlow.PORTAL: "signers/signer", SigningFlow.DIRECT: "signer"}


@overload
def signers(job: PortalJob) -> Iterator[tuple[str, Signer]]: ...
@overload
def signers(job: DirectJob) -> Iterator[tuple[str, DirectSigner]]: ...
@overload
def signers(job: AnyJob) -> Iterator[tuple[str, AnySigner]]: ...
def signers(job: AnyJob) -> Iterator[tuple[str, AnySigner]]:
    """Yield each signer with its place."""
    return zip(_places_of(_SIGNERS[job.flow], len(job.signers)), job.signers, strict=True)


def lookups(job: PortalJob) -> Iterator[tuple[str, Signer]]:
    """Yield each signer who is notified by lookup, with the place of the lookup."""
    for where, signer in signers(job):
        if isinstance(signer.notify, Lookup):
            yield f"{where}/notifications-using-lookup", signer


def contacts(job: PortalJob) -> Iterator[tuple[str, Notifications]]:
    """Yield the contact information that the sender gave for signers, with its place."""
    for where, signer in signers(job):
        if isinstance(signer.notify, Notifications):
            yield f"{where}/notifications", signer.notify


def contact(signer: Signer) -> Notifications | None:
    """Return the contact information that identifies a signer without a number; None if it is blank or missing."""
    given = signer.notify if isinstance(signer.notify, Notifications) else Notifications()
    return given if (given.email or "").strip() or (given.sms or "").strip() else None


def documents(job: AnyJob) -> Iterator[tuple[str, Document]]:
    """Yield each document with its place."""
    if job.deprecated_single_document:
        return zip(repeat("document"), job.documents, strict=False)
    return zip(_places_of("documents/document", len(job.documents)), job.documents, strict=True)


def nonsensitive_title(job: PortalJob) -> str:
    """Return the place of the non-sensitive title."""
    return "document/nonsensitive-title" if job.deprecated_single_document else "nonsensitive-title"


@lru_cache(maxsize=8)  # every rule about signers or documents asks again
def _places_of(path: str, count: int) -> tuple[str, ...]:
    """Return the places of elements that share a path; a single element has no number."""
    return (path,) if count == 1 else tuple([f"{path}[{number}]" for number in range(1, count + 1)])
