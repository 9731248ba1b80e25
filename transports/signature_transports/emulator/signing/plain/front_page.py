"""The front page of a signed document: its lines, and their positions. A long text takes several pages.

The font is Courier, in which every line has the same number of characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from signature_model.containers.media_types import PDF
from signature_model.xml.lexical import time_text
from signature_transports.emulator.jobs.people import name_of, shown_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from signature_model.jobs.flows import AnySigner
    from signature_transports.emulator.jobs.job import SignedJob

PAGE: Final = (595.276, 841.890)
"""A4. All sizes here are in points."""
FONT: Final = "Courier"
SIZE: Final = 10
PITCH: Final = 14
"""The distance from one line to the next."""
WIDTH: Final = 80
"""The number of characters of a line. A character is six tenths of the font size wide."""
LINES: Final = 50
"""The number of lines of a page."""
LEFT: Final = 57
TOP: Final = 776
"""The baseline of a page's first line."""
_DEPTH: Final = 3
"""The depth of a line below its baseline."""
_INDENT: Final = " " * 4
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The position of a line: the number of the page, from 0, and the rectangle (left, bottom, right, top)."""

    page: int
    box: tuple[int, int, int, int]


def lines_of(job: SignedJob, note: str, *, are_shown: bool = True) -> list[str]:
    """Return the lines, which do not depend on who has signed. There is an empty line below each signer's name.

    ``are_shown`` says whether the pages of PDF documents follow. All other documents are named as attached.
    """
    return list(_lines(job, note, are_shown=are_shown))


def signature_line_number(job: SignedJob, place: int, lines: list[str]) -> int:
    """Return the number of the line that is left empty for a signer's signature."""
    return len(lines) - 2 * (len(job.content.signers) - place) + 1


def position_of(number: int) -> Position:
    """Return the position of the line of that number, from 0."""
    page, row = divmod(number, LINES)
    bottom = TOP - row * PITCH - _DEPTH
    return Position(page=page, box=(LEFT, bottom, LEFT + WIDTH * SIZE * 6 // 10, bottom + PITCH))


def signature_line(job: SignedJob, place: int, moment: datetime) -> str:
    """Return the line of a signer who has signed."""
    shown = shown_as(job.content.signers[place], job.content.identifier_in_signed_documents)
    return f"{_INDENT}   signed by {shown}, {time_text(moment)}"


def content_stream(lines: list[str], *, left: int = LEFT, bottom: int = TOP) -> bytes:
    """Return the lines as a PDF content stream whose font is ``F1``, in WinAnsiEncoding.

    The first line is at ``left``, ``bottom``.
    """
    shown = "".join(f"({each.translate(_ESCAPES)}) Tj T*\n" for each in lines)
    return f"BT /F1 {SIZE} Tf {PITCH} TL {left} {bottom} Td\n{shown}ET".encode("cp1252", errors="replace")


def appearance(line: str) -> bytes:
    """Return one line as a content stream for a rectangle of its own."""
    return content_stream([line], left=0, bottom=_DEPTH)


def _lines(job: SignedJob, note: str, *, are_shown: bool) -> Iterator[str]:
    yield from _wrapped(job.content.title)
    yield from _wrapped(f"Signature job {job.id}. Signed in an emulator, for tests only. {note}")
    yield from ("", "Documents:")
    for each in job.content.documents:
        yield from _wrapped(each.title if are_shown and each.mime == PDF else f"{each.title} (attached)", _INDENT)
    yield from ("", "Signers:")
    signers: Sequence[AnySigner] = job.content.signers
    for number, signer in enumerate(signers, 1):
        yield from (f"{_INDENT}{number}. {name_of(signer)}", "")


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrap(normalize("NFC", text), WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ") or [""]
