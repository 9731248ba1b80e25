"""The cross-reference stream (ISO 32000-1, 7.5.8): rows of numbers, and the entries of a trailer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.pdf.filters import DAMAGED
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.objects import OBJECT, Objects
from signature_model.pdf.readers import ANY_QPDF, Readers, not_stopped_by
from signature_model.pdf.syntax import Stream, parse_indirect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.cross_references import CrossReferences
    from signature_model.pdf.limits import Budget
    from signature_model.pdf.syntax import Entries

NO_SECTION: Final = "startxref, /Prev or /XRefStm points to a place without a cross-reference section"

_WIDEST: Final = 8
_FARTHEST: Final = 1 << 62
"""An offset beyond the end of any file. It is small enough for an index."""
_FREE, _IN_FILE, _IN_STREAM = range(3)
_FEWEST_WIDTHS: Final = 3

_NO_WIDTHS: Final = "a cross-reference stream does not say how wide its columns are"
_NO_TYPE: Final = "a cross-reference stream lacks /Type /XRef"
_NO_NUMBERS: Final = "a cross-reference stream does not say which objects it has"


def read_stream(content: bytes, position: int, shift: int, found: CrossReferences, budget: Budget) -> Entries:
    """Return the entries of a stream, and record its rows and faults.

    Raises:
        Malformed: if there is none, or readers cannot use it.

    """
    head, known = OBJECT.match(content, position), len(found.faults)
    stream = parse_indirect(content, head.end(), budget, found.faults, as_pdfbox=found.as_pdfbox) if head else None
    if not isinstance(stream, Stream):
        raise Malformed(NO_SECTION)
    entries = stream.entries
    found.searching |= Readers.MUPDF & ~not_stopped_by(found.faults[known:])
    widths = _numbers(entries.get("W"))
    index = _numbers(entries.get("Index", [0, entries.get("Size")]))
    found.check_subsections(zip(index[::2], index[1::2], strict=False))
    if len(widths) < _FEWEST_WIDTHS or max(widths) > _WIDEST:
        raise Malformed(_NO_WIDTHS)
    if len(index) % 2 and found.as_pdfbox:
        raise Malformed(_NO_NUMBERS)
    if entries.get("Type") != "XRef":
        found.faults.append(_NO_TYPE)
        found.searching |= ANY_QPDF
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
    is_unknown = _add_rows(_unpacked(data, widths, as_pdfbox=found.as_pdfbox), index, shift, found)
    if stated > len(data) or is_unknown or len(index) % 2 or DAMAGED in objects.faults:
        found.searching |= ANY_QPDF
    if stated > len(data) + missing:  # mupdf completes the last row
        found.searching |= Readers.MUPDF
    return entries


def _add_rows(rows: Iterator[tuple[int, int, int]], index: list[int], shift: int, found: CrossReferences) -> bool:
    """Add the rows of a stream. Return whether one is of an unknown kind, which PDFBox alone accepts."""
    kinds: set[int] = set()
    for first, count in zip(index[::2], index[1::2], strict=False):
        for number, (kind, one, two) in zip(range(first, first + count), rows, strict=False):
            kinds.add(kind)
            if kind > _IN_STREAM:
                found.of_unknown_kind.add(number)
            # PDFBox takes the object stream 0 for the offset 0.
            is_in_file = kind == _IN_FILE or (kind and not one and found.as_pdfbox)
            place = (one + shift if one else 0, two) if is_in_file else one if kind else None
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


def _unpacked(data: bytes, widths: list[int], *, as_pdfbox: bool) -> Iterator[tuple[int, int, int]]:
    size = sum(widths)
    if as_pdfbox and not size:  # PDFBox reads rows of no width; they lead to offset 0
        yield _IN_FILE, 0, 0
    one, two, end = widths[0], widths[0] + widths[1], sum(widths[:3])
    for start in range(0, len(data) - size + 1 if size else 0, size or 1):
        row = data[start : start + size]
        kind = int.from_bytes(row[:one]) if one else _IN_FILE
        yield kind, min(int.from_bytes(row[one:two]), _FARTHEST), int.from_bytes(row[two:end])
