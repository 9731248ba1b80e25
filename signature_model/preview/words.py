"""Times, signers, documents and notifications in words, for overviews. National id numbers are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.jobs.direct import DirectSigner
from signature_model.jobs.norwegian_time import day_in_words, in_norway
from signature_model.jobs.signers import Lookup, OnBehalfOf, SignatureType
from signature_model.masking import masked

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from signature_model.jobs.flows import AnySigner
    from signature_model.preview.notifications import Channel, Notice
    from signature_model.preview.overviews import DocumentOverview, JobOverview, SealOverview, SignerState
    from signature_model.preview.previews import Preview, PreviewedGroup, PreviewedSigner

GENERIC = "a generic text, because there is no non-sensitive title"
"""The description of notifications without a non-sensitive title."""


def moment(time: datetime) -> str:
    """Return a time in Norway, such as ``Tue 1 January 2030 09:00 CET``."""
    local = in_norway(time)
    return f"{local:%a} {day_in_words(local)} {local:%H:%M %Z}"


def day(time: datetime) -> str:
    """Return a time in Norway without the year, such as ``Tue 1 Jan 09:00 CET``."""
    local = in_norway(time)
    return f"{local:%a} {local.day} {local:%b %H:%M %Z}"


def duration(time: timedelta) -> str:
    """Return a duration, such as ``10 days``; hours and minutes if it is not whole days."""
    days, seconds = time.days, time.seconds
    parts = ((days, "day"), (seconds // 3600, "hour"), (seconds % 3600 // 60, "minute"), (seconds % 60, "second"))
    return " ".join(f"{count:,} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count) or "0 seconds"


def counted(count: int, unit: str) -> str:
    """Return a count with its unit, such as ``3 pages``."""
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def address(signer: AnySigner) -> str:
    """Return how a signer is identified, masked."""
    if isinstance(signer, DirectSigner):
        return masked(signer.personal_identification_number or signer.signer_identifier or "")
    contacts = filter(None, (signer.contact.email, signer.contact.sms))
    return masked(signer.personal_identification_number or ", ".join(contacts) or "unknown")


def reached(signer: PreviewedSigner) -> str:
    """Return how the service reaches a signer."""
    who = signer.signer
    if isinstance(who, DirectSigner):
        return "redirected by the sender"
    by = " and ".join(sorted(signer.channels, key=str)) or "nothing"
    if isinstance(who.notify, Lookup):
        return f"{by} (addresses from the contact register)"
    contacts = ", ".join(filter(None, (who.contact.email, who.contact.sms)))
    return f"{by} ({masked(contacts)})" if contacts and who.personal_identification_number else by


def signature(signer: PreviewedSigner) -> str:
    """Return the kind of signature."""
    kinds = {SignatureType.ADVANCED: "advanced", SignatureType.AUTHENTICATED: "authenticated", None: "default"}
    role = ", on behalf of others" if signer.signer.on_behalf_of is OnBehalfOf.OTHER else ""
    return f"{kinds[signer.signature_type]} signature{role}"


def content(document: DocumentOverview) -> str:
    """Return the facts about a document's content."""
    return ", ".join(facts_of(document))


def facts_of(document: DocumentOverview) -> list[str]:
    """Return the facts about a document: its name, size, pages, and PDF version or media type."""
    facts = [masked(document.name or ""), "" if document.size is None else counted(document.size, "byte")]
    if document.page_count is not None:
        pdfa = f" (PDF/A-{document.pdfa})" if document.pdfa else ""
        facts += [counted(document.page_count, "page"), f"PDF {document.pdf_version}{pdfa}"]
    elif document.mime != "application/pdf":
        facts.append(masked(document.mime))
    return [*filter(None, facts)]


def notice(sent: Notice) -> str:
    """Return a notification in words."""
    return kind(sent.channel, is_reminder=sent.is_reminder)


def kind(channel: Channel, *, is_reminder: bool) -> str:
    """Return the kind of a notification in words."""
    return f"{'reminder by ' if is_reminder else ''}{channel}"


def identifiers(seen: Preview) -> str:
    """Return how the signed documents identify a signer."""
    return seen.identifier_in_signed_documents.lower().replace("_", " ")


def opening(group: PreviewedGroup) -> str:
    """Return when a group gets the job."""
    if group.number == 1:
        return "when the job is created" if group.earliest is None else moment(group.earliest)
    latest = "" if group.latest is None else f" (at the latest {moment(group.latest)})"
    return f"when group {group.number - 1} has signed{latest}"


def sender(overview: JobOverview) -> str:
    """Return the sender with the sector, the queue and the reference."""
    facts = (
        overview.sender,
        "sector not stated" if overview.sector is None else f"{overview.sector} sector",
        overview.polling_queue and f"queue {masked(overview.polling_queue)}",
        overview.reference and f"reference {masked(overview.reference)}",
    )
    return ", ".join(filter(None, facts))


def seal(sealed: SealOverview) -> str:
    """Return who sealed the bundle, when, and how long the certificate is valid."""
    who = masked(sealed.signed_by or "unknown")
    number = f" ({sealed.organization_number})" if sealed.organization_number else ""
    time = sealed.signing_time
    when = "" if time is None else f", {moment(time) if time.utcoffset() is not None else time.isoformat()}"
    until = "" if sealed.valid_until is None else f"; certificate valid until {moment(sealed.valid_until)}"
    return f"{who}{number}{when}{until}"


def state(known: SignerState) -> str:
    """Return the status of a signer, and since when."""
    return f"{status(known.status)}{'' if known.since is None else f' since {moment(known.since)}'}"


def status(text: str) -> str:
    """Return a status of the service in words."""
    return masked(text.strip()).replace("_", " ").lower()
