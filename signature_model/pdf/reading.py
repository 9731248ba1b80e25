"""Reading with qpdf at a bounded cost: how much of a file, how much of one stream, and without a word.

What is read is for ``inspection`` and ``pages`` to say.
"""

from __future__ import annotations

import io
import logging
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pikepdf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

MAX_INFLATED = 2 * 1024 * 1024
"""Bytes that one object stream or cross-reference stream may inflate to: some 300,000 entries of the latter."""
MAX_OBJECTS = 2_000_000
"""What the delimiters in all that is read are counted against, packed or not: in objects they take 130 to 260 MiB."""
MAX_REVISIONS = 32
"""Cross-reference sections in one file: an incremental update adds one, or two where it is hybrid."""

_OVERHEAD = 64 * 1024
_MOST_WITH_LZW = 64 * 1024
_MOST_TO_OPEN = 4 * 1024 * 1024
_LARGEST_REPAIRED = 10 * 1024 * 1024
_MOST_TO_REPAIR = 1024 * 1024 * 1024
_MOST_READS = 100_000
_MOST_OBJECT_KEYWORDS = 30_000
_SECTION_PROBE = 6
_ROW = 20  # of a cross-reference table
_OBJECT_PROBE = 128  # as many bytes as qpdf asks for at a time while it reads an object
_DELIMITERS = b"\0\t\n\f\r ()<>[]{}/%"

_LZW = re.compile(rb"/(?:L|#4[Cc])(?:Z|#5[Aa])(?:W|#57)")
_LONGEST_NAME = len(b"/#4C#5A#57")

_fill = io.BytesIO.readinto
_qpdf = threading.Lock()
_log = logging.getLogger("pikepdf._core")


class Ration(io.BytesIO):
    """A document's bytes, as long as qpdf asks for no more of them than an honest document makes it read.

    qpdf bounds single streams. What a chain of cross-reference sections, a page tree or the search for the ends of
    streams costs in all is bounded here, and how many objects there can be: one takes some 70 times the room of the
    two characters that suffice to write it. Past the ration, the file has ended. ``is_spent`` says so.
    """

    __slots__ = ("_content", "_is_opening", "_left", "_objects", "_reads", "_sections", "is_spent", "size")

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.size = len(content)
        self._left = min(len(content), _MOST_TO_OPEN) + _OVERHEAD
        self._objects = MAX_OBJECTS
        self._reads = _MOST_READS
        self._sections = MAX_REVISIONS
        self._is_opening = True
        self._content = content
        self.is_spent = False

    def allow(self, size: int) -> None:
        """Begin another part of the work, with a number of bytes of its own."""
        self._is_opening = False
        self._left = size
        self.is_spent = self._objects < 0

    def charge(self, content: bytes) -> None:
        """Count the objects that there may be in what was unpacked, or read."""
        self._objects -= len(content) - len(content.translate(None, _DELIMITERS))
        if self._objects < 0:
            self.spend()

    def spend(self) -> None:
        """End the file here: it has cost enough."""
        self._left = -1
        self.is_spent = True

    def allow_repair(self) -> bool:
        """Begin again, with enough to rebuild the cross-reference table; False where that is not worth it.

        It is not for a document that was dear already, is larger than the service takes or has objects past counting.
        """
        content = self._content
        if self.is_spent or len(content) > _LARGEST_REPAIRED or content.count(b"obj") > _MOST_OBJECT_KEYWORDS:
            return False
        # Rebuilding reads a buffer of 1,024 bytes for every line, however short, and costs a microsecond for each.
        self._is_opening, self._left, self._reads = False, _MOST_TO_REPAIR, _MOST_READS
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer; qpdf reads by this method only."""
        given = _fill(self, buffer)
        if self._is_opening and given > _LONGEST_NAME and self._names_lzw(given):
            self._left = min(self._left, _MOST_WITH_LZW)
        if _ROW < given <= _OBJECT_PROBE:
            end = self.tell()
            self.charge(self._content[end - given : end])
        self._left -= given
        self._reads -= 1
        # qpdf asks for six bytes at the head of each cross-reference section, to see whether it says "xref".
        if given == _SECTION_PROBE:
            self._sections -= 1
        if self._left < 0 or self._reads < 0 or self._sections < 0:
            self.is_spent = True
            return 0
        return given

    def _names_lzw(self, given: int) -> bool:
        """Whether the filter is named where qpdf has read that it lets unpack without limit, a thousandfold."""
        end = self.tell()
        return _LZW.search(self._content, max(0, end - given - _LONGEST_NAME), end) is not None


@contextmanager
def bounded_qpdf() -> Iterator[None]:
    """Let qpdf inflate no stream beyond ``MAX_INFLATED`` and log nothing; as before when left.

    qpdf knows such limits for the whole process only. So one thread at a time is let in here, and the limits of other
    users of pikepdf in the process are put back at once.
    """
    with _qpdf:
        before = settings.set_qpdf_limits(
            flate_max_memory=MAX_INFLATED,
            run_length_max_memory=MAX_INFLATED,
            png_max_memory=MAX_INFLATED,
            tiff_max_memory=MAX_INFLATED,
        )
        was_disabled, _log.disabled = _log.disabled, True
        try:
            yield
        finally:
            _log.disabled = was_disabled
            settings.set_qpdf_limits(**before)  # type: ignore[arg-type]  # one type for limits and switches alike
