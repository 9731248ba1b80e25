"""The tokens of a PDF (ISO 32000-1, 7.2), and the values of tokens that are complete objects (7.3.2 to 7.3.5).

A name is a ``str`` without its slash. A string is ``b""``, because its content is not needed. A reference is one token.
"""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TEXT: Final = rb"[^()\\]++|\\."
_STRINGS: Final = reduce(
    lambda inner, _: rb"\((?:" + _TEXT + rb"|" + inner + rb")*+\)", range(20), rb"\((?:" + _TEXT + rb")*+\)"
)
"""A string, with at most 20 levels of brackets."""
_BAD_HEX: Final = rb"[0-9A-Fa-f\0\t\n\f\r ]{0,200}+[^0-9A-Fa-f\0\t\n\f\r >/][^>/]{0,200}+/"
"""After ``<``: characters that are not digits, and then a name. qpdf ends the string before the name."""
_NAME_END: Final = rb"\0\t\n\f\r ()<>\[\]{}/%"
_PDFBOX_NAME_END: Final = rb"\0\t\n\f\r ()<>\[\]/"
_TOKENS: Final = (
    rb"""(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+(?:
      (\d{1,10})[\0\t\n\f\r ]++(\d{1,5})[\0\t\n\f\r ]++(R)(?![^\0\t\n\f\r ()<>\[\]{}/%])  # 3 reference
    | ([+-]?(?:\d++\.?\d*+|\.\d++))(?![^\0\t\n\f\r ()<>\[\]{}/%])  # 4 number
    | /([^"""
    + _NAME_END
    + rb"""]*+)  # 5 name
    | (<<)  # 6
    | (>>)  # 7
    | (\[)  # 8
    | (\])  # 9
    | ("""
    + _STRINGS
    + rb""")  # 10 string
    | (<(?!"""
    + _BAD_HEX
    + rb""")[^>]*+>)  # 11 hexadecimal string
    | ([^\0\t\n\f\r ()<>\[\]{}/%]++)  # 12 word
    | (\(|<(?!"""
    + _BAD_HEX
    + rb"""))  # 13 string without an end
    | ([)>{}]|<[^>/]*+)  # 14 delimiter where none is expected, or what qpdf passes over
    )"""
)
TOKEN: Final = re.compile(_TOKENS, re.VERBOSE | re.DOTALL)
PDFBOX_TOKEN: Final = re.compile(
    _TOKENS.replace(_NAME_END + b"]*+)  # 5", _PDFBOX_NAME_END + b"]*+)  # 5"), re.VERBOSE | re.DOTALL
)
"""As PDFBox reads: in names, ``%`` and braces are characters like others."""
REFERENCE, NUMBER, NAME, DICTIONARY, END_DICTIONARY, ARRAY, END_ARRAY = range(3, 10)
STRING, HEX_STRING, WORD, OPEN_STRING, DELIMITER = range(10, 15)
OPENING: Final = {DICTIONARY, ARRAY}
CLOSING: Final = {END_DICTIONARY, END_ARRAY}
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
WORDS: Final[Mapping[bytes | None, bool | None]] = {b"true": True, b"false": False, b"null": None}
ENDS: Final = {b"endobj", b"stream", b"obj", b"xref", b"trailer", b"startxref", b"endstream"}
_LONG: Final = 19


class Reference(NamedTuple):
    """An indirect reference, like ``12 0 R``."""

    number: int
    generation: int


def _name(token: re.Match[bytes]) -> str:
    name = token[NAME]
    if b"#" in name:
        name = _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), name)
    return name.decode("latin-1")


def _number(token: re.Match[bytes]) -> int | float:
    number = token[NUMBER]
    return int(number) if number.isdigit() and len(number) < _LONG else float(number)


def _reference(token: re.Match[bytes]) -> Reference:
    return Reference(int(token[1]), int(token[2]))


def _string(_: re.Match[bytes]) -> bytes:
    return b""


ATOMS: Final[Mapping[int | None, Callable[[re.Match[bytes]], object]]] = {
    NAME: _name,
    NUMBER: _number,
    REFERENCE: _reference,
    STRING: _string,
    HEX_STRING: _string,
}
