"""Check that only exact updates follow a revision of a PDF, so that all readers see the same objects.

Readers repair files in different ways: if a cross-reference is wrong, some search the file for objects, and find others
than those that the cross-references name. So each update must be exactly what ISO 32000-2, 7.5.4 to 7.5.8 describes:
its objects, each where its cross-references say, and nothing between them. What the objects mean is not decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.pdf.limits import Budget, LimitExceeded
from signature_model.pdf.objects import Objects
from signature_model.pdf.syntax import Malformed, Reference, Stream, parse, parse_indirect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.pdf.objects import Places
    from signature_model.pdf.syntax import Entries

_LINE_END: Final = rb"(?:\r\n|\r|\n)"
_COMMENT: Final = rb"%(?![^\r\n]*(?:obj|xref|trailer|stream|%EOF))[^\r\n]{0,200}" + _LINE_END
_NOTHING: Final = re.compile(rb"(?:[\t\n\f\r ]|" + _COMMENT + rb")*+")
"""White space and comments without anything that a reader could take for a structure."""
_PADDING: Final = re.compile(rb"[\0\t\n\f\r ]{0,900}")
"""Readers search for the end of a file in its last 1,024 octets."""
_START: Final = re.compile(rb"startxref" + _LINE_END + rb"(\d{1,10})" + _LINE_END + rb"%%EOF")
_LAST_START: Final = re.compile(rb"startxref[\0\t\n\f\r ]++(\d{1,10})")
_HEAD: Final = re.compile(rb"([1-9]\d{0,9}) (\d{1,5}) obj(?=[\t\n\f\r <\[(/])")
_TABLE: Final = re.compile(rb"xref ?" + _LINE_END)
_SUBSECTION: Final = re.compile(rb"(\d{1,10}) ([1-9]\d{0,5}) ?" + _LINE_END)
_ROW: Final = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_TRAILER: Final = re.compile(rb"trailer(?=[\t\n\f\r <])")
_DATA_END: Final = re.compile(_LINE_END + rb"?endstream(?=[\t\n\f\r ])")
_OBJECT_END: Final = re.compile(rb"[\t\n\f\r ]*+endobj(?=[\t\n\f\r ])")
_KEYWORDS: Final = re.compile(rb"endobj|endstream|startxref|trailer")
_GAPS: Final = b"\0\t\n\v\f\r \x80\xff"
"""What some reader takes for white space."""
_OBJ: Final = re.compile(rb"(?<=[\d" + _GAPS + rb"])obj")
_PER_WORD: Final = 100
"""Looking at what is before the word ``obj`` costs as much as searching this many octets, and all those before it."""
_MOST_GAPS: Final = 100
"""Numbers that an update may leave out: with very high ones, some readers rebuild the file."""
_STRINGS: Final = re.compile(rb"<[0-9A-Fa-f]*>|\((?:[^()\\]|\\.)*+\)", re.DOTALL)
_LONG_WORD: Final = re.compile(rb"[^\0\t\n\f\r ()<>\[\]{}/%]{128}")
_FREE_LIST: Final = (0, 0, 65_535)
_WIDTHS: Final = 3
_FREE, _IN_FILE, _IN_STREAM = range(3)
_FORBIDDEN: Final = ("Encrypt", "XRefStm")


class _Inexact(Exception):
    """An update is not exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Update:
    """An update: the start of its cross-references, its end, the places of its objects, and its trailer.

    ``own`` is the number of the cross-references if they are a stream, which need not name itself.
    """

    start: int
    end: int
    places: Places
    trailer: Entries
    own: int | None


def are_exact_updates(content: bytes, end: int) -> bool:
    """Whether only exact updates, and white space at the end of the file, follow the revision that ends here."""
    try:
        _require_exact(content, end)
    except (_Inexact, Malformed, LimitExceeded):
        return False
    return True


def _require_exact(content: bytes, end: int) -> None:
    if _PADDING.fullmatch(content, end):
        return
    budget = Budget()
    before = _LAST_START.match(content, content.rindex(b"startxref", 0, end)) if b"startxref" in content[:end] else None
    last = _START.match(content, content.rindex(b"startxref"))
    if before is None or last is None or not _PADDING.fullmatch(content, last.end()):
        raise _Inexact
    updates: list[_Update] = []
    start = int(last[1])
    while start >= end:
        if updates and start >= updates[-1].start:
            raise _Inexact
        updates.append(_read(content, start, budget))
        start = _whole(updates[-1].trailer, "Prev")
    if start != int(before[1]) or not updates:
        raise _Inexact
    size = _whole(_trailer_at(content, start, budget), "Size")
    for each in reversed(updates):
        before_size, size = size, _whole(each.trailer, "Size")
        numbers = {*each.places} if each.own is None else {*each.places, each.own}
        is_own_new = each.own is None or each.own >= before_size  # else it would replace an earlier object
        least = max([before_size, *(number + 1 for number in numbers)])
        if not is_own_new or not least <= size <= before_size + len(numbers) + _MOST_GAPS:
            raise _Inexact
        _require_objects(content, end, each, budget)
        end = each.end
    if end != last.end():
        raise _Inexact


def _whole(entries: Entries, key: str) -> int:
    value = entries.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _Inexact


def _read(content: bytes, start: int, budget: Budget) -> _Update:
    """Read the cross-references at a place, and the end of the update that follows them."""
    table = _TABLE.match(content, start)
    if table is None:
        places, trailer, position = _read_stream(content, start, budget)
    else:
        places, position = _read_table(content, table.end(), budget)
        trailer, position = _read_trailer(content, position, budget)
    end = _START.match(content, _skip(content, position))
    if end is None or int(end[1]) != start or any(each in trailer for each in _FORBIDDEN):
        raise _Inexact
    head = _HEAD.match(content, start)
    own = None if head is None else int(head[1])
    return _Update(start=start, end=end.end(), places=places, trailer=trailer, own=own)


def _skip(content: bytes, position: int) -> int:
    match = _NOTHING.match(content, position)
    return position if match is None else match.end()


def _read_table(content: bytes, position: int, budget: Budget) -> tuple[Places, int]:
    places: Places = {}
    while subsection := _SUBSECTION.match(content, position):
        position = subsection.end()
        first, count = int(subsection[1]), int(subsection[2])
        for number in range(first, first + count):
            budget.charge_row()
            row = _ROW.match(content, position)
            if row is None or number in places:
                raise _Inexact
            position = row.end()
            offset, generation = int(row[1]), int(row[2])
            if row[3] == b"n":
                places[number] = offset, generation
            elif (number, offset, generation) != _FREE_LIST:
                raise _Inexact
    return places, position


def _read_trailer(content: bytes, position: int, budget: Budget) -> tuple[Entries, int]:
    head, faults = _TRAILER.match(content, position), list[str]()
    if head is None:
        raise _Inexact
    value, end = parse(content, head.end(), budget, faults)
    if not isinstance(value, dict) or faults:
        raise _Inexact
    return value, end


def _read_stream(content: bytes, start: int, budget: Budget) -> tuple[Places, Entries, int]:
    stream, end = _read_object(content, start, {}, budget)
    if not isinstance(stream, Stream) or stream.entries.get("Type") != "XRef":
        raise _Inexact
    objects = Objects(content, {}, budget)
    data, widths = objects.data_of(stream), _wholes(stream.entries.get("W"))
    index = _wholes(stream.entries.get("Index", [0, stream.entries.get("Size")]))
    if sum(index[1::2]) > len(data):
        raise _Inexact
    numbers = [
        each for first, count in zip(index[::2], index[1::2], strict=False) for each in range(first, first + count)
    ]
    width = sum(widths)
    if objects.faults or len(widths) != _WIDTHS or len(index) % 2 or len(numbers) * width != len(data) or not width:
        raise _Inexact
    budget.charge(rows=len(numbers))
    places: Places = {}
    for row, number in enumerate(numbers):
        kind, one, two = _columns(data[row * width : (row + 1) * width], widths)
        if number in places or kind not in {_FREE, _IN_FILE, _IN_STREAM} or (kind == _FREE and number):
            raise _Inexact
        if kind != _FREE:
            places[number] = (one, two) if kind == _IN_FILE else one
    return places, stream.entries, end


def _wholes(value: object) -> list[int]:
    if isinstance(value, list) and all(isinstance(each, int) and 0 <= each < 1 << 31 for each in value):
        return value
    raise _Inexact


def _columns(row: bytes, widths: list[int]) -> tuple[int, int, int]:
    one, two = widths[0], widths[0] + widths[1]
    kind = int.from_bytes(row[:one]) if one else _IN_FILE
    return kind, int.from_bytes(row[one:two]), int.from_bytes(row[two:])


def _trailer_at(content: bytes, start: int, budget: Budget) -> Entries:
    """Return the trailer of a section, even if the section is not exact."""
    if _HEAD.match(content, start):
        stream, _ = _read_object(content, start, {}, budget)
        return stream.entries if isinstance(stream, Stream) else {}
    value, _ = parse(content, content.find(b"trailer", start) + len(b"trailer"), budget, [])
    return value if isinstance(value, dict) else {}


def _require_objects(content: bytes, begin: int, update: _Update, budget: Budget) -> None:
    """Require that an update has exactly the objects that its cross-references name. Raises _Inexact."""
    in_file = {number: place for number, place in update.places.items() if isinstance(place, tuple)}
    heads = {offset: (number, generation) for number, (offset, generation) in in_file.items()}
    if len(heads) != len(in_file):
        raise _Inexact
    position = _skip(content, begin)
    while position != update.start:
        head = _HEAD.match(content, position)
        if head is None or heads.pop(position, None) != (int(head[1]), int(head[2])):
            raise _Inexact
        _, position = _read_object(content, position, in_file, budget)
        position = _skip(content, position)
    named = heads.pop(position, None)
    if heads or (named is not None and named[0] != update.own):
        raise _Inexact
    _require_packed(Objects(content, dict(in_file), budget), update)


def _require_packed(objects: Objects, update: _Update) -> None:
    """Require that each object stream has exactly the objects that the cross-references name. Raises _Inexact."""
    packed: dict[int, set[int]] = {}
    for number, place in update.places.items():
        if isinstance(place, int):
            packed.setdefault(place, set()).add(number)
    for holder, named in packed.items():
        data, offsets, _ = objects.packed_in(holder)
        if offsets.keys() != named or not objects.is_exactly_packed(holder) or _is_unusual(data):
            raise _Inexact
    if objects.faults:
        raise _Inexact


def _read_object(
    content: bytes, position: int, places: Mapping[int, tuple[int, int]], budget: Budget
) -> tuple[object, int]:
    """Return an object, and where it ends. Raises _Inexact."""
    head, faults = _HEAD.match(content, position), list[str]()
    if head is None:
        raise _Inexact
    value = parse_indirect(content, head.end(), budget, faults)
    if isinstance(value, Stream):
        end = value.start + _length(content, value, places, budget)
        ended = _DATA_END.match(content, end) if content[value.start - 1 : value.start] == b"\n" else None
        position = -1 if ended is None else ended.end()
    else:
        _, position = parse(content, head.end(), budget, faults)
    end_of_object = _OBJECT_END.match(content, position) if position >= 0 else None
    if end_of_object is None or faults or _has_structure(content, value, head.end(), position, budget):
        raise _Inexact
    budget.charge(scanned=end_of_object.end() - head.start())
    return value, end_of_object.end()


def _has_structure(content: bytes, value: object, start: int, end: int, budget: Budget) -> bool:
    """Whether an object has inside what could be taken for another structure, or words that some readers cut."""
    if isinstance(value, Stream):
        end -= len(b"endstream")
    values = content[start : value.start if isinstance(value, Stream) else end]
    if _is_unusual(values) or _KEYWORDS.search(content, start, end):
        return True
    for each in _OBJ.finditer(content, start, end):
        budget.charge(scanned=_PER_WORD + each.start() - start)
        if _may_be_head(content[start : each.start()]):
            return True
    return False


def _may_be_head(before: bytes) -> bool:
    """Whether the octets before the word ``obj`` may end in a number, or in a comment behind one."""
    rest = before.rstrip(_GAPS)
    line = rest[max(rest.rfind(b"\r"), rest.rfind(b"\n")) + 1 :]
    is_line_over = not {*b"\r\n"}.isdisjoint(before[len(rest) :])
    return rest[-1:].isdigit() or (is_line_over and b"%" in line)


def _is_unusual(values: bytes) -> bool:
    """Whether there are comments, or words that some readers cut."""
    words = _STRINGS.sub(b"", values)
    return b"%" in words or _LONG_WORD.search(words) is not None


def _length(content: bytes, stream: Stream, places: Mapping[int, tuple[int, int]], budget: Budget) -> int:
    value = stream.entries.get("Length")
    if isinstance(value, Reference) and value.number in places:
        value, _ = _read_object(content, places[value.number][0], {}, budget)
    if not isinstance(value, int) or value < 0:
        raise _Inexact
    return value
