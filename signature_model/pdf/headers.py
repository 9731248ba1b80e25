"""The header of a PDF, ``%PDF-`` with a version. Other bytes may precede it."""

from __future__ import annotations

from typing import Final

HEADER_WITHIN: Final = 1024
"""The number of bytes that may precede the header."""

_BEGINNING: Final = b"%PDF-"


def header_start(content: bytes) -> int:
    """Return the place of the header; -1 if the content is not a PDF."""
    return content.find(_BEGINNING, 0, HEADER_WITHIN + len(_BEGINNING))


def is_pdf(content: bytes) -> bool:
    """Whether the content begins as a PDF does."""
    return header_start(content) >= 0
