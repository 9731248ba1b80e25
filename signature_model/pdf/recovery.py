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
from signature_model.pdf.syntax import NOT_A_NAME, Malformed, Reference, Stream, parse

if TYPE_CHECKING:
    from signature_model.pdf.limits import Budget
    from signature_model.pdf.objects import Places
    from signature_model.pdf.syntax import Entries

_OBJECT: Final = re.compile(rb"(?<!\d)(\d{1,10}+)[\0\t\n\f\r ]++(\d{1,5}+)[\0\t\n\f\r ]++obj")
_OF_INTEREST: Final = re.compile(rb"trailer|(?:ObjStm|XRef|Catalog)\b|/First[\0\t\n\f\r ]*+\d++[\0\t\n\f\r ]*+[/>]")
_ENDED: Final = re.compile(rb"endo|obj|%%EOF")
_WHITE: Final = b"\0\t\n\f\r "
_SEARCHES: Final = 5


@dataclass(slots=True, kw_only=True, eq=False)
class FoundObjects:
    """The places of the objects; the trailers and the possible catalogues, from the last one on.

    ``packed`` are the objects in object streams, including those that a later object replaced. ``names_root`` is true
    if a trailer without a syntax error names a catalogue. ``faults`` are the faults of the objects that were read.
    """

    places: Places = field(default_factory=dict)
    trailers: list[Entries] = field(default_factory=list)
    catalogues: list[Reference] = field(default_factory=list)
    packed: Places = field(default_factory=dict)
    names_root: bool = False
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
    objects = Objects(content, found.places, budget)
    before = None
    for match in _OF_INTEREST.finditer(content):
        budget.charge_row()
        last = bisect(heads, (match.start(),)) - 1
        if match[0] == b"trailer":
            with suppress(Malformed):
                faults: list[str] = []
                _add_trailer(parse(content, match.end(), budget, faults)[0], found, is_sound=NOT_A_NAME not in faults)
        elif last >= 0 and last != before:
            before = last
            offset, number, generation = heads[last]
            _add_object(offset, Reference(number, generation), objects, found)
    found.faults += objects.faults
    found.trailers.reverse()
    found.catalogues.reverse()
    return found


def _replaces(content: bytes, head: re.Match[bytes]) -> bool:
    # Not within another token, and not as the last object of a file that was cut in it.
    return content[head.start() - 1] in _WHITE and _ENDED.search(content, head.end()) is not None


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
        _add_trailer(value.entries, found, is_sound=NOT_A_NAME not in objects.faults[known:])
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
