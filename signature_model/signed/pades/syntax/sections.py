"""The cross-references of an update of a PDF, read only if they are written exactly (ISO 32000-2, 7.5.4 and 7.5.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.pdf.objects import Objects
from signature_model.pdf.syntax import Stream, parse
from signature_model.signed.pades.syntax.objects import HEAD, LINE_END, Inexact, read_object, skip

if TYPE_CHECKING:
    from signature_model.pdf.limits import Budget
    from signature_model.pdf.objects import Places
    from signature_model.pdf.syntax import Entries

START: Final = re.compile(rb"startxref" + LINE_END + rb"(\d{1,10})" + LINE_END + rb"%%EOF")
_TABLE: Final = re.compile(rb"xref ?" + LINE_END)
_SUBSECTION: Final = re.compile(rb"(\d{1,10}) ([1-9]\d{0,5}) ?" + LINE_END)
_ROW: Final = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_TRAILER: Final = re.compile(rb"trailer(?=[\t\n\f\r <])")
_WIDTHS: Final = 3
_FREE, _IN_FILE, _IN_STREAM = range(3)
_FORBIDDEN: Final = ("Encrypt", "XRefStm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An update: the start of its cross-references, its end, the places of its objects, and its trailer.

    A place is None for a number that is free. ``own`` is the number of the cross-references if they are a stream, which
    need not name itself.
    """

    start: int
    end: int
    places: Places
    trailer: Entries
    own: int | None


def whole(entries: Entries, key: str) -> int:
    """Return a whole number of a trailer. Raises Inexact."""
    value = entries.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise Inexact


def read_update(content: bytes, start: int, budget: Budget) -> Update:
    """Read the cross-references at a place, and the end of the update that follows them. Raises Inexact."""
    table = _TABLE.match(content, start)
    if table is None:
        places, trailer, position = _read_stream(content, start, budget)
    else:
        places, position = _read_table(content, table.end(), budget)
        trailer, position = _read_trailer(content, position, budget)
    end = START.match(content, skip(content, position))
    if end is None or int(end[1]) != start or any(each in trailer for each in _FORBIDDEN):
        raise Inexact
    head = HEAD.match(content, start)
    own = None if head is None else int(head[1])
    return Update(start=start, end=end.end(), places=places, trailer=trailer, own=own)


def _read_table(content: bytes, position: int, budget: Budget) -> tuple[Places, int]:
    places: Places = {}
    while subsection := _SUBSECTION.match(content, position):
        position = subsection.end()
        first, count = int(subsection[1]), int(subsection[2])
        for number in range(first, first + count):
            budget.charge_row()
            row = _ROW.match(content, position)
            if row is None or number in places:
                raise Inexact
            position = row.end()
            offset, generation = int(row[1]), int(row[2])
            places[number] = (offset, generation) if row[3] == b"n" else None
    return places, position


def _read_trailer(content: bytes, position: int, budget: Budget) -> tuple[Entries, int]:
    head, faults = _TRAILER.match(content, position), list[str]()
    if head is None:
        raise Inexact
    value, end = parse(content, head.end(), budget, faults)
    if not isinstance(value, dict) or faults:
        raise Inexact
    return value, end


def _read_stream(content: bytes, start: int, budget: Budget) -> tuple[Places, Entries, int]:
    stream, end = read_object(content, start, {}, budget)
    if not isinstance(stream, Stream) or stream.entries.get("Type") != "XRef":
        raise Inexact
    objects = Objects(content, {}, budget)
    data, widths = objects.data_of(stream), _wholes(stream.entries.get("W"))
    index = _wholes(stream.entries.get("Index", [0, stream.entries.get("Size")]))
    if sum(index[1::2]) > len(data):
        raise Inexact
    numbers = [
        each for first, count in zip(index[::2], index[1::2], strict=False) for each in range(first, first + count)
    ]
    width = sum(widths)
    if objects.faults or len(widths) != _WIDTHS or len(index) % 2 or len(numbers) * width != len(data) or not width:
        raise Inexact
    budget.charge(rows=len(numbers))
    places: Places = {}
    for row, number in enumerate(numbers):
        kind, one, two = _columns(data[row * width : (row + 1) * width], widths)
        if number in places or kind not in {_FREE, _IN_FILE, _IN_STREAM}:
            raise Inexact
        places[number] = None if kind == _FREE else (one, two) if kind == _IN_FILE else one
    return places, stream.entries, end


def _wholes(value: object) -> list[int]:
    if isinstance(value, list) and all(isinstance(each, int) and 0 <= each < 1 << 31 for each in value):
        return value
    raise Inexact


def _columns(row: bytes, widths: list[int]) -> tuple[int, int, int]:
    one, two = widths[0], widths[0] + widths[1]
    kind = int.from_bytes(row[:one]) if one else _IN_FILE
    return kind, int.from_bytes(row[one:two]), int.from_bytes(row[two:])


def trailer_at(content: bytes, start: int, budget: Budget) -> Entries:
    """Return the trailer of a section, even if the section is not exact."""
    if HEAD.match(content, start):
        stream, _ = read_object(content, start, {}, budget)
        return stream.entries if isinstance(stream, Stream) else {}
    value, _ = parse(content, content.find(b"trailer", start) + len(b"trailer"), budget, [])
    return value if isinstance(value, dict) else {}
