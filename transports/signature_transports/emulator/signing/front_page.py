"""The front page of a signed document: its lines, and where each stands. It may take more than one page.

The type is Courier, in which every line holds the same number of characters.
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
    from collections.abc import Iterator
    from datetime import datetime

    from signature_transports.emulator.jobs.signed_jobs import SignedJob

PAGE: Final = (595.276, 841.890)
"""A4, in points, as is everything here."""
FONT: Final = "Courier"
SIZE: Final = 10
PITCH: Final = 14
"""From one line to the next."""
WIDTH: Final = 80
"""Characters of a line: each is six tenths as wide as the type is large."""
LINES: Final = 50
"""Lines of a page."""
LEFT: Final = 57
TOP: Final = 776
"""What the letters of a page's first line stand on."""
_DEPTH: Final = 3
"""How far a line reaches below what its letters stand on."""
_INDENT: Final = " " * 4
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a line stands: the number of the page, from 0, and the rectangle: left, bottom, right, top."""

    page: int
    box: tuple[int, int, int, int]


def lines_of(job: SignedJob, note: str, *, are_shown: bool = True) -> list[str]:
    """What is printed whoever has signed. Below each signer's name a line is left for the signature.

    The documents behind it that are PDF ``are_shown``, or attached like the others.
    """
    return list(_lines(job, note, are_shown=are_shown))


def number_of(job: SignedJob, place: int, lines: list[str]) -> int:
    """The number of the line that is left for a signer's signature."""
    return len(lines) - 2 * (len(job.content.signers) - place) + 1


def spot_of(number: int) -> Spot:
    """Where the line of that number, from 0, stands."""
    page, row = divmod(number, LINES)
    bottom = TOP - row * PITCH - _DEPTH
    return Spot(page=page, box=(LEFT, bottom, LEFT + WIDTH * SIZE * 6 // 10, bottom + PITCH))


def signature_line(job: SignedJob, place: int, moment: datetime) -> str:
    """What stands in the line of one who has signed."""
    shown = shown_as(job.content.signers[place], job.content.identifier_in_signed_documents)
    return f"{_INDENT}   signed by {shown}, {time_text(moment)}"


def content_of(lines: list[str], *, left: int = LEFT, bottom: int = TOP) -> bytes:
    """The lines as a content stream, the first of them there; their font is ``F1``, in WinAnsiEncoding."""
    shown = "".join(f"({each.translate(_ESCAPES)}) Tj T*\n" for each in lines)
    return f"BT /F1 {SIZE} Tf {PITCH} TL {left} {bottom} Td\n{shown}ET".encode("cp1252", errors="replace")


def appearance(line: str) -> bytes:
    """A line alone as a content stream, within a rectangle of its own."""
    return content_of([line], left=0, bottom=_DEPTH)


def _lines(job: SignedJob, note: str, *, are_shown: bool) -> Iterator[str]:
    yield from _wrapped(job.content.title)
    yield from _wrapped(f"Signature job {job.id}. Signed in an emulator: worth nothing. {note}")
    yield from ("", "Documents:")
    for each in job.content.documents:
        yield from _wrapped(each.title if are_shown and each.mime == PDF else f"{each.title} (attached)", _INDENT)
    yield from ("", "Signers:")
    for number, signer in enumerate(job.content.signers, 1):
        yield from (f"{_INDENT}{number}. {name_of(signer)}", "")


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrap(normalize("NFC", text), WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ") or [""]
