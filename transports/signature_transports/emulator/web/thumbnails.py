"""Small pictures of documents: the first page if it can be drawn, or else a placeholder that names the kind.

Drawing a page needs a separate process, so the latest pictures are kept.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Final

from signature_model.containers.media_types import PDF
from signature_model.preview.thumbnails import placeholder
from signature_transports.emulator.web.views.documents import kind_of
from signature_transports.pictures import maybe_picture

if TYPE_CHECKING:
    from signature_model.jobs.portal import Document

_KEPT: Final = 500
"""The maximum number of pictures, of about ten kilobytes each."""


class Thumbnails:
    """The pictures of one emulator's documents. Threads can share it."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._pictures: OrderedDict[bytes, bytes | None] = OrderedDict()
        self._lock = Lock()

    def picture(self, document: Document) -> tuple[bytes, str]:
        """Return a picture of a document, and its media type."""
        drawn = self._first_page(document.content) if document.mime == PDF and document.content is not None else None
        return (placeholder(kind_of(document)).encode(), "image/svg+xml") if drawn is None else (drawn, "image/png")

    def _first_page(self, content: bytes) -> bytes | None:
        digest = sha256(content).digest()
        with self._lock:
            if digest in self._pictures:
                self._pictures.move_to_end(digest)
                return self._pictures[digest]
        drawn = maybe_picture(content)
        with self._lock:
            self._pictures[digest] = drawn
            while len(self._pictures) > self._kept:
                self._pictures.popitem(last=False)
        return drawn
