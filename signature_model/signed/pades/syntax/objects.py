"""The objects of an update of a PDF, read only if they are written exactly (ISO 32000-2, 7.3.8 and 7.3.10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.syntax import Stream, parse, parse_indirect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.pdf.limits import Budget


LINE_END: Final = rb"(?:\r\n|\r|\n)"
_COMMENT: Final = rb"%(?![^\r\n]*(?:obj|xref|trailer|stream|%EOF))[^\r\n]{0,200}" + LINE_END
_NOTHING: Final = re.compile(rb"(?:[\t\n\f\r ]|" + _COMMENT + rb")*+")
"""White space and comments, without octets that a reader could mistake for a structure."""
HEAD: Final = re.compile(rb"([1-9]\d{0,9}) (\d{1,5}) obj(?=[\t\n\f\r <\[(/])")
_DATA_END: Final = re.compile(LINE_END + rb"?endstream(?=[\t\n\f\r ])")
_OBJECT_END: Final = re.compile(rb"[\t\n\f\r ]*+endobj(?=[\t\n\f\r ])")
_KEYWORDS: Final = re.compile(rb"endobj|endstream|startxref|trailer")
_GAPS: Final = b"\0\t\n\v\f\r \x80\xff"
"""Octets that some reader treats as white space."""
_DIGITS: Final = b"0123456789"
_OBJ: Final = re.compile(rb"(?<=[\d" + _GAPS + rb"])obj")
_PER_WORD: Final = 100
"""Examining the text before a word ``obj`` costs as much as searching all octets before it, and this number more."""
_STRINGS: Final = re.compile(rb"<[0-9A-Fa-f]*>|\((?:[^()\\]|\\.)*+\)", re.DOTALL)
_LONG_WORD: Final = re.compile(rb"[^\0\t\n\f\r ()<>\[\]{}/%]{128}")


class Inexact(Exception):
    """An update is not exact."""


def skip(content: bytes, position: int) -> int:
    """Return the position behind white space and comments."""
    match = _NOTHING.match(content, position)
    return position if match is None else match.end()


def read_object(
    content: bytes, position: int, places: Mapping[int, tuple[int, int]], budget: Budget
) -> tuple[object, int]:
    """Return an object, and where it ends. Raises Inexact."""
    head, faults = HEAD.match(content, position), list[str]()
    if head is None:
        raise Inexact
    value = parse_indirect(content, head.end(), budget, faults)
    if isinstance(value, Stream):
        end = value.start + _length(content, value, places, budget)
        ended = _DATA_END.match(content, end) if content[value.start - 1 : value.start] == b"\n" else None
        position = -1 if ended is None else ended.end()
    else:
        _, position = parse(content, head.end(), budget, faults)
    end_of_object = _OBJECT_END.match(content, position) if position >= 0 else None
    if end_of_object is None or faults or _has_structure(content, value, head.end(), position, budget):
        raise Inexact
    budget.charge(scanned=end_of_object.end() - head.start())
    return value, end_of_object.end()


def _has_structure(content: bytes, value: object, start: int, end: int, budget: Budget) -> bool:
    """Whether an object contains what looks like another structure, or words that some readers cut."""
    if isinstance(value, Stream):
        end -= len(b"endstream")
    values = content[start : value.start if isinstance(value, Stream) else end]
    if is_unusual(values) or _KEYWORDS.search(content, start, end):
        return True
    for each in _OBJ.finditer(content, start, end):
        budget.charge(scanned=_PER_WORD + each.start() - start)
        if may_be_head(content[start : each.start()]):
            return True
    return False


def may_be_head(before: bytes, numbers: int = 1) -> bool:
    """Whether the octets before the word ``obj`` may end in this count of numbers, or in a comment."""
    for _ in range(numbers):
        rest = before.rstrip(_GAPS)
        gap, line = before[len(rest) :], rest[max(rest.rfind(b"\r"), rest.rfind(b"\n")) + 1 :]
        if not rest or (b"%" in line and (b"\r" in gap or b"\n" in gap)):
            return True
        before = rest.rstrip(_DIGITS)
        if before == rest:
            return False
    return True


def is_unusual(values: bytes) -> bool:
    """Whether there are comments, or words that some readers cut."""
    words = _STRINGS.sub(b"", values)
    return b"%" in words or _LONG_WORD.search(words) is not None


def _length(content: bytes, stream: Stream, places: Mapping[int, tuple[int, int]], budget: Budget) -> int:
    value = stream.entries.get("Length")
    if isinstance(value, Reference) and value.number in places:
        value, _ = read_object(content, places[value.number][0], {}, budget)
    if not isinstance(value, int) or value < 0:
        raise Inexact
    return value
