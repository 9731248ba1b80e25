"""A valid job, its bundle and its credentials, without findings. Tests change one thing in them."""

import io
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any, Final

import pikepdf

from signature_model import (
    Availability,
    Context,
    Credentials,
    DirectJob,
    DirectSigner,
    Document,
    ExitUrls,
    Lookup,
    PortalJob,
    Sector,
    Sender,
    Signer,
    build_bundle,
)
from tests.kits.certificates import MOMENT, NUMBER, authority, enterprise, pem, pem_key, rsa_key

PUBLIC: Final = Context(sector=Sector.PUBLIC)
PRIVATE: Final = Context(sector=Sector.PRIVATE)

KARI: Final = "01818000282"
OLA: Final = "02817500288"
"""Numbers of synthetic people: the check digits are right, and no real person has them."""

OUTSIDER: Final = Signer.by_email("ola@example.com")
DAY: Final = timedelta(days=1)


@cache
def a_pdf() -> bytes:
    """Return a PDF with one A4 page."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595.276, 841.890))
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def a_job(**changes: Any) -> PortalJob:  # noqa: ANN401 - any field of the job
    """Return a job of a public sender with these changes; without changes, it has no findings."""
    job = PortalJob(
        title="Employment contract",
        nonsensitive_title="A contract",
        documents=[Document.from_bytes(a_pdf(), title="Contract", href="contract.pdf")],
        signers=[
            Signer.by_national_id(KARI, notify=Lookup(sms=True), order=1),
            Signer.by_email("ola@example.com", order=2),
        ],
        sender=Sender(NUMBER, sector=Sector.PUBLIC),
        availability=Availability(available_for=timedelta(days=10)),
    )
    return replace(job, **changes)


def a_direct_job(**changes: Any) -> DirectJob:  # noqa: ANN401 - any field of the job
    """Return a job of the direct flow with these changes; without changes, it has no findings."""
    job = DirectJob(
        title="Employment contract",
        documents=a_job().documents,
        signers=[DirectSigner.by_national_id(KARI)],
        sender=Sender(NUMBER, sector=Sector.PUBLIC),
        exit_urls=ExitUrls.single("https://sender.example/signed"),
    )
    return replace(job, **changes)


def documents(*contents: bytes, **same: str) -> list[Document]:
    """Return documents with portable names."""
    return [
        Document.from_bytes(content, title=f"Paper {number}", **({"href": f"{number}.pdf"} | same))
        for number, content in enumerate(contents, start=1)
    ]


def available(duration: timedelta) -> Availability:
    """Return an availability of this length without an activation time."""
    return Availability(available_for=duration)


@cache
def credentials() -> Credentials:
    """Return valid credentials of the sender with the complete chain."""
    issuers = authority()
    return Credentials.from_pem(pem(enterprise(), *issuers.issuers), pem_key(rsa_key("enterprise")))


@cache
def a_direct_bundle() -> bytes:
    """Return the sealed bundle of the job of the direct flow."""
    return build_bundle(a_direct_job(), credentials(), signing_time=MOMENT).content


@cache
def a_bundle() -> bytes:
    """Return the sealed bundle of the job."""
    return build_bundle(a_job(), credentials(), signing_time=MOMENT).content
