"""The media types of a bundle's files."""

from __future__ import annotations

PDF = "application/pdf"
PLAIN_TEXT = "text/plain"
XML = "application/xml"
"""The manifest's own."""

SUFFIXES = {PDF: ".pdf", PLAIN_TEXT: ".txt"}
"""What the names of documents end in."""
