"""The tables of a description in TOML or JSON: they hand out their values by name and note everything that is wrong.

What the names mean is for ``job_files``. A value that is wrong or missing is noted as a problem and left out, so that
all problems come to light at once.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, TypeVar

from signature_model.masking import masked, quoted
from signature_model.xml.lexical import maybe_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    Choice = TypeVar("Choice", bound=StrEnum)

LARGEST: Final = 256 * 1024
"""Bytes of a description; honest ones have a few thousand."""
MOST_PARTS: Final = 32
"""Parts of a dotted key in TOML; what reading one takes grows with their square."""

_LONG_KEY: Final = re.compile(
    rf"""(?<![\w"'\\-])(?:(?>[\w-]+|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, and where: a path of names like ``signers[2].order``, counted from 1; empty for all of it."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


def parse_tables(content: bytes, *, is_json: bool | None = None) -> Mapping[str, Any]:
    """The outermost table of a text in UTF-8; JSON where it begins with a brace, unless told. Raises ValueError."""
    if len(content) > LARGEST:
        msg = f"this has more than {LARGEST:,} bytes, which no description of a job needs"
        raise ValueError(msg)
    try:
        text = content.decode("utf-8-sig")
        is_json = text.lstrip().startswith("{") if is_json is None else is_json
        return _parse_json(text) if is_json else _parse_toml(text)
    except UnicodeDecodeError as error:
        msg = f"this is no text in UTF-8: {error.reason} at byte {error.start}"
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        msg = f"this is no {'JSON' if is_json else 'TOML'}: {masked(str(error))}"
    except RecursionError:
        msg = "this is nested too deeply"
    raise ValueError(msg)


def _parse_toml(text: str) -> Mapping[str, Any]:
    if _LONG_KEY.search(text):
        msg = f"a key has more than {MOST_PARTS} parts"
        raise ValueError(msg)
    return tomllib.loads(text)


def _parse_json(text: str) -> Mapping[str, Any]:
    outermost = json.loads(text, object_pairs_hook=_without_duplicates)
    if not isinstance(outermost, dict):
        msg = "the JSON must be an object: { … }"
        raise ValueError(msg)  # noqa: TRY004 - the text is at fault, not its caller
    return outermost


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        msg = f"the key {quoted(name)} is given twice in one object"
        raise ValueError(msg)
    return table


class Table:
    """One table, at ``where`` in the file. ``problems`` collects what is wrong with it and with those below it."""

    def __init__(self, values: Mapping[str, Any], where: str, problems: list[Problem]) -> None:
        self.where = where
        self._values = values
        self._problems = problems
        self._asked: set[str] = set()

    def note(self, name: str, message: str) -> None:
        """Note a problem with a value, or with the table where the name is empty."""
        self._problems.append(Problem(where=".".join(filter(None, (self.where, name))), message=message))

    def has(self, name: str) -> bool:
        """Whether there is such a value; JSON's null is none."""
        self._asked.add(name)
        return self._values.get(name) is not None

    def says(self, name: str, word: str) -> bool:
        """Whether a value is this word."""
        return self.has(name) and self._values[name] == word

    def text(self, name: str) -> str | None:
        """A text, or None."""
        text: str | None = self._of_kind(name, str, "must be a text, in quotes")
        return text

    def required_text(self, name: str) -> str:
        """A text that must be there."""
        if not self.has(name):
            self.note(name, "is missing")
        return self.text(name) or ""

    def flag(self, name: str) -> bool:
        """True or false, the latter where there is nothing."""
        return bool(self._of_kind(name, bool, "must be true or false"))

    def whole(self, name: str) -> int | None:
        """A whole number, or None."""
        number: int | None = self._of_kind(name, int, "must be a whole number")
        return number

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """A member of an enumeration by its value or its name, whatever the case; or None."""
        if not self.has(name):
            return None
        value = _in_words(self._values[name])
        words = {_bare(word): each for each in kind for word in (each.value, each.name)}
        chosen = words.get(_bare(value))
        if chosen is None:
            self.note(name, f"must be one of {', '.join(each.value for each in kind)}, not {quoted(value)}")
        return chosen

    def moment(self, name: str) -> datetime | None:
        """An aware moment, of the language's own kind or as text; or None."""
        if not self.has(name):
            return None
        value = self._values[name]
        moment = maybe_time(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.utcoffset() is None:
            self.note(name, "must be a moment with its UTC offset, like 2030-01-31T12:00:00+01:00")
            return None
        return moment

    def maybe_table(self, name: str, complaint: str = "must be a table") -> Table | None:
        """A table within this one, or None."""
        values = self._of_kind(name, dict, complaint)
        return None if values is None else self._below(values, name)

    def tables(self, name: str) -> list[Table]:
        """Several tables of one kind, of which there must be one at least."""
        found = self._of_kind(name, list, "must be a list of tables")
        if not found:
            self.note(name, "there must be one at least")
        numbered = [(f"{name}[{number}]", each) for number, each in enumerate(found or (), 1)]
        for place, each in numbered:
            if not isinstance(each, dict):
                self.note(place, "must be a table")
        return [self._below(each, place) for place, each in numbered if isinstance(each, dict)]

    def require_known(self) -> None:
        """Note every name that was not asked for, and the nearest one that was."""
        for name in [each for each in self._values if each not in self._asked]:
            near = get_close_matches(name.lower().replace("_", "-"), sorted(self._asked), 1, _NEAR)
            meant = f"did you mean {near[0]}?" if near else f"those known here are {', '.join(sorted(self._asked))}"
            self.note(_shown(name), f"is not known; {meant}")

    def _below(self, values: Mapping[str, Any], place: str) -> Table:
        return Table(values, ".".join(filter(None, (self.where, place))), self._problems)

    def _of_kind(self, name: str, kind: type[Any], complaint: str) -> Any:  # noqa: ANN401 - of the kind, or None
        value = self._values[name] if self.has(name) else None
        is_of_kind = isinstance(value, kind) and isinstance(value, bool) is (kind is bool)  # a bool is an int, too
        if value is None or is_of_kind:
            return value
        self.note(name, complaint)
        return None


def _in_words(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # in hexadecimal, TOML has whole numbers with more digits than Python writes
        return "a number that is too large"


def _bare(word: str) -> str:
    return word.upper().replace("-", "_")


def _shown(name: str) -> str:
    is_plain = len(name) <= _LONGEST_NAME and name.replace("-", "").replace("_", "").isalnum()
    return masked(name) if is_plain else quoted(name)


_LONGEST_NAME = 40
_NEAR = 0.5
"""How much of two names has to agree, as difflib counts."""
