"""Find cross-reference sections as readers do if startxref leads to none, or to several."""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING, Final

from signature_model.pdf.cross_reference_sections import read_chain
from signature_model.pdf.cross_reference_table import TABLE
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.objects import OBJECT
from signature_model.pdf.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.cross_references import CrossReferences
    from signature_model.pdf.limits import Budget

_START: Final = re.compile(rb"startxref[\0\t\n\f\r ]++(\d{1,18}+)(?!\d)")
_QPDF_START: Final = re.compile(rb"startxref[\t\n\v\f\r ]++(\d{1,18}+)(?![^\t\n\v\f\r ()<>\[\]{}/%])")
_NO_PREVIOUS: Final = re.compile(rb"/Prev[\0\t\n\f\r ]++0++(?!\d)")
_NEAR_THE_END: Final = 1054
"""The number of bytes at the end of a file in which qpdf searches for startxref."""
_SECTION: Final = re.compile(rb"(?<=[\0\t\n\f\r ])xref|/XRef")
_HEAD: Final = re.compile(rb"(?<!\d)\d{1,10}+ \d{1,5}+ obj")
_LONGEST_HEAD: Final = 16
_BEFORE_TYPE: Final = 400
"""The number of bytes before ``/XRef`` in which PDFBox searches for the head of the stream."""
_SEARCHES: Final = 3
_PER_SECTION: Final = 5
"""A section that is found costs as much as this number of rows."""


def read_nearby_sections(content: bytes, budget: Budget) -> Iterator[CrossReferences]:
    """Yield the cross-references as PDFBox reads them, and as qpdf reads them if that differs.

    Both require white space after startxref. PDFBox uses the startxref before the last complete end mark. If there is
    no section at an offset, it uses the nearest one.
    """
    budget.charge(scanned=_SEARCHES * len(content))
    sections = _sections(content, budget)

    def nearest(position: int) -> int | None:
        if position == 0:
            return None
        if _is_section(content, position, budget):
            return position
        if not sections:
            return None
        place = bisect(sections, position)
        return min(sections[max(0, place - 1) : place + 1], key=lambda each: abs(each - position))

    end = content.rfind(b"%%EOF")
    first = _START.match(content, max(0, content.rfind(b"startxref", 0, end if end >= 0 else len(content))))
    yield read_chain(content, int(first[1]) if first else None, 0, budget, nearest, as_pdfbox=True)
    for last in [*_QPDF_START.finditer(content, max(0, len(content) - _NEAR_THE_END))][-1:]:
        if first is None or last.start() != first.start() or _NO_PREVIOUS.search(content):
            yield read_chain(content, int(last[1]), 0, budget, lambda position: position or None)


def _is_section(content: bytes, position: int, budget: Budget) -> bool:
    """Return whether PDFBox takes what is at a position for a section: a table, or a dictionary with /Type /XRef."""
    head = OBJECT.match(content, position)
    if head is None:
        return TABLE.match(content, position) is not None
    try:
        value, _ = parse(content, head.end(), budget, [], as_pdfbox=True)
    except Malformed:
        return False
    return isinstance(value, dict) and value.get("Type") == "XRef"


def _sections(content: bytes, budget: Budget) -> list[int]:
    found: set[int] = set()
    for match in _SECTION.finditer(content):
        budget.charge(rows=_PER_SECTION, scanned=_BEFORE_TYPE)
        if match[0] == b"xref":
            found.add(match.start())
            continue
        at = content.rfind(b" obj", max(0, match.start() - _BEFORE_TYPE), match.start())
        if at >= 0 and (head := _HEAD.search(content, max(0, at - _LONGEST_HEAD), at + len(b" obj"))):
            found.add(head.start())
    return sorted(found)
