"""The trailer of a cross-reference section (ISO 32000-1, 7.5.5), which names the catalogue and the section before."""

from __future__ import annotations

import re
from types import NoneType
from typing import TYPE_CHECKING, Final

from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.object_builder import BAD_KEYS
from signature_model.pdf.readers import Readers, not_stopped_by
from signature_model.pdf.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.cross_references import CrossReferences
    from signature_model.pdf.limits import Budget
    from signature_model.pdf.syntax import Entries

TRAILER: Final = re.compile(rb"[\0\t\n\f\r ]*+trailer")
"""The keyword before a trailer."""

_NO_TRAILER: Final = "the cross-reference table has no trailer"


def read_trailer(content: bytes, position: int, found: CrossReferences, budget: Budget) -> Entries:
    """Return the trailer behind a table, and record its faults.

    Raises:
        Malformed: if there is none.

    """
    head, known = TRAILER.match(content, position), len(found.faults)
    trailer = parse(content, head.end(), budget, found.faults, as_pdfbox=found.as_pdfbox)[0] if head else None
    if not isinstance(trailer, dict):
        raise Malformed(_NO_TRAILER)
    found.is_doubtful |= not BAD_KEYS.isdisjoint(found.faults[known:])
    found.searching |= Readers.MUPDF & ~not_stopped_by(found.faults[known:])
    return trailer


def faults_of_the_newest(found: CrossReferences) -> Iterator[str]:
    """Yield what is wrong with the entries of the newest trailer."""
    newest = found.trailers[0]
    size = newest.get("Size")
    highest = max((number for number, place in found.places.items() if place is not None), default=0)
    if not isinstance(size, int):
        yield "the trailer has no /Size"
    elif highest >= size:
        yield f"the trailer says /Size {size}, but there is an object {highest}"
    if not isinstance(newest.get("Root"), Reference):
        yield "the newest trailer has no reference to the catalogue (/Root)"
    if not isinstance(newest.get("Encrypt"), NoneType | dict | Reference):
        yield "the trailer's /Encrypt is not a dictionary"
