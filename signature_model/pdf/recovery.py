"""Where the objects of a PDF are, found by searching the whole file: readers do so if a table is broken.

The last object of a number counts, as after an incremental update.
"""

from __future__ import annotations

import re
from bisect import bisect
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeGuard

from signature_model.pdf.filters import DAMAGED
from signature_model.pdf.objects import Objects
from signature_model.pdf.syntax import Malformed, Reference, Stream, parse

if TYPE_CHECKING:
    from signature_model.pdf.limits import Work
    from signature_model.pdf.objects import Places
    from signature_model.pdf.syntax import Entries

_OBJECT: Final = re.compile(rb"(?<!\d)(\d{1,10}+)[\0\t\n\f\r ]{1,9}+(\d{1,5}+)[\0\t\n\f\r ]{1,9}+obj")
_OF_INTEREST: Final = re.compile(rb"trailer|(?:ObjStm|XRef|Catalog)\b|/First[\0\t\n\f\r ]*+\d++[\0\t\n\f\r ]*+[/>]")
_SEARCHES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """Where the objects are; the trailers, and the objects that may be the catalogue, from the last one on.

    ``superseded`` are catalogues whose number a later object has.
    """

    places: Places = field(default_factory=dict)
    trailers: list[Entries] = field(default_factory=list)
    catalogues: list[Reference] = field(default_factory=list)
    superseded: list[Entries] = field(default_factory=list)


def searched(content: bytes, work: Work) -> Found:
    """Search the file for objects, object streams, trailers and catalogues."""
    work.charge(scanned=_SEARCHES * len(content))
    found = Found()
    heads: list[tuple[int, int, int]] = []
    for head in _OBJECT.finditer(content):
        work.charge_row()
        offset, number, generation = head.start(), int(head[1]), int(head[2])
        heads.append((offset, number, generation))
        found.places[number] = (offset, generation)
    objects = Objects(content, found.places, work)
    before = None
    for match in _OF_INTEREST.finditer(content):
        work.charge_row()
        last = bisect(heads, (match.start(),)) - 1
        if match[0] == b"trailer":
            with suppress(Malformed):
                _add_trailer(parse(content, match.end(), work, [])[0], found)
        elif last >= 0 and last != before:
            before = last
            offset, number, generation = heads[last]
            _add_object(offset, Reference(number, generation), objects, found)
    found.trailers.reverse()
    found.catalogues.reverse()
    found.superseded.reverse()
    return found


def _add_trailer(value: object, found: Found) -> None:
    if isinstance(value, dict):
        found.trailers.append(value)


def _add_object(offset: int, reference: Reference, objects: Objects, found: Found) -> None:
    if found.places[reference.number] != (offset, reference.generation):  # a later object has this number
        earlier = objects.at(offset)
        if _is_catalogue(earlier):
            found.superseded.append(earlier)
        return
    value = objects.resolved(reference)
    if _is_catalogue(value):
        found.catalogues.append(reference)
    elif isinstance(value, Stream) and value.entries.get("Type") == "XRef":
        found.trailers.append(value.entries)
    elif isinstance(value, Stream) and {"N", "First"} <= value.entries.keys():
        _add_packed(reference.number, offset, objects, found)


def _add_packed(holder: int, offset: int, objects: Objects, found: Found) -> None:
    known = len(objects.faults)
    data, numbers = objects.packed_in(holder)
    is_damaged = DAMAGED in objects.faults[known:]  # then it does not replace what is found elsewhere
    for number in numbers:
        place = found.places.get(number)
        if not isinstance(place, tuple) or (place[0] < offset and not is_damaged):
            found.places[number] = holder
    if b"/Catalog" in data:
        for number in numbers:
            value = objects.packed_value(holder, number)
            if _is_catalogue(value) and found.places[number] == holder:
                found.catalogues.append(Reference(number, 0))
            elif _is_catalogue(value):
                found.superseded.append(value)


def _is_catalogue(value: object) -> TypeGuard[Entries]:
    return isinstance(value, dict) and value.get("Type") == "Catalog"
