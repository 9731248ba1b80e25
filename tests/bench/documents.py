"""The documents and jobs that the benchmarks use."""

import io
import random
from typing import Final

import pikepdf

from signature_model import Document, PortalJob, Sector, Sender, Signer

SMALL: Final = 22_000
MEDIUM: Final = 512_000
LARGE: Final = 10 * 1024 * 1024 - 4096
"""Bytes; the bundle with it has about 10 MiB."""


def a_job(document: bytes) -> PortalJob:
    """Return a job with one document and two signers."""
    return PortalJob(
        title="Contract",
        nonsensitive_title="A contract",
        documents=[Document.from_bytes(document, title="Contract")],
        signers=[Signer.by_email("kari@example.com", order=1), Signer.by_email("ola@example.com", order=2)],
        sender=Sender("984661185", sector=Sector.PUBLIC),
    )


def a_pdf(size: int) -> bytes:
    """Return a PDF of one A4 page with an image that does not compress, about ``size`` bytes in all."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595.276, 841.890))
    noise = random.Random(1).randbytes(size - 1024)  # noqa: S311 - the same noise every time
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=pikepdf.Stream(pdf, noise)))
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()
