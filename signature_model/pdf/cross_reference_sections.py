"""The chain of cross-reference sections (ISO 32000-1, 7.5.4 to 7.5.8): tables, streams, or both side by side.

``startxref`` at the end of the file names the newest section, whose trailer names the section before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from signature_model.pdf.cross_reference_stream import NO_SECTION, read_stream
from signature_model.pdf.cross_reference_table import TABLE, read_table
from signature_model.pdf.cross_references import CrossReferences
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.objects import OBJECT
from signature_model.pdf.trailers import faults_of_the_newest, read_trailer

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_model.pdf.limits import Budget
    from signature_model.pdf.syntax import Entries

_START: Final = re.compile(rb"startxref[\0\t\n\f\r ]*+(\d{1,18})")
_PER_SECTION: Final = 20
"""A section costs as much as this many rows."""

_NO_START: Final = "startxref is missing"
_BEFORE_TABLE: Final = "white space is at the place of the cross-reference table"
_LOOP: Final = "the cross-reference sections form a loop"


def read_cross_references(content: bytes, header: int, budget: Budget) -> CrossReferences:
    """Read the chain of sections.

    ``header`` is the position of the PDF's header. Some writers count offsets from it.
    """
    start = _START.match(content, max(0, content.rfind(b"startxref")))
    shift = 0 if start is None or is_section(content, int(start[1])) else header
    position = None if start is None else int(start[1])
    return read_chain(content, position, shift, budget, lambda position: position)


def is_section(content: bytes, position: int) -> bool:
    """Return whether there is a table or the head of an object at a position."""
    return bool(TABLE.match(content, position) or OBJECT.match(content, position))


def read_chain(  # noqa: PLR0913 - what reading a section takes, and where to begin
    content: bytes,
    start: int | None,
    shift: int,
    budget: Budget,
    located: Callable[[int], int | None],
    *,
    as_pdfbox: bool = False,
) -> CrossReferences:
    """Read a chain of sections.

    ``start`` is the offset of the first one; offsets count from ``shift``. ``located`` returns the position of the
    section for an offset; None ends the chain.
    """
    found = CrossReferences(as_pdfbox=as_pdfbox)
    try:
        _follow(content, start, shift, found, budget, located)
    except Malformed as broken:
        found.faults.append(str(broken) or "the trailer cannot be read")
        found.is_broken = True
    else:
        found.check(content, budget)
        found.faults += faults_of_the_newest(found)
    return found


def _follow(  # noqa: PLR0913, PLR0917 - what reading a section takes, and where to begin
    content: bytes,
    start: int | None,
    shift: int,
    found: CrossReferences,
    budget: Budget,
    located: Callable[[int], int | None],
) -> None:
    if start is None:
        raise Malformed(_NO_START)
    position: object = start
    seen: set[int] = set()
    while isinstance(position, int):
        position = located(position + shift)
        if position is None:
            break
        if position in seen:
            raise Malformed(_LOOP)
        seen.add(position)
        budget.charge(rows=_PER_SECTION)
        trailer = _section(content, position, shift, found, budget)
        found.trailers.append(trailer)
        position = trailer.get("Prev")
    if not found.trailers:
        raise Malformed(NO_SECTION)


def _section(content: bytes, position: int, shift: int, found: CrossReferences, budget: Budget) -> Entries:
    table = TABLE.match(content, position)
    if table is None:
        return read_stream(content, position, shift, found, budget)
    if not content.startswith(b"xref", position):
        found.faults.append(_BEFORE_TABLE)
    free, position = read_table(content, table.end(), shift, found, budget)
    trailer = read_trailer(content, position, found, budget)
    # An object that the table calls free may be in the stream beside it (7.5.8.4).
    if isinstance(beside := trailer.get("XRefStm"), int):
        try:
            read_stream(content, beside + shift, shift, found, budget)
        except Malformed as broken:  # poppler goes on without it
            found.faults.append(str(broken) or NO_SECTION)
            found.is_doubtful = True
    for number in free:
        found.places.setdefault(number, None)
    return trailer
