"""Thumbnails of documents: a picture of the first page, or a neutral placeholder."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Final

_LONGEST: Final = 4
"""The maximum number of characters on a placeholder."""


def thumbnail(title: str, kind: str, picture: bytes | None) -> str:
    """Return an image for HTML: the ``picture`` (PNG), or the placeholder for this kind of document."""
    if picture is None:
        return f'<img class="thumbnail" alt="" src="{_data("image/svg+xml", placeholder(kind).encode())}">'
    alternative = escape(f"First page of {title}").encode("ascii", "xmlcharrefreplace").decode()
    return f'<img class="thumbnail" alt="{alternative}" src="{_data("image/png", picture)}">'


def placeholder(kind: str) -> str:
    """Return an SVG document: a blank page that shows a kind of document, such as ``PDF``."""
    lines = "".join(
        f'<path d="M30 {y}h{width}" stroke="#c3cad6" stroke-width="6"/>'
        for y, width in ((70, 90), (90, 166), (110, 140))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 226 320" width="226" height="320">'
        '<path d="M1 1h174l50 50v268H1z" fill="#f6f7f9" stroke="#9aa4b2" stroke-width="2"/>'
        f'<path d="M175 1v50h50" fill="none" stroke="#9aa4b2" stroke-width="2"/>{lines}'
        '<text x="113" y="220" text-anchor="middle" font-family="system-ui, sans-serif" font-size="44" '
        f'font-weight="600" fill="#545d6b">{escape(kind[:_LONGEST])}</text></svg>'
    )


def _data(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{b64encode(content).decode()}"
