"""Find the objects of a PDF by searching the whole file, as readers do if a table is broken.

If a number occurs twice, the last object counts, as after an incremental update, unless it is truncated.
"""

from __future__ import annotations

import re
from bisect import bisect
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from signature_model.pdf.filters import DAMAGED
from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.mupdf_repair import ends_repair
from signature_model.pdf.objects import Objects
from signature_model.pdf.syntax import Stream, parse

if TYPE_CHECKING:
    from signature_model.pdf.limits import Budget
    from signature_model.pdf.objects import Places
    from signature_model.pdf.syntax import Entries

_OBJECT: Final = re.compile(rb"(?<!\d)(\d{1,10}+)[\0\t\n\f\r ]++(\d{1,5}+)[\0\t\n\f\r ]++obj")
_OF_INTEREST: Final = re.compile(rb"trailer|(?:ObjStm|XRef|Catalog)\b|/First[\0\t\n\f\r ]*+\d++[\0\t\n\f\r ]*+[/>]")
_ENDED: Final = re.compile(rb"endo|obj|%%EOF")
_WHITE: Final = b"\0\t\n\f\r "
_DELIMITERS: Final = _WHITE + b"()<>[]{}/%"
_ENDED_FOR_PDFBOX: Final = re.compile(rb"endo(?:bj|\Z)")
_BEFORE_OBJSTM: Final = 390
"""The number of bytes behind the head of an object in which PDFBox searches for ``/ObjStm``."""
_LONGEST_INDENT: Final = 100
_SEARCHES: Final = 5
_PER_OBJECT: Final = 10
"""Reading an object costs as much as this many rows."""


class _Head(NamedTuple):
    """The head of an object, like ``1 0 obj``: where it begins and ends, and the numbers in it."""

    offset: int
    generation: int
    number: int
    end: int


@dataclass(slots=True, kw_only=True, eq=False)
class FoundObjects:
    """The places of the objects; the trailers and the possible catalogues, from the last one on.

    - ``packed``: the objects in object streams, including objects that a later one replaced; ``plain``: all others.
    - ``pdfbox``: the objects that PDFBox finds, which differ; ``pdfbox_plain``: those that are not in object streams.
    - ``keyword_roots``: the catalogues that trailers with the keyword name.
    - ``bare_root``: the catalogue that a dictionary behind all objects names, which has no keyword; mupdf uses it.
    - ``names_root``: whether a trailer without a syntax error names a catalogue.
    - ``stream``: the offset of the cross-reference stream that states the ``most`` objects.
    - ``ends_mupdf``: whether mupdf cannot repair the file.
    - ``is_cut``: whether the file ends within an object.
    - ``faults``: the faults of the objects that were read.
    """

    places: Places = field(default_factory=dict)
    trailers: list[Entries] = field(default_factory=list)
    catalogues: list[Reference] = field(default_factory=list)
    packed: Places = field(default_factory=dict)
    plain: Places = field(default_factory=dict)
    pdfbox: Places = field(default_factory=dict)
    pdfbox_plain: Places = field(default_factory=dict)
    keyword_roots: list[Reference] = field(default_factory=list)
    bare_root: Reference | None = None
    names_root: bool = False
    stream: int | None = None
    most: int = 0
    ends_mupdf: bool = False
    is_cut: bool = False
    faults: list[str] = field(default_factory=list)


def search_objects(content: bytes, budget: Budget) -> FoundObjects:
    """Search the file for objects, object streams, trailers and catalogues."""
    budget.charge(scanned=_SEARCHES * len(content))
    found = FoundObjects()
    heads = _heads(content, budget, found)
    objects = Objects(content, found.places, budget)
    by_pdfbox = Objects(content, found.pdfbox, budget, as_pdfbox=True)
    before = None
    for match in _OF_INTEREST.finditer(content):
        budget.charge_row()
        last = bisect(heads, (match.start(),)) - 1
        if match[0] == b"trailer":
            _add_keyword_trailer(content, match.end(), budget, found)
        elif last >= 0 and last != before:
            before = last
            budget.charge(rows=_PER_OBJECT)
            head = heads[last]
            is_packed = _add_object(head, objects, by_pdfbox, found)
            if content.find(b"/ObjStm", head.end, head.end + _BEFORE_OBJSTM) >= 0:
                _add_by_pdfbox(head, objects if is_packed else by_pdfbox, found, is_packed=is_packed)
    if heads and not found.trailers:
        _add_bare_trailer(content, budget, found)
    if heads:
        found.is_cut = _is_cut(content, heads[-1].end, budget)
        found.ends_mupdf = ends_repair(content, [each.end for each in heads], budget)
    found.faults += objects.faults
    found.trailers.reverse()
    found.keyword_roots.reverse()
    found.catalogues.reverse()
    return found


def _heads(content: bytes, budget: Budget, found: FoundObjects) -> list[_Head]:
    """Return the heads of all objects, and record their places."""
    heads: list[_Head] = []
    by_line: Places = {}
    replaced, places, by_pdfbox = None, found.places, found.pdfbox
    for match in _OBJECT.finditer(content):
        budget.charge_row()
        number, place = int(match[1]), (match.start(), int(match[2]))
        heads.append(_Head(*place, number, match.end()))
        replaced = by_pdfbox.get(number)
        by_pdfbox[number] = place
        if content[place[0] - 1] in _DELIMITERS and (number not in places or _replaces(content, match)):
            places[number] = place
            if number not in by_line or _begins_line(content, place[0]):
                by_line[number] = place
    if heads and b"%%EOF" not in content and _ENDED_FOR_PDFBOX.search(content, heads[-1].end) is None:
        found.pdfbox[heads[-1].number] = replaced
    found.plain = by_line
    found.pdfbox_plain = dict(found.pdfbox)
    return heads


def _replaces(content: bytes, head: re.Match[bytes]) -> bool:
    # A head within another token does not count, and neither does one whose object has no end in the file.
    return content[head.start() - 1] in _WHITE and _ENDED.search(content, head.end()) is not None


def _begins_line(content: bytes, position: int) -> bool:
    # A head behind other text in its line does not replace another one for qpdf and poppler.
    before = content[max(0, position - _LONGEST_INDENT) : position].rstrip(b"\0\t\f ")
    return before[-1:] in {b"", b"\n", b"\r"}


def _is_cut(content: bytes, start: int, budget: Budget) -> bool:
    """Return whether the file ends within the object that begins behind a head."""
    try:
        parse(content, start, budget, [])
    except Malformed:
        return True
    return False


def _add_keyword_trailer(content: bytes, position: int, budget: Budget, found: FoundObjects) -> None:
    faults: list[str] = []
    with suppress(Malformed):
        value, _ = parse(content, position, budget, faults)
        _add_trailer(value, found, is_sound=not faults)
        if isinstance(value, dict) and isinstance(root := value.get("Root"), Reference):
            found.keyword_roots.append(root)


def _add_bare_trailer(content: bytes, budget: Budget, found: FoundObjects) -> None:
    start = content.find(b"<<", content.rfind(b"endobj"))
    with suppress(Malformed):
        value, _ = parse(content, max(0, start), budget, [])
        if start >= 0 and isinstance(value, dict) and isinstance(root := value.get("Root"), Reference):
            found.bare_root = root


def _add_trailer(value: object, found: FoundObjects, *, is_sound: bool) -> None:
    if isinstance(value, dict):
        found.trailers.append(value)
        found.names_root |= is_sound and value.get("Root") is not None


def _add_object(head: _Head, objects: Objects, by_pdfbox: Objects, found: FoundObjects) -> bool:
    """Record the facts from an object, unless a later object has the same number.

    Return whether it is an object stream.
    """
    place, reference = (head.offset, head.generation), Reference(head.number, head.generation)
    if found.places.get(head.number) != place:
        if found.pdfbox[head.number] == place and _is_catalogue(by_pdfbox.resolved(reference)):
            found.catalogues.append(reference)
        return False
    known = len(objects.faults)
    value = objects.resolved(reference)
    kind = value.entries.get("Type") if isinstance(value, Stream) else None
    if _is_catalogue(value):
        found.catalogues.append(reference)
    elif isinstance(value, Stream) and kind == "XRef":
        _add_trailer(value.entries, found, is_sound=len(objects.faults) == known)
        if _size(value) >= found.most:
            found.stream, found.most = head.offset, _size(value)
    elif kind == "ObjStm":
        _add_packed(head.number, head.offset, objects, found)
    return kind == "ObjStm"


def _add_packed(holder: int, offset: int, objects: Objects, found: FoundObjects) -> None:
    known = len(objects.faults)
    data, numbers, _ = objects.packed_in(holder)
    is_damaged = DAMAGED in objects.faults[known:]  # then it does not replace what is found elsewhere
    for number in numbers:
        found.packed[number] = holder
        place = found.places.get(number)
        if not isinstance(place, tuple) or (place[0] < offset and not is_damaged):
            found.places[number] = holder
    if b"/Catalog" in data:
        for number in numbers:
            if found.places[number] == holder and _is_catalogue(objects.packed_value(holder, number)):
                found.catalogues.append(Reference(number, 0))


def _add_by_pdfbox(head: _Head, objects: Objects, found: FoundObjects, *, is_packed: bool) -> None:
    """Add the objects that PDFBox finds in an object stream. ``is_packed`` is true if other readers find them too."""
    if found.pdfbox[head.number] != (head.offset, head.generation):
        return
    for number in objects.packed_in(head.number).offsets:
        place = found.pdfbox.get(number)
        if isinstance(place, int):
            place = found.pdfbox.get(place)
        if not isinstance(place, tuple) or place[0] < head.offset:
            found.pdfbox[number] = head.number
        if not is_packed and _is_catalogue(objects.packed_value(head.number, number)):
            found.catalogues.append(Reference(number, 0))


def _size(stream: Stream) -> int:
    size = stream.entries.get("Size")
    return size if isinstance(size, int) else 0


def _is_catalogue(value: object) -> bool:
    return isinstance(value, dict) and value.get("Type") == "Catalog"
