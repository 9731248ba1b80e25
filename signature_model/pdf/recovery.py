"""Find the objects of a PDF by searching the whole file, as readers do if a table is broken.

If a number occurs twice, the last object counts, as after an incremental update, unless it is truncated.
"""

from __future__ import annotations

import re
from bisect import bisect
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from signature_model.pdf.filters import DAMAGED
from signature_model.pdf.objects import Objects
from signature_model.pdf.syntax import NO_VALUE, Malformed, Reference, Stream, parse

if TYPE_CHECKING:
    from signature_model.pdf.limits import Budget
    from signature_model.pdf.objects import Places
    from signature_model.pdf.syntax import Entries

_OBJECT: Final = re.compile(rb"(?<!\d)(\d{1,10}+)[\0\t\n\f\r ]++(\d{1,5}+)[\0\t\n\f\r ]++obj")
_OF_INTEREST: Final = re.compile(rb"trailer|(?:ObjStm|XRef|Catalog)\b|/First[\0\t\n\f\r ]*+\d++[\0\t\n\f\r ]*+[/>]")
_ENDED: Final = re.compile(rb"endo|obj|%%EOF")
_WHITE: Final = b"\0\t\n\f\r "
_SEARCHES: Final = 5
_PER_OBJECT: Final = 10
"""Reading an object costs as much as this many rows."""


@dataclass(slots=True, kw_only=True, eq=False)
class FoundObjects:
    """The places of the objects; the trailers and the possible catalogues, from the last one on.

    ``packed`` are the objects in object streams, including those that a later object replaced, ``plain`` all others.
    ``keyword_roots`` are the catalogues that trailers with the keyword name. ``names_root`` is true if a trailer
    without a syntax error names a catalogue, ``has_stream`` if a cross-reference stream has no such error,
    ``has_bad_stream`` if one ends with a key without a value, ``is_cut`` if the file ends within an object. ``faults``
    are the faults of the objects that were read.
    """

    places: Places = field(default_factory=dict)
    trailers: list[Entries] = field(default_factory=list)
    catalogues: list[Reference] = field(default_factory=list)
    packed: Places = field(default_factory=dict)
    plain: Places = field(default_factory=dict)
    keyword_roots: list[Reference] = field(default_factory=list)
    names_root: bool = False
    has_stream: bool = False
    has_bad_stream: bool = False
    is_cut: bool = False
    faults: list[str] = field(default_factory=list)


def search_objects(content: bytes, budget: Budget) -> FoundObjects:
    """Search the file for objects, object streams, trailers and catalogues."""
    budget.charge(scanned=_SEARCHES * len(content))
    found = FoundObjects()
    heads: list[tuple[int, int, int]] = []
    for head in _OBJECT.finditer(content):
        budget.charge_row()
        offset, number, generation = head.start(), int(head[1]), int(head[2])
        heads.append((offset, number, generation))
        if number not in found.places or _replaces(content, head):
            found.places[number] = (offset, generation)
    found.plain = dict(found.places)
    objects = Objects(content, found.places, budget)
    before = None
    for match in _OF_INTEREST.finditer(content):
        budget.charge_row()
        last = bisect(heads, (match.start(),)) - 1
        if match[0] == b"trailer":
            with suppress(Malformed):
                faults: list[str] = []
                value, _ = parse(content, match.end(), budget, faults)
                _add_trailer(value, found, is_sound=not faults)
                if isinstance(value, dict) and isinstance(root := value.get("Root"), Reference):
                    found.keyword_roots.append(root)
        elif last >= 0 and last != before:
            before = last
            budget.charge(rows=_PER_OBJECT)
            offset, number, generation = heads[last]
            _add_object(offset, Reference(number, generation), objects, found)
    if heads:
        found.is_cut = _is_cut(content, heads[-1][0], budget)
    found.faults += objects.faults
    found.trailers.reverse()
    found.keyword_roots.reverse()
    found.catalogues.reverse()
    return found


def _replaces(content: bytes, head: re.Match[bytes]) -> bool:
    # Not within another token, and not as the last object of a file that was cut in it.
    return content[head.start() - 1] in _WHITE and _ENDED.search(content, head.end()) is not None


def _is_cut(content: bytes, offset: int, budget: Budget) -> bool:
    """Return whether the file ends within the object that begins at an offset."""
    head = _OBJECT.match(content, offset)
    try:
        parse(content, head.end() if head else offset, budget, [])
    except Malformed:
        return True
    return False


def _add_trailer(value: object, found: FoundObjects, *, is_sound: bool) -> None:
    if isinstance(value, dict):
        found.trailers.append(value)
        found.names_root |= is_sound and value.get("Root") is not None


def _add_object(offset: int, reference: Reference, objects: Objects, found: FoundObjects) -> None:
    if found.places[reference.number] != (offset, reference.generation):  # a later object has this number
        return
    known = len(objects.faults)
    value = objects.resolved(reference)
    if _is_catalogue(value):
        found.catalogues.append(reference)
    elif isinstance(value, Stream) and value.entries.get("Type") == "XRef":
        is_sound = len(objects.faults) == known
        _add_trailer(value.entries, found, is_sound=is_sound)
        found.has_stream |= is_sound
        found.has_bad_stream |= NO_VALUE in objects.faults[known:]
    elif isinstance(value, Stream) and {"N", "First"} <= value.entries.keys():
        _add_packed(reference.number, offset, objects, found)


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


def _is_catalogue(value: object) -> bool:
    return isinstance(value, dict) and value.get("Type") == "Catalog"
