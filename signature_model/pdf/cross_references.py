"""The places of a PDF's objects according to its cross-reference sections (ISO 32000-1, 7.5.4 to 7.5.8).

``startxref`` at the end of the file names the newest section, whose trailer names the section before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import NoneType
from typing import TYPE_CHECKING, Final

from signature_model.pdf.filters import DAMAGED
from signature_model.pdf.objects import OBJECT, Objects
from signature_model.pdf.readers import ANY_QPDF, NONE, Readers, not_stopped_by
from signature_model.pdf.syntax import BAD_KEYS, Malformed, Reference, Stream, parse, parse_indirect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signature_model.pdf.limits import Budget
    from signature_model.pdf.objects import Places
    from signature_model.pdf.syntax import Entries

_START: Final = re.compile(rb"startxref[\0\t\n\f\r ]*+(\d{1,18})")
_TABLE: Final = re.compile(rb"[\0\t\n\f\r ]*+xref(?=[\0\t\n\f\r ])")
_SUBSECTION: Final = re.compile(rb"[\0\t\n\f\r ]*+(\d{1,10})([\0\t\n\f\r ]++)(\d{1,10})[\0\t\n\f\r ]*+")
_ROW: Final = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]++(\d{1,5})[\0\t\n\f\r ]++([nf])[\0\t\n\f\r ]++")
_LINE: Final = re.compile(rb"([^\r\n]*+)[\r\n][\0\t\n\f\r ]*+")
_WORDS_OF_A_ROW: Final = 3
_LONGEST_NUMBER: Final = 18
_EVEN_ROWS: Final = re.compile(rb"(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))*+")
_TRAILER: Final = re.compile(rb"[\0\t\n\f\r ]*+trailer")
_PER_SECTION: Final = 20
"""A section costs as much as this many rows."""
_MOST_ROWS: Final = (1 << 31) - 1
_OF_FREE_LIST: Final = 65_535
_WIDEST: Final = 8
_FARTHEST: Final = 1 << 62
"""An offset beyond the end of any file. It is small enough for an index."""
_FREE, _IN_FILE, _IN_STREAM = range(3)
_FEWEST_WIDTHS: Final = 3

_NO_START: Final = "startxref is missing"
_LOOP: Final = "the cross-reference sections form a loop"
_NO_TRAILER: Final = "the cross-reference table has no trailer"
_TOO_FEW_ROWS: Final = "the cross-reference table has fewer rows than it says"
_UNEVEN: Final = "a row of the cross-reference table is not 20 bytes long"
_NO_SECTION: Final = "startxref, /Prev or /XRefStm points to a place without a cross-reference section"
_NO_WIDTHS: Final = "a cross-reference stream does not say how wide its columns are"
_NO_TYPE: Final = "a cross-reference stream lacks /Type /XRef"
_NO_NUMBERS: Final = "a cross-reference stream does not say which objects it has"


@dataclass(slots=True, kw_only=True, eq=False)
class CrossReferences:
    """The places of the objects, the trailers from the newest on, and the faults of the sections in words.

    ``misplaced`` are the numbers of the objects that are not where the sections say. ``is_broken`` is true if a section
    could not be read, ``is_doubtful`` if most readers, but not PDFBox, give up. ``searching`` are the readers that give
    up on a cross-reference stream and search the file. With ``as_pdfbox``, the sections are read as PDFBox does.
    """

    places: Places = field(default_factory=dict)
    trailers: list[Entries] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    misplaced: list[int] = field(default_factory=list)
    is_broken: bool = False
    is_doubtful: bool = False
    searching: Readers = NONE
    as_pdfbox: bool = False

    @property
    def trailer(self) -> Entries:
        """The entries of all trailers. A newer trailer overrides an older one."""
        merged: Entries = {}
        for each in reversed(self.trailers):
            merged |= each
        return merged


def read_cross_references(content: bytes, header: int, budget: Budget) -> CrossReferences:
    """Read the chain of sections. ``header`` is the position of the header: offsets may count from there."""
    start = _START.match(content, max(0, content.rfind(b"startxref")))
    shift = 0 if start is None or is_section(content, int(start[1])) else header
    position = None if start is None else int(start[1])
    return read_chain(content, position, shift, budget, lambda position: position)


def is_section(content: bytes, position: int) -> bool:
    """Return whether there is a table or the head of an object at a position."""
    return bool(_TABLE.match(content, position) or OBJECT.match(content, position))


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
        _check(content, found, budget)
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
        raise Malformed(_NO_SECTION)


def _section(content: bytes, position: int, shift: int, found: CrossReferences, budget: Budget) -> Entries:
    table = _TABLE.match(content, position)
    if table is None:
        return _stream(content, position, shift, found, budget)
    free, position = _table(content, table.end(), shift, found, budget)
    head, known = _TRAILER.match(content, position), len(found.faults)
    trailer = parse(content, head.end(), budget, found.faults, as_pdfbox=found.as_pdfbox)[0] if head else None
    if not isinstance(trailer, dict):
        raise Malformed(_NO_TRAILER)
    found.is_doubtful |= not BAD_KEYS.isdisjoint(found.faults[known:])
    found.searching |= Readers.MUPDF & ~not_stopped_by(found.faults[known:])
    # What the table calls free may be in the stream beside it (7.5.8.4).
    if isinstance(beside := trailer.get("XRefStm"), int):
        try:
            _stream(content, beside + shift, shift, found, budget)
        except Malformed as broken:  # poppler goes on without it
            found.faults.append(str(broken) or _NO_SECTION)
            found.is_doubtful = True
    for number in free:
        found.places.setdefault(number, None)
    return trailer


def _table(content: bytes, position: int, shift: int, found: CrossReferences, budget: Budget) -> tuple[list[int], int]:
    """Read the rows of a table. Return the numbers of the free objects, and the end of the table."""
    free: list[int] = []
    row_at = _row_for_pdfbox if found.as_pdfbox else _row
    while subsection := _SUBSECTION.match(content, position):
        budget.charge_row()
        first, count = int(subsection[1]), int(subsection[3])
        if subsection[2] != b" ":
            found.is_doubtful = True
            found.searching |= Readers.MUPDF
        if count > _MOST_ROWS:
            raise Malformed(_TOO_FEW_ROWS)
        start = last = position = subsection.end()
        by = 0
        for number in range(first, first + count):
            row = row_at(content, position)
            if row is None:
                found.faults.append(_TOO_FEW_ROWS)
                found.is_doubtful = True
                found.searching |= Readers.MUPDF | ANY_QPDF
                break
            budget.charge_row()
            last, (offset, generation, is_used, position) = position, row
            if is_used:
                found.places.setdefault(number + by, (offset + shift if offset else 0, generation))
                continue
            if number == first == 1 and generation == _OF_FREE_LIST:
                by = -1
                found.faults.append("the cross-reference table begins with object 1 instead of 0")
            free.append(number + by)
        _check_rows(content, start, last, position, found)
    return free, position


def _row(content: bytes, position: int) -> tuple[int, int, bool, int] | None:
    """Return the offset and generation of a row, whether the object is in use, and the end; None at the trailer.

    Raises:
        Malformed: if there is neither.

    """
    row = _ROW.match(content, position)
    if row is not None:
        return int(row[1]), int(row[2]), row[3] == b"n", row.end()
    if _TRAILER.match(content, position):
        return None
    raise Malformed(_TOO_FEW_ROWS)


def _row_for_pdfbox(content: bytes, position: int) -> tuple[int, int, bool, int] | None:
    """Read a row as PDFBox does: one line, which may contain more than the three fields."""
    line = _LINE.match(content, position)
    words = line[1].split() if line else []
    if line is None or len(words) < _WORDS_OF_A_ROW or words[0].startswith(b"t"):
        return None
    is_used = words[-1] == b"n"
    if not (words[0].isdigit() and words[1].isdigit() and (is_used or words[2] == b"f")):
        raise Malformed(_UNEVEN)
    return int(words[0][:_LONGEST_NUMBER]), int(words[1][:_LONGEST_NUMBER]), is_used, line.end()


def _check_rows(content: bytes, start: int, last: int, end: int, found: CrossReferences) -> None:
    """Check that rows have 20 bytes each. ``last`` is the start of the last one."""
    has_nul = content.find(b"\0", start, end) >= 0
    if has_nul:  # qpdf wants other white space
        found.is_doubtful = True
        found.searching |= ANY_QPDF
    is_ended = last == start == end or b"\n" in content[last:end] or b"\r" in content[last:end]
    if has_nul or not is_ended or _EVEN_ROWS.fullmatch(content, start, last) is None:
        found.faults.append(_UNEVEN)


def _stream(content: bytes, position: int, shift: int, found: CrossReferences, budget: Budget) -> Entries:
    head, known = OBJECT.match(content, position), len(found.faults)
    stream = parse_indirect(content, head.end(), budget, found.faults, as_pdfbox=found.as_pdfbox) if head else None
    if not isinstance(stream, Stream):
        raise Malformed(_NO_SECTION)
    entries = stream.entries
    found.searching |= Readers.MUPDF & ~not_stopped_by(found.faults[known:])
    widths = _numbers(entries.get("W"))
    index = _numbers(entries.get("Index", [0, entries.get("Size")]))
    if len(widths) < _FEWEST_WIDTHS or max(widths) > _WIDEST:
        raise Malformed(_NO_WIDTHS)
    if len(index) % 2 and found.as_pdfbox:
        raise Malformed(_NO_NUMBERS)
    if entries.get("Type") != "XRef":
        found.faults.append(_NO_TYPE)
    if not isinstance(entries.get("Size"), int):
        found.faults.append("a cross-reference stream has no /Size")
    objects = Objects(content, {}, budget)
    data = objects.data_of(stream)
    found.faults += objects.faults
    budget.charge(rows=len(data) // max(1, sum(widths)))
    stated = sum(index[1::2]) * sum(widths)
    if len(index) % 2 or stated != len(data):
        found.faults.append("a cross-reference stream has a different number of rows than it states")
    found.is_doubtful |= len(found.faults) > known
    size = max(1, sum(widths))
    missing = -len(data) % size
    if found.as_pdfbox and missing:  # the end of the last row is that of the one before
        data += data[len(data) - size :][:missing] if len(data) > size else bytes(missing)
    is_unknown = _add_rows(_unpacked(data, widths), index, shift, found)
    if stated > len(data):
        found.searching |= Readers.MUPDF | ANY_QPDF
    elif is_unknown or len(index) % 2 or DAMAGED in objects.faults:
        found.searching |= ANY_QPDF
    return entries


def _add_rows(rows: Iterator[tuple[int, int, int]], index: list[int], shift: int, found: CrossReferences) -> bool:
    """Add the rows of a stream. Return whether one is of an unknown kind, which PDFBox alone accepts."""
    kinds: set[int] = set()
    for first, count in zip(index[::2], index[1::2], strict=False):
        for number, (kind, one, two) in zip(range(first, first + count), rows, strict=False):
            kinds.add(kind)
            place = (one + shift if one else 0, two) if kind == _IN_FILE else one if kind else None
            found.places.setdefault(number, place)
    if max(kinds, default=0) <= _IN_STREAM:
        return False
    found.faults.append("a row of a cross-reference stream is of an unknown kind")
    found.is_doubtful = True
    return True


def _numbers(value: object) -> list[int]:
    if isinstance(value, list):
        numbers = [each for each in value if isinstance(each, int) and each >= 0]
        if len(numbers) == len(value):
            return numbers
    raise Malformed(_NO_NUMBERS)


def _unpacked(data: bytes, widths: list[int]) -> Iterator[tuple[int, int, int]]:
    size = sum(widths)
    one, two, end = widths[0], widths[0] + widths[1], sum(widths[:3])
    for start in range(0, len(data) - size + 1 if size else 0, size or 1):
        row = data[start : start + size]
        kind = int.from_bytes(row[:one]) if one else _IN_FILE
        yield kind, min(int.from_bytes(row[one:two]), _FARTHEST), int.from_bytes(row[two:end])


def _check(content: bytes, found: CrossReferences, budget: Budget) -> None:
    """Check that each object in use is where the sections say, as PDFBox does."""
    in_use = {number: place for number, place in found.places.items() if place is not None}
    for number, place in in_use.items():
        if isinstance(place, int):  # mupdf stops if the object stream is not in the file
            stops_mupdf = not isinstance(in_use.get(place), tuple)
        else:
            budget.charge_row()
            head = OBJECT.match(content, place[0])
            if head is None or int(head[1]) != number or int(head[2]) != place[1]:
                found.misplaced.append(number)
            stops_mupdf = place[0] >= len(content)
        if stops_mupdf:
            found.searching |= Readers.MUPDF
    if found.misplaced:
        found.faults.append(_misplaced(found))
    newest = found.trailers[0]
    size = newest.get("Size")
    highest = max(in_use, default=0)
    if not isinstance(size, int):
        found.faults.append("the trailer has no /Size")
    elif highest >= size:
        found.faults.append(f"the trailer says /Size {size}, but there is an object {highest}")
    if not isinstance(newest.get("Root"), Reference):
        found.faults.append("the newest trailer has no reference to the catalogue (/Root)")
    if not isinstance(newest.get("Encrypt"), NoneType | dict | Reference):
        found.faults.append("the trailer's /Encrypt is not a dictionary")


def _misplaced(found: CrossReferences) -> str:
    number, others = found.misplaced[0], len(found.misplaced) - 1
    place = found.places[number]
    offset = place[0] if isinstance(place, tuple) else 0
    more = f" (and {others:,} more are misplaced)" if others else ""
    return f"object {number} is not at byte {offset}, where the cross-reference table says it is{more}"
