"""The frame that a creation is sent in: ``multipart/mixed`` with two parts, the job request and the bundle.

The parts carry a ``Content-Type`` and nothing else, as those of the official Java client do. Source of the form: RFC
2046, 5.1.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final

REQUEST_TYPE: Final = "application/xml"
BUNDLE_TYPE: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """The body of a creation: pieces to be sent in order, and the ``Content-Type`` that goes with them."""

    content_type: str
    pieces: tuple[bytes, ...] = field(repr=False)


def framed(request: bytes, bundle: bytes) -> Creation:
    """The two parts in their frame. The boundary is drawn at random, so that nobody can write a part that holds it."""
    boundary = f"part-{os.urandom(20).hex()}"
    return Creation(
        content_type=f'multipart/mixed; boundary="{boundary}"',
        pieces=(
            f"--{boundary}\r\nContent-Type: {REQUEST_TYPE}\r\n\r\n".encode(),
            request,
            f"\r\n--{boundary}\r\nContent-Type: {BUNDLE_TYPE}\r\n\r\n".encode(),
            bundle,
            f"\r\n--{boundary}--\r\n".encode(),
        ),
    )
