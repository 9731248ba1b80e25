"""The objects of a document, each read when it is asked for (ISO 32000-1, 7.3.10 and 7.5.7)."""

from __future__ import annotations

import re
from bisect import bisect
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from signature_model.pdf.filters import unpacked
from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.object_builder import NO_END, NOT_CLOSED
from signature_model.pdf.readers import (
    ALL,
    ANY_QPDF,
    ENDS_AT_NEXT,
    NO_FIRST,
    ONLY_A_REFERENCE,
    OTHER_GENERATION,
    OVERLAPS,
    not_stopped_by,
)
from signature_model.pdf.syntax import Stream, parse, parse_indirect

if TYPE_CHECKING:
    from signature_model.pdf.limits import Budget

Places: TypeAlias = "dict[int, tuple[int, int] | int | None]"
"""By object number: the offset and generation, or the number of the object stream, or None for a free object."""

OBJECT: Final = re.compile(rb"(?<!\d)[\0\t\n\f\r ]*+(\d{1,10}+)[\0\t\n\f\r ]++(\d{1,5}+)[\0\t\n\f\r ]++obj")
"""The head of an object."""

_ENDSTREAM: Final = re.compile(rb"[\0\t\n\f\r ]*+endstream(?![^\0\t\n\f\r ()<>\[\]{}/%])")
_END: Final = b" endobj"
"""Added after the data of an object stream: PDFBox reads the last object even if it is not complete."""
_WHITE_SPACE: Final = b"\0\t\n\f\r "
_LONGEST_CHAIN: Final = 10
_PER_MISSING: Final = 5
"""Following a reference to an object that is not there costs as much as this number of values."""
_MOST_REPLACED: Final = 1_000
"""The number of objects of an object stream that are checked although they are replaced."""
_PER_OBJECT_STREAM: Final = 20
"""Unpacking an object stream costs as much as this many rows."""
_PAIR: Final = re.compile(rb"[\0\t\n\f\r ]*+(\d{1,18}+)[\0\t\n\f\r ]++(\d{1,18}+)(?!\d)")


class UnpackedStream(NamedTuple):
    """The data of an object stream, and the offsets of its objects: by object number, and in order."""

    data: bytes
    offsets: dict[int, int]
    starts: list[int]


class Objects:
    """The objects of a document by their numbers. ``faults`` collects the errors that readers must work around."""

    __slots__ = ("_as_pdfbox", "_budget", "_content", "_is_unpacking", "_packed", "_places", "_without_first", "faults")

    def __init__(self, content: bytes, places: Places, budget: Budget, *, as_pdfbox: bool = False) -> None:
        self._as_pdfbox = as_pdfbox
        self._content = content
        self._places = places
        self._budget = budget
        self._packed: dict[int, UnpackedStream] = {}
        self._is_unpacking = False
        self._without_first: set[int] = set()
        self.faults: list[str] = []

    def resolved(self, value: object) -> object:
        """Return the object of a reference; None if it does not exist. Return any other value unchanged.

        An object that is itself a reference is followed, as in mupdf, and is a fault.
        """
        if not isinstance(value, Reference):
            return value
        for step in range(_LONGEST_CHAIN):
            if not isinstance(value, Reference):
                return value
            if step:
                self.faults.append(ONLY_A_REFERENCE)
            number = value.number
            try:
                value = self._object(value)
            except Malformed as broken:
                self.faults.append(f"{broken} {number}" if str(broken) == NO_END else f"object {number} cannot be read")
                return None
        return None

    @property
    def values_left(self) -> int:
        """The number of values that may still be read."""
        return self._budget.values

    def charge_at_least(self, values: int, before: int) -> None:
        """Charge what work costs less than a minimum, in values. ``before`` is ``values_left`` before the work."""
        if (missing := values - (before - self._budget.values)) > 0:
            self._budget.charge(values=missing)

    def packed_value(self, holder: int, number: int) -> object:
        """Return an object of an object stream; None if the stream has no such object."""
        data, offsets, starts = self.packed_in(holder)
        if number not in offsets:
            return None
        if holder in self._without_first:
            self.faults.append(NO_FIRST)
        start, known = offsets[number], len(self.faults)
        try:
            value, end = parse(data, start, self._budget, self.faults, as_pdfbox=self._as_pdfbox)
        except Malformed:
            return None
        if isinstance(value, Reference):  # all readers read only the first number
            value = value.number
        following = bisect(starts, start)
        if following < len(starts) and starts[following] < end:
            if not self._as_pdfbox and not not_stopped_by(self.faults[known:], ANY_QPDF):
                del self.faults[known:]
                return self._up_to(starts[following], data, start)
            self.faults.append(OVERLAPS)
        return value

    def _up_to(self, end: int, data: bytes, start: int) -> object:
        """Return an object that ends where the next one begins, as for poppler alone."""
        self.faults.append(ENDS_AT_NEXT)
        self._budget.charge(scanned=end - start)
        try:
            return parse(data[start:end] + _END, 0, self._budget, self.faults)[0]
        except Malformed:
            return None

    def packed_in(self, holder: int) -> UnpackedStream:
        """Return the content of an object stream; it is empty if the stream cannot be unpacked."""
        if holder not in self._packed:
            # The objects that are needed to unpack it cannot be packed themselves (7.5.7).
            self._is_unpacking = True
            try:
                self._packed[holder] = self._unpacked(holder)
            except Malformed:
                self._packed[holder] = UnpackedStream(b"", {}, [])
                self.faults.append(f"the object stream {holder} cannot be unpacked")
            finally:
                self._is_unpacking = False
        return self._packed[holder]

    def is_exactly_packed(self, holder: int) -> bool:
        """Whether an object stream has one value for each number, and nothing else.

        Raises:
            Malformed: if a value cannot be read.

        """
        data, offsets, starts = self.packed_in(holder)
        last = len(data) - len(_END)
        end = starts[0] if starts else last
        is_exact = len(data[:end].split()) == 2 * len(offsets)
        for start in (*starts, last):
            is_exact = is_exact and start >= end and not data[end:start].strip(_WHITE_SPACE)
            if is_exact and start < last:
                _, end = parse(data, start, self._budget, self.faults)
        return is_exact

    def data_of(self, stream: Stream) -> bytes:
        """Return the decoded data of a stream.

        Raises:
            Malformed: if a filter cannot decode them.

        """
        filters, parameters = (self.resolved(stream.entries.get(key)) for key in ("Filter", "DecodeParms"))
        return unpacked(self._raw(stream), filters, parameters, self._budget, self.faults)

    def _object(self, reference: Reference) -> object:
        number = reference.number
        place = self._places.get(number)
        if place is None:
            self._budget.charge(values=_PER_MISSING)
        if place is not None and reference.generation != (place[1] if isinstance(place, tuple) else 0):
            self.faults.append(f"{OTHER_GENERATION} {number}")
        if isinstance(place, tuple):
            head = OBJECT.match(self._content, place[0])
            if head is None or int(head[1]) != number:
                return None
            if int(head[2]) != place[1]:
                self.faults.append(f"{OTHER_GENERATION} {number}")
            return parse_indirect(self._content, head.end(), self._budget, self.faults, as_pdfbox=self._as_pdfbox)
        return None if place is None or self._is_unpacking else self.packed_value(place, number)

    def _unpacked(self, holder: int) -> UnpackedStream:
        self._budget.charge(rows=_PER_OBJECT_STREAM)
        place = self._places.get(holder)
        generation = place[1] if isinstance(place, tuple) else 0
        stream = self._object(Reference(holder, generation))
        if not isinstance(stream, Stream):
            raise Malformed
        count, first = (self.resolved(stream.entries.get(key)) for key in ("N", "First"))
        if not isinstance(count, int) or not isinstance(first, int | None) or (first or 0) < 0:
            raise Malformed
        data = self.data_of(stream)
        offsets, _ = self._pairs(data, count, first or 0)
        if len(offsets) < count:
            behind, end = self._pairs(data, count, len(data))
            if len(behind) == count:  # mupdf reads an object behind its number, even if it should be in another place
                self._without_first.add(holder)
                offsets, first = behind, end
            else:
                self.faults.append(f"the object stream {holder} has fewer objects than it says (/N, /First)")
        start = first or 0
        offsets = {number: start + offset for number, offset in offsets.items()}
        unpacked_stream = UnpackedStream(data + _END, offsets, sorted(offsets.values()))
        self._check_replaced(holder, unpacked_stream)
        return unpacked_stream

    def _check_replaced(self, holder: int, stream: UnpackedStream) -> None:
        """Check objects that are replaced elsewhere: PDFBox and mupdf read them, too, and fail if they cannot."""
        replaced = (start for number, start in stream.offsets.items() if self._places.get(number) != holder)
        for start in islice(replaced, _MOST_REPLACED):
            faults: list[str] = []
            try:
                parse(stream.data, start, self._budget, faults, as_pdfbox=self._as_pdfbox)
            except Malformed:
                faults.append(NOT_CLOSED)
            if not_stopped_by(faults) != ALL:
                self.faults.append(f"the object stream {holder} has an object that cannot be read and was replaced")
                return

    def _pairs(self, data: bytes, count: int, most: int) -> tuple[dict[int, int], int]:
        """Return the first pairs of a number and an offset, and the end of the last one."""
        offsets: dict[int, int] = {}
        end = 0
        while len(offsets) < count and (pair := _PAIR.match(data, end, most)):
            self._budget.charge_value()
            offsets[int(pair[1])], end = int(pair[2]), pair.end()
        return offsets, end

    def _raw(self, stream: Stream) -> bytes:
        length = self.resolved(stream.entries.get("Length"))
        if isinstance(length, int) and length >= 0 and _ENDSTREAM.match(self._content, stream.start + length):
            return self._content[stream.start : stream.start + length]
        self.faults.append("a stream is not as long as its dictionary says (/Length)")
        end = self._content.find(b"endstream", stream.start)
        end = len(self._content) if end < 0 else end
        self._budget.charge(scanned=end - stream.start)
        return self._content[stream.start : end]
