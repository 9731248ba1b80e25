"""Arrays and dictionaries (ISO 32000-1, 7.3.6 and 7.3.7), built from tokens as leniently as common readers do.

Null is None, and so is a word that is not a value.
"""

from __future__ import annotations

import re
from typing import Final

from signature_model.pdf.lexical_conventions import DELIMITER, DICTIONARY, NAME, WORD, WORDS, Reference
from signature_model.pdf.malformed import Malformed

NOT_A_NAME: Final = "a key of a dictionary is not a name"
NO_VALUE: Final = "the last key of a dictionary is not a name or has no value"
BAD_KEYS: Final = frozenset({NOT_A_NAME, NO_VALUE})
BAD_REFERENCE: Final = "a reference has an error in its generation"
LONE_R: Final = "a list has an R that does not end a reference"
NOT_A_NUMBER: Final = "an object has a number with an error"
NOT_CLOSED: Final = "a list or dictionary is not closed"
ONE_BRACKET: Final = "a dictionary ends with only one >"
BAD_HEX: Final = "a hexadecimal string contains other characters"
TOO_DEEP: Final = "an object has too many levels of lists and dictionaries"
LIST_NOT_CLOSED: Final = "a list is not closed before the end of its dictionary"
OTHER_OBJECT: Final = "another object begins before the end of a dictionary"
VERTICAL_TAB: Final = "an object begins with a vertical tab"
NO_END: Final = "the file ends within object"
"""The beginning of this fault; the number of the object follows."""

_REFERENCE_END: Final = re.compile(rb"(\d{1,5})?+R")
_VERTICAL_TAB: Final = b"\v"
_DEEPEST: Final = 499
"""The depth of lists and dictionaries in one object that all readers accept."""
_DEEPEST_OF_ALL: Final = 2_000


class ObjectBuilder:
    """Builds an object from tokens. Readers accept an object whose end leaves lists or dictionaries open."""

    __slots__ = ("_as_pdfbox", "_faults", "_is_behind_head", "_is_swallowed", "opened", "values")

    def __init__(self, faults: list[str], *, as_pdfbox: bool) -> None:
        self._as_pdfbox = as_pdfbox
        self._faults = faults
        self._is_behind_head = False
        self._is_swallowed = False
        self.opened: list[tuple[bool, list[object]]] = []
        self.values: list[object] = []

    def open(self, *, is_dictionary: bool) -> None:
        """Begin a list or dictionary. Raises Malformed if there are too many levels."""
        if self._is_behind_head and is_dictionary:  # poppler, which alone continues here, passes over it
            self._is_behind_head = False
            return
        if len(self.opened) == _DEEPEST:
            self._faults.append(TOO_DEEP)
        elif len(self.opened) == _DEEPEST_OF_ALL:
            raise Malformed
        self.opened.append((is_dictionary, self.values))
        self.values = []

    def close(self, *, is_dictionary: bool) -> None:
        """End a list or dictionary, and all unfinished objects in it."""
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
        if self._is_swallowed and kind == NAME:
            self._is_swallowed = False
            return True
        wants_key = bool(self.opened) and self.opened[-1][0] and len(self.values) % 2 == 0
        if wants_key and kind == DICTIONARY:
            self._faults.append(NOT_A_NAME)
            return True
        if wants_key and kind == DELIMITER and last_and_next[:1] == b">":
            self._faults.append(ONE_BRACKET)
            self._close_last()
            self._is_swallowed = last_and_next == b">/"
            return True
        self._is_swallowed = wants_key and kind == WORD and last_and_next == b"e/"
        return False

    def continues_behind(self, word: bytes) -> bool:
        """Return whether the object goes on after a keyword: poppler goes on with a dictionary after another head."""
        return word == b"obj" and not self._as_pdfbox and bool(self.opened) and self.opened[-1][0]

    def end_with_data(self) -> None:
        """Accept that the data end within the object, as only PDFBox does; for other readers, raise Malformed."""
        if not self._as_pdfbox:
            raise Malformed(NO_END)

    def add_word(self, token: re.Match[bytes]) -> None:
        """Add the value of a word or delimiter. Most of them are faults."""
        text = token[WORD]
        if self._as_pdfbox and self._ends_reference(text or b""):
            return
        if text == b"obj":
            self._is_behind_head = True
            self._faults.append(OTHER_OBJECT)
            return
        if text == _VERTICAL_TAB and not self.opened:  # white space for qpdf
            self._faults.append(VERTICAL_TAB)
            return
        if text not in WORDS:
            self._faults.append(BAD_HEX if (token[DELIMITER] or b"")[:1] == b"<" else self._fault_of(text or b""))
            if text == _VERTICAL_TAB:
                return
            if self.opened and self.opened[-1][0] and self.values and isinstance(self.values[-1], int):
                return  # a reference with an error, like 1 x R: readers continue behind it
        self.values.append(WORDS.get(text))

    def cut_short(self) -> object:
        """Return the object although its end is missing. Raises Malformed if it has no beginning either."""
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
        # Readers skip anything that stands in the place of a name.
        found: dict[str, object] = {}
        following = iter(self.values)
        for key in following:
            if isinstance(key, str):
                found[key] = next(following, None)
        return found
