"""The media types of a bundle's files."""

from __future__ import annotations

PDF = "application/pdf"
PLAIN_TEXT = "text/plain"
XML = "application/xml"
"""The media type of the manifest."""

SUFFIXES = {PDF: ".pdf", PLAIN_TEXT: ".txt"}
"""The suffixes of the names that documents get."""
