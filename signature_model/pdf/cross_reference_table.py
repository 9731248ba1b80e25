"""The cross-reference table (ISO 32000-1, 7.5.4): rows of 20 bytes, in subsections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from signature_model.pdf.malformed import Malformed
from signature_model.pdf.readers import ANY_QPDF, Readers
from signature_model.pdf.trailers import TRAILER

if TYPE_CHECKING:
    from signature_model.pdf.cross_references import CrossReferences
    from signature_model.pdf.limits import Budget

TABLE: Final = re.compile(rb"[\0\t\n\f\r ]*+xref(?=[\0\t\n\f\r ])")
"""The keyword before a table."""

_SUBSECTION: Final = re.compile(rb"[\0\t\n\f\r ]*+(\d{1,10})([\0\t\n\f\r ]++)(\d{1,10})[\0\t\n\f\r ]*+")
_ROW: Final = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]++(\d{1,5})[\0\t\n\f\r ]++([nf])[\0\t\n\f\r ]++")
_LINE: Final = re.compile(rb"([^\r\n]*+)[\r\n][\0\t\n\f\r ]*+")
_BLANK: Final = re.compile(rb"[\t\v\f ]")
_WORDS_OF_A_ROW: Final = 3
_LONGEST_NUMBER: Final = 18
_EVEN_ROWS: Final = re.compile(rb"(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))*+")
_MOST_ROWS: Final = (1 << 31) - 1
_OF_FREE_LIST: Final = 65_535

_TOO_FEW_ROWS: Final = "the cross-reference table has fewer rows than it says"
_UNEVEN: Final = "a row of the cross-reference table is not 20 bytes long"


def read_table(
    content: bytes, position: int, shift: int, found: CrossReferences, budget: Budget
) -> tuple[list[int], int]:
    """Read the rows of a table. Return the numbers of the free objects, and the end of the table."""
    free: list[int] = []
    subsections: list[tuple[int, int]] = []
    row_at = _row_for_pdfbox if found.as_pdfbox else _row
    while subsection := _SUBSECTION.match(content, position):
        budget.charge_row()
        first, count = int(subsection[1]), int(subsection[3])
        subsections.append((first, count))
        if subsection[2] != b" ":
            found.is_doubtful = True
            found.searching |= Readers.MUPDF
        if count > _MOST_ROWS:
            raise Malformed(_TOO_FEW_ROWS)
        start = last = position = subsection.end()
        by = 0
        for number in range(first, first + count):
            row = row_at(content, position)
            if row is None:
                found.faults.append(_TOO_FEW_ROWS)
                found.is_doubtful = True
                found.searching |= Readers.MUPDF | ANY_QPDF
                break
            budget.charge_row()
            last, (offset, generation, is_used, position) = position, row
            if is_used:
                found.places.setdefault(number + by, (offset + shift if offset else 0, generation))
                continue
            if number == first == 1 and generation == _OF_FREE_LIST:
                by = -1
                found.faults.append("the cross-reference table begins with object 1 instead of 0")
            free.append(number + by)
        _check_rows(content, start, last, position, found)
    found.check_subsections(subsections)
    return free, position


def _row(content: bytes, position: int) -> tuple[int, int, bool, int] | None:
    """Return the offset and generation of a row, whether the object is in use, and the end; None at the trailer.

    Raises:
        Malformed: if there is neither.

    """
    row = _ROW.match(content, position)
    if row is not None:
        return int(row[1]), int(row[2]), row[3] == b"n", row.end()
    if TRAILER.match(content, position):
        return None
    raise Malformed(_TOO_FEW_ROWS)


def _row_for_pdfbox(content: bytes, position: int) -> tuple[int, int, bool, int] | None:
    """Read a row as PDFBox does: one line, which may contain more than the three fields. Two blanks are an error."""
    line = _LINE.match(content, position)
    words = _BLANK.split(line[1].rstrip()) if line else []
    if line is None or len(words) < _WORDS_OF_A_ROW or words[0].startswith(b"t"):
        return None
    is_used = words[-1] == b"n"
    if not (words[0].isdigit() and words[1].isdigit() and (is_used or words[2] == b"f")):
        raise Malformed(_UNEVEN)
    return int(words[0][:_LONGEST_NUMBER]), int(words[1][:_LONGEST_NUMBER]), is_used, line.end()


def _check_rows(content: bytes, start: int, last: int, end: int, found: CrossReferences) -> None:
    """Check that rows have 20 bytes each. ``last`` is the start of the last one."""
    has_nul = content.find(b"\0", start, end) >= 0
    if has_nul:  # qpdf wants other white space
        found.is_doubtful = True
        found.searching |= ANY_QPDF
    is_ended = last == start == end or b"\n" in content[last:end] or b"\r" in content[last:end]
    if has_nul or not is_ended or _EVEN_ROWS.fullmatch(content, start, last) is None:
        found.faults.append(_UNEVEN)
