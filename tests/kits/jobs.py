"""A job, a bundle and credentials without any finding, for tests to change one thing in."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pikepdf

from signature_model import (
    Availability,
    Context,
    Credentials,
    Document,
    Lookup,
    PortalJob,
    Sector,
    Sender,
    Signer,
    build_bundle,
)
from tests.kits.certificates import MOMENT, NUMBER, authority, pem, pem_key, rsa_key

if TYPE_CHECKING:
    from signature_model import Report

PUBLIC: Final = Context(sector=Sector.PUBLIC)
PRIVATE: Final = Context(sector=Sector.PRIVATE)

KARI: Final = "01818000282"
OLA: Final = "02817500288"
"""Synthetic people: right check digits, and nobody's."""


@cache
def a_pdf() -> bytes:
    """A PDF of one A4 page."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595.276, 841.890))
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def a_job(**changes: Any) -> PortalJob:  # noqa: ANN401 - any field of the job
    """A job of a public sender that nothing is to be said about, but for the changes."""
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


@cache
def credentials() -> Credentials:
    """Sound credentials of the sender, the whole chain included."""
    issuers = authority()
    return Credentials.from_pem(pem(issuers.issue(), *issuers.issuers), pem_key(rsa_key("enterprise")))


@cache
def a_bundle() -> bytes:
    """The sealed bundle of the job."""
    return build_bundle(a_job(), credentials(), signing_time=MOMENT).content


def codes_of(report: Report) -> list[str]:
    """The codes of a report's findings, each once, in order."""
    return sorted({finding.code for finding in report.findings})
