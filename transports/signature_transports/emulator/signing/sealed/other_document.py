"""A document that was not sent, for the fault ``other-document``."""

from __future__ import annotations

import io
from functools import cache

import pikepdf

from signature_transports.emulator.signing.sealed.front_page import PAGE


@cache
def other_document() -> bytes:
    """Return a PDF with an empty page."""
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=PAGE)
        pdf.save(written, deterministic_id=True)
    return written.getvalue()
