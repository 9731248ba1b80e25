"""Check that only exact updates follow a revision of a PDF, so that all readers see the same objects.

Readers repair files in different ways: if a cross-reference is wrong, some search the file for objects, and find
objects that the cross-references do not name. So each update must be exactly what ISO 32000-2, 7.5.4 to 7.5.8
describes: its objects, each where its cross-references say, and nothing between them (``objects``, ``sections``). What
the objects mean is not decided here.
"""

from __future__ import annotations

import re
from typing import Final

from signature_model.pdf.limits import Budget, LimitExceeded
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.objects import Objects
from signature_model.signed.pades.syntax.objects import HEAD, Inexact, is_unusual, read_object, skip
from signature_model.signed.pades.syntax.sections import START, Update, read_update, trailer_at, whole

_PADDING: Final = re.compile(rb"[\0\t\n\f\r ]{0,900}")
"""Readers search for the end of a file in its last 1,024 octets."""
_LAST_START: Final = re.compile(rb"startxref[\0\t\n\f\r ]++(\d{1,10})")
_KEPT: Final = frozenset({"Root", "Info"})
"""The entries that each trailer must repeat: readers look for them only in the last one (7.5.5 and 7.5.6)."""
_MOST_GAPS: Final = 100
"""Numbers that an update may leave out: with very high ones, some readers rebuild the file."""


def are_exact_updates(content: bytes, end: int) -> bool:
    """Whether only exact updates, and white space at the end of the file, follow the revision that ends here."""
    try:
        _require_exact(content, end)
    except (Inexact, Malformed, LimitExceeded):
        return False
    return True


def _require_exact(content: bytes, end: int) -> None:
    if _PADDING.fullmatch(content, end):
        return
    budget = Budget()
    before = _LAST_START.match(content, content.rindex(b"startxref", 0, end)) if b"startxref" in content[:end] else None
    last = START.match(content, content.rindex(b"startxref"))
    if before is None or last is None or not _PADDING.fullmatch(content, last.end()):
        raise Inexact
    updates: list[Update] = []
    start = int(last[1])
    while start >= end:
        if updates and start >= updates[-1].start:
            raise Inexact
        updates.append(read_update(content, start, budget))
        start = whole(updates[-1].trailer, "Prev")
    if start != int(before[1]) or not updates:
        raise Inexact
    trailer = trailer_at(content, start, budget)
    size = whole(trailer, "Size")
    for each in reversed(updates):
        if not _KEPT & {"Root", *trailer} <= each.trailer.keys():
            raise Inexact
        trailer = each.trailer
        before_size, size = size, whole(each.trailer, "Size")
        used = {number for number, place in each.places.items() if place is not None}
        numbers = used if each.own is None else {*used, each.own}
        is_own_new = each.own is None or each.own >= before_size  # else it would replace an earlier object
        least = max([before_size, *(number + 1 for number in numbers)])
        most = before_size + len(numbers) + _MOST_GAPS
        if not is_own_new or not least <= size <= most or max(each.places, default=0) >= size:
            raise Inexact
        _require_objects(content, end, each, budget)
        end = each.end
    if end != last.end():
        raise Inexact


def _require_objects(content: bytes, begin: int, update: Update, budget: Budget) -> None:
    """Require that an update has exactly the objects that its cross-references name. Raises Inexact."""
    in_file = {number: place for number, place in update.places.items() if isinstance(place, tuple)}
    heads = {offset: (number, generation) for number, (offset, generation) in in_file.items()}
    if len(heads) != len(in_file):
        raise Inexact
    position = skip(content, begin)
    while position != update.start:
        head = HEAD.match(content, position)
        if head is None or heads.pop(position, None) != (int(head[1]), int(head[2])):
            raise Inexact
        _, position = read_object(content, position, in_file, budget)
        position = skip(content, position)
    named = heads.pop(position, None)
    if heads or (named is not None and named[0] != update.own):
        raise Inexact
    _require_packed(Objects(content, dict(in_file), budget), update)


def _require_packed(objects: Objects, update: Update) -> None:
    """Require that each object stream has exactly the objects that the cross-references name. Raises Inexact."""
    packed: dict[int, set[int]] = {}
    for number, place in update.places.items():
        if isinstance(place, int):
            packed.setdefault(place, set()).add(number)
    for holder, named in packed.items():
        data, offsets, _ = objects.packed_in(holder)
        if offsets.keys() != named or not objects.is_exactly_packed(holder) or is_unusual(data):
            raise Inexact
    if objects.faults:
        raise Inexact
