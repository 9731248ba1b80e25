"""The objects of a PDF as Python values (ISO 32000-1, 7.3): read as leniently as common readers do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from signature_model.pdf.lexical_conventions import (
    ATOMS,
    CLOSING,
    DICTIONARY,
    END_DICTIONARY,
    ENDS,
    OPEN_STRING,
    OPENING,
    PDFBOX_TOKEN,
    TOKEN,
    WORD,
)
from signature_model.pdf.object_builder import NOT_CLOSED, ONE_BRACKET, ObjectBuilder

if TYPE_CHECKING:
    from signature_model.pdf.limits import Budget

Entries: TypeAlias = "dict[str, object]"

_DATA: Final = re.compile(rb"[\0\t\n\f\r ]*+stream(?:([ \t]*+)(?:\r\n|\n|\r)|)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A stream: its dictionary, and the offset of its data."""

    entries: dict[str, object]
    start: int


def parse_indirect(
    content: bytes, position: int, budget: Budget, faults: list[str], *, as_pdfbox: bool = False
) -> object:
    """Return the object after ``obj``: a stream, or a value as ``parse`` returns it.

    Raises:
        Malformed: if there is no object.

    """
    known = len(faults)
    value, end = parse(content, position, budget, faults, as_pdfbox=as_pdfbox)
    data = _DATA.match(content, end) if isinstance(value, dict) else None
    is_eaten = ONE_BRACKET in faults[known:] and content.startswith(b"s", end)
    if data is None or is_eaten or NOT_CLOSED in faults[known:]:
        return value
    if data[1]:
        faults.append("there is white space between the keyword stream and the end of its line")
    return Stream(entries=value, start=data.end())  # type: ignore[arg-type]  # checked above


def parse(
    content: bytes, position: int, budget: Budget, faults: list[str], *, as_pdfbox: bool = False
) -> tuple[object, int]:
    """Return the object at a position, and its end. ``faults`` collects errors that readers have to repair.

    Raises:
        Malformed: if there is no object.

    """
    builder = ObjectBuilder(faults, as_pdfbox=as_pdfbox)
    count, end = 0, position
    tokens = PDFBOX_TOKEN if as_pdfbox else TOKEN
    try:
        for token in tokens.finditer(content, position):  # every byte is part of a token
            count += 1
            kind, end = token.lastindex, token.end()
            if as_pdfbox and builder.passes_over(kind, content[end - 1 : end + 1]):
                pass
            elif (read := ATOMS.get(kind)) is not None:
                builder.values.append(read(token))
            elif kind in OPENING:
                builder.open(is_dictionary=kind == DICTIONARY)
            elif kind in CLOSING:
                builder.close(is_dictionary=kind == END_DICTIONARY)
            elif kind == OPEN_STRING:
                end = len(content)
                builder.end_with_data()
                break
            elif token[WORD] in ENDS and not builder.continues_behind(token[WORD]):
                end = token.start(WORD)
                break
            else:
                builder.add_word(token)  # or a delimiter
            if not builder.opened and builder.values:
                return builder.values[0], end
            if count > budget.values:
                break
        else:
            builder.end_with_data()
    finally:
        budget.charge_object(values=count, scanned=end - position)
    return builder.cut_short(), end
