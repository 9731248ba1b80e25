"""The common readers (PDFBox, qpdf, poppler and mupdf), and the faults of a document that stop each of them.

Most documents with one fault open in some reader. A document with several faults may open in none, because each fault
stops different readers. Faults that are not listed here do not stop a reader, or stop it only in certain places.
"""

from __future__ import annotations

from enum import Flag, auto
from typing import TYPE_CHECKING, Final

from signature_model.pdf.object_builder import (
    BAD_HEX,
    BAD_REFERENCE,
    LIST_NOT_CLOSED,
    LONE_R,
    NO_VALUE,
    NOT_A_NAME,
    NOT_A_NUMBER,
    NOT_CLOSED,
    OTHER_OBJECT,
    TOO_DEEP,
    VERTICAL_TAB,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Readers(Flag):
    """A set of readers."""

    PDFBOX = auto()
    PDFBOX_SEARCHING = auto()
    """PDFBox, after it has searched the file for objects."""
    QPDF = auto()
    """Up to version 11."""
    QPDF_12 = auto()
    POPPLER = auto()
    MUPDF = auto()


ALL: Final = ~Readers(0)
ANY_PDFBOX: Final = Readers.PDFBOX | Readers.PDFBOX_SEARCHING
ANY_QPDF: Final = Readers.QPDF | Readers.QPDF_12
NONE: Final = Readers(0)

NO_FIRST: Final = "an object stream does not say where its first object is (/First)"
OVERLAPS: Final = "an object of an object stream overlaps the next one"
ENDS_AT_NEXT: Final = "an object of an object stream has no end of its own"

ONLY_A_REFERENCE: Final = "an object is only a reference to another object"

OTHER_GENERATION: Final = "a reference is to another generation of object"
"""The beginning of this fault; the number of the object follows."""

_STOPPED_BY: Final[Mapping[str, Readers]] = {
    NOT_A_NAME: Readers.MUPDF,
    NO_VALUE: Readers.MUPDF,
    NOT_A_NUMBER: ANY_PDFBOX,
    BAD_REFERENCE: ANY_PDFBOX,
    LONE_R: Readers.MUPDF,
    NOT_CLOSED: Readers.MUPDF | ANY_QPDF,
    BAD_HEX: ~ANY_QPDF,
    TOO_DEEP: Readers.MUPDF | ANY_QPDF,
    LIST_NOT_CLOSED: ~Readers.POPPLER,
    OTHER_OBJECT: ~Readers.POPPLER,
    VERTICAL_TAB: ~ANY_QPDF,
    NO_FIRST: ~Readers.MUPDF,
    OVERLAPS: Readers.MUPDF | Readers.POPPLER,
    ENDS_AT_NEXT: ~Readers.POPPLER,
    ONLY_A_REFERENCE: ~Readers.MUPDF,
    OTHER_GENERATION: ~Readers.MUPDF,
}

_PASSING: Final = {fault: ~stopped for fault, stopped in _STOPPED_BY.items()}


def not_stopped_by(faults: Iterable[str], readers: Readers = ALL) -> Readers:
    """Return the readers, out of those given, that can read an object in spite of these faults."""
    for each in faults:
        readers &= _PASSING.get(each.rstrip(" 0123456789"), ALL)
    return readers
