"""The objects of a PDF as Python values (ISO 32000-1, 7.2 and 7.3): read as leniently as common readers do.

A name is a ``str`` without its slash. Null is None, and so is a word that is not a value. A string is ``b""``, because
its content is not needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_model.pdf.limits import Budget

Entries: TypeAlias = "dict[str, object]"

NOT_A_NAME: Final = "a key of a dictionary is not a name"
NO_VALUE: Final = "the last key of a dictionary is not a name or has no value"
BAD_KEYS: Final = frozenset({NOT_A_NAME, NO_VALUE})
BAD_REFERENCE: Final = "a reference has an error in its generation"
LONE_R: Final = "a list has an R that does not end a reference"
NOT_A_NUMBER: Final = "an object has a number with an error"
NOT_CLOSED: Final = "a list or dictionary is not closed"
ONE_BRACKET: Final = "a dictionary ends with only one >"
BAD_HEX: Final = "a hexadecimal string has other characters"
TOO_DEEP: Final = "an object has too many levels of lists and dictionaries"
LIST_NOT_CLOSED: Final = "a list is not closed before the end of its dictionary"

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
_TOKEN: Final = re.compile(_TOKENS, re.VERBOSE | re.DOTALL)
_PDFBOX_TOKEN: Final = re.compile(
    _TOKENS.replace(_NAME_END + b"]*+)  # 5", _PDFBOX_NAME_END + b"]*+)  # 5"), re.VERBOSE | re.DOTALL
)
"""As PDFBox reads: in names, ``%`` and braces are characters like others."""
_REFERENCE, _NUMBER, _NAME, _DICTIONARY, _END_DICTIONARY, _ARRAY, _END_ARRAY = range(3, 10)
_STRING, _HEX_STRING, _WORD, _OPEN_STRING, _DELIMITER = range(10, 15)
_OPENING: Final = {_DICTIONARY, _ARRAY}
_CLOSING: Final = {_END_DICTIONARY, _END_ARRAY}
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_DATA: Final = re.compile(rb"[\0\t\n\f\r ]*+stream(?:([ \t]*+)(?:\r\n|\n|\r)|)")
_WORDS: Final[Mapping[bytes | None, bool | None]] = {b"true": True, b"false": False, b"null": None}
_ENDS: Final = {b"endobj", b"stream", b"obj", b"xref", b"trailer", b"startxref", b"endstream"}
_REFERENCE_END: Final = re.compile(rb"(\d{1,5})?+R")
_VERTICAL_TAB: Final = b"\v"
_DEEPEST: Final = 499
"""The depth of lists and dictionaries in one object that all readers accept."""
_DEEPEST_OF_ALL: Final = 2_000
_LONG: Final = 19


class Malformed(ValueError):  # named for what it is
    """There is no object at a place where one is needed."""


class Reference(NamedTuple):
    """An indirect reference, like ``12 0 R``."""

    number: int
    generation: int


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
    builder = _Builder(faults)
    count, end = 0, position
    tokens = _PDFBOX_TOKEN if as_pdfbox else _TOKEN
    try:
        for token in tokens.finditer(content, position):  # every byte is part of a token
            count += 1
            kind, end = token.lastindex, token.end()
            if as_pdfbox and builder.passes_over(kind, content[end - 1 : end + 1]):
                pass
            elif (read := _ATOMS.get(kind)) is not None:
                builder.values.append(read(token))
            elif kind in _OPENING:
                builder.open(is_dictionary=kind == _DICTIONARY)
            elif kind in _CLOSING:
                builder.close(is_dictionary=kind == _END_DICTIONARY)
            elif kind == _OPEN_STRING:
                end = len(content)
                raise Malformed
            elif token[_WORD] in _ENDS:
                break
            else:
                builder.add_word(token, as_pdfbox=as_pdfbox)  # or a delimiter
            if not builder.opened and builder.values:
                return builder.values[0], end
            if count > budget.values:
                break
        else:
            raise Malformed  # the data ended first: no reader takes that for an object
    finally:
        budget.charge_object(values=count, scanned=end - position)
    return builder.cut_short(), token.start(_WORD)


class _Builder:
    """Builds an object from tokens. Readers accept an object whose end leaves lists or dictionaries open."""

    __slots__ = ("_faults", "_is_swallowed", "opened", "values")

    def __init__(self, faults: list[str]) -> None:
        self._faults = faults
        self._is_swallowed = False
        self.opened: list[tuple[bool, list[object]]] = []
        self.values: list[object] = []

    def open(self, *, is_dictionary: bool) -> None:
        if len(self.opened) == _DEEPEST:
            self._faults.append(TOO_DEEP)
        elif len(self.opened) == _DEEPEST_OF_ALL:
            raise Malformed
        self.opened.append((is_dictionary, self.values))
        self.values = []

    def close(self, *, is_dictionary: bool) -> None:
        if self.opened and self.opened[-1][0] == is_dictionary:
            self._close_last()
            return
        is_open = is_dictionary and any(kind for kind, _ in self.opened)
        if not is_open:
            self._faults.append("a list or dictionary has an end but no beginning")
            return
        while self._close_last() != is_dictionary:
            self._faults.append(LIST_NOT_CLOSED if is_dictionary else NOT_CLOSED)

    def _close_last(self) -> bool:
        is_dictionary, above = self.opened.pop()
        above.append(self._dictionary() if is_dictionary else self.values)
        self.values = above
        return is_dictionary

    def passes_over(self, kind: int | None, last_and_next: bytes) -> bool:
        """Return whether PDFBox passes over a token.

        Where a key is expected, PDFBox skips everything up to the next slash. It overlooks a slash directly after an
        ``e``. For PDFBox, one ``>`` ends a dictionary.
        """
        if self._is_swallowed and kind == _NAME:
            self._is_swallowed = False
            return True
        wants_key = bool(self.opened) and self.opened[-1][0] and len(self.values) % 2 == 0
        if wants_key and kind == _DICTIONARY:
            self._faults.append(NOT_A_NAME)
            return True
        if wants_key and kind == _DELIMITER and last_and_next[:1] == b">":
            self._faults.append(ONE_BRACKET)
            self._close_last()
            self._is_swallowed = last_and_next == b">/"
            return True
        self._is_swallowed = wants_key and kind == _WORD and last_and_next == b"e/"
        return False

    def add_word(self, token: re.Match[bytes], *, as_pdfbox: bool) -> None:
        text = token[_WORD]
        if as_pdfbox and self._ends_reference(text or b""):
            return
        if text not in _WORDS:
            self._faults.append(BAD_HEX if (token[_DELIMITER] or b"")[:1] == b"<" else self._fault_of(text or b""))
            if text == _VERTICAL_TAB:  # white space for qpdf
                return
            if self.opened and self.opened[-1][0] and self.values and isinstance(self.values[-1], int):
                return  # a reference with an error, like 1 x R: readers continue behind it
        self.values.append(_WORDS.get(text))

    def cut_short(self) -> object:
        if not self.values and not self.opened:
            raise Malformed
        self._faults.append(NOT_CLOSED)
        while self.opened:
            self.close(is_dictionary=self.opened[-1][0])
        return self.values[0]

    def _ends_reference(self, word: bytes) -> bool:
        """Return whether PDFBox reads a word as the end of a reference. If so, add the reference."""
        end = _REFERENCE_END.match(word)
        count = 1 if end and end[1] else 2
        numbers = self.values[-count:]
        if end is None or len(numbers) < count or not all(isinstance(each, int) for each in numbers):
            return False
        self._faults.append("a reference has no space before or after its R")
        number, generation = (*numbers, int(end[1] or b"0"))[:2]
        self.values[-count:] = [Reference(number, generation)]  # type: ignore[arg-type]  # checked above
        if word[end.end() :] and not self.opened[-1][0]:
            self.values.append(None)
        return True

    def _fault_of(self, word: bytes) -> str:
        if not word.strip(b"+-.0123456789") and word:
            return NOT_A_NUMBER
        is_in_list = bool(self.opened) and not self.opened[-1][0]
        if word[:1].isdigit() and not is_in_list and self.values and isinstance(self.values[-1], int):
            return BAD_REFERENCE
        if word == b"R" and is_in_list:
            return LONE_R
        return "an object has a word that is not a value"

    def _dictionary(self) -> dict[str, object]:
        keys = self.values[::2]
        if len(self.values) % 2 or not set(map(type, keys)) <= {str}:
            is_last = len(self.values) % 2 and set(map(type, keys[:-1])) <= {str}
            self._faults.append(NO_VALUE if is_last else NOT_A_NAME)
            return self._repaired()
        found: dict[str, object] = dict(zip(keys, self.values[1::2], strict=True))  # type: ignore[arg-type]  # checked above
        if len(found) < len(keys):
            self._faults.append("a dictionary has a name twice")
        return found

    def _repaired(self) -> dict[str, object]:
        # Readers pass over what is not a name where a name should be.
        found: dict[str, object] = {}
        following = iter(self.values)
        for key in following:
            if isinstance(key, str):
                found[key] = next(following, None)
        return found


def _name(token: re.Match[bytes]) -> str:
    name = token[_NAME]
    if b"#" in name:
        name = _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), name)
    return name.decode("latin-1")


def _number(token: re.Match[bytes]) -> int | float:
    number = token[_NUMBER]
    return int(number) if number.isdigit() and len(number) < _LONG else float(number)


def _reference(token: re.Match[bytes]) -> Reference:
    return Reference(int(token[1]), int(token[2]))


def _string(_: re.Match[bytes]) -> bytes:
    return b""


_ATOMS: Final[Mapping[int | None, Callable[[re.Match[bytes]], object]]] = {
    _NAME: _name,
    _NUMBER: _number,
    _REFERENCE: _reference,
    _STRING: _string,
    _HEX_STRING: _string,
}
