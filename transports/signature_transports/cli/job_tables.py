"""The tables of a job file in TOML or JSON. They return values by name, and note every problem with its place.

``job_files`` knows what the names mean. A value that is wrong or missing is noted and left out, so that all problems
are reported together.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, TypeVar

from signature_model.errors import SigningError
from signature_model.masking import masked, quoted
from signature_model.xml.lexical import maybe_time
from signature_transports.cli.job_lines import lines_of, nearest_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from enum import StrEnum

    Choice = TypeVar("Choice", bound=StrEnum)

LARGEST: Final = 256 * 1024
"""Bytes of a job file; usual ones have a few thousand."""
MOST_PARTS: Final = 32
"""Parts of a dotted key in TOML; the time for reading one grows with their square."""

_LONG_KEY: Final = re.compile(
    rf"""(?<![\w"'\\-])(?:(?>[\w-]+|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}"""
)
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_BACKSLASH: Final = re.compile(r""""[^"]*\\""")
_LEADING_ZERO: Final = re.compile(r"[=\[,]\s*[+-]?0\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem, and where: a path of names like ``signers[2].order``, counted from 1; empty for the whole file."""

    where: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class FaultyJobFile(SigningError):
    """A job file cannot be read, or does not describe a job; ``problems`` are all that were found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = len(problems)
        message = f"the job file has {count} problem{'' if count == 1 else 's'}"
        super().__init__(message, "`signering send --example` prints a job file")
        self.args = (problems,)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The outermost table of a job file, and the lines on which its keys stand."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]

    @classmethod
    def parse(cls, content: bytes, *, is_json: bool | None = None) -> Tables:
        """Parse a file. Without ``is_json``, a file that begins with a brace is JSON. Raises FaultyJobFile."""
        text, line = "", None
        try:
            text = _text(content)
            is_json = text.lstrip().startswith("{") if is_json is None else is_json
            values = _parse_json(text) if is_json else _parse_toml(text)
            return cls(values=values, lines=lines_of(text, is_json=is_json))
        except json.JSONDecodeError as error:
            message, line = f"this is not JSON: {error.msg}, at column {error.colno}", error.lineno
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            message = f"this is not TOML: {masked(_PLACE.sub('', str(error)))}"
            line = int(place[1]) if place and place[1] else None
            message = "; ".join(filter(None, (message, _maybe_advice(text, line))))
        except RecursionError:
            message = "this is nested too deeply"
        except ValueError as error:
            message = str(error)
        raise FaultyJobFile([Problem(where="", message=message, line=line)])


def _maybe_advice(text: str, line: int | None) -> str | None:
    """Return what to do about the usual mistakes on a line."""
    wrong = text.split("\n")[line - 1] if line else ""
    if _BACKSLASH.search(wrong):
        return "in double quotes a backslash begins an escape; write a path in single quotes, or with /"
    if _LEADING_ZERO.search(wrong):
        return "put a number that begins with 0 in quotes"
    return None


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        msg = f"this has more than {LARGEST:,} bytes"
        raise ValueError(msg)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"this is not text in UTF-8: {error.reason} at byte {error.start}"
        raise ValueError(msg) from error


def _parse_toml(text: str) -> Mapping[str, Any]:
    if _LONG_KEY.search(text):
        msg = f"a key has more than {MOST_PARTS} parts"
        raise ValueError(msg)
    return tomllib.loads(text)


def _parse_json(text: str) -> Mapping[str, Any]:
    outermost = json.loads(text, object_pairs_hook=_without_duplicates)
    if not isinstance(outermost, dict):
        msg = "the JSON must be an object: { … }"
        raise ValueError(msg)  # noqa: TRY004 - the text is wrong, not the caller
    return outermost


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        msg = f"the key {quoted(name)} occurs twice in one object"
        raise ValueError(msg)
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The problems found so far in a job file, whose keys stand on these ``lines``."""

    lines: Mapping[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: str, message: str) -> None:
        """Note a problem with a key, or with the table that the key is missing in."""
        self.problems.append(Problem(where=where, message=message, line=nearest_line(self.lines, where)))


class Table:
    """A table, at ``where`` in the file. Problems with it and with the tables in it go to the ``notes``."""

    def __init__(self, values: Mapping[str, Any], where: str, notes: Notes) -> None:
        self.where = where
        self._values = values
        self._notes = notes
        self._asked: set[str] = set()

    def note(self, name: str, message: str) -> None:
        """Note a problem with a value, or with the table if the name is empty."""
        self._notes.add(".".join(filter(None, (self.where, name))), message)

    def has(self, name: str) -> bool:
        """Whether there is a value; null in JSON counts as none."""
        self._asked.add(name)
        return self._values.get(name) is not None

    def says(self, name: str, word: str) -> bool:
        """Whether a value is this word."""
        return self.has(name) and self._values[name] == word

    def text(self, name: str) -> str | None:
        """Return a text, or None."""
        text: str | None = self._of_kind(name, str, "must be text, in quotes")
        return text

    def required_text(self, name: str) -> str:
        """Return a text; it is a problem if there is none."""
        if not self.has(name):
            self.note(name, "is missing")
        return self.text(name) or ""

    def flag(self, name: str) -> bool:
        """Return true or false; false if there is no value."""
        return bool(self._of_kind(name, bool, "must be true or false"))

    def whole(self, name: str) -> int | None:
        """Return a whole number, or None."""
        number: int | None = self._of_kind(name, int, "must be a whole number")
        return number

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """Return a member of an enumeration, by its value or its name in any case; or None."""
        if not self.has(name):
            return None
        value = _as_text(self._values[name])
        words = {_bare(word): each for each in kind for word in (each.value, each.name)}
        chosen = words.get(_bare(value))
        if chosen is None:
            self.note(name, f"must be one of {', '.join(each.value for each in kind)}, not {quoted(value)}")
        return chosen

    def moment(self, name: str) -> datetime | None:
        """Return an aware datetime, written as TOML writes it or as text; or None."""
        if not self.has(name):
            return None
        value = self._values[name]
        moment = maybe_time(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.utcoffset() is None:
            self.note(name, "must be a time with its UTC offset, like 2030-01-31T12:00:00+01:00")
            return None
        return moment

    def maybe_table(self, name: str, problem: str = "must be a table") -> Table | None:
        """Return a table within this one, or None."""
        values = self._of_kind(name, dict, problem)
        return None if values is None else self._below(values, name)

    def tables(self, name: str) -> list[Table]:
        """Return a list of tables; it is a problem if there are none."""
        found = self._of_kind(name, list, "must be a list of tables")
        if not found:
            self.note(name, "must have at least one table")
        numbered = [(f"{name}[{number}]", each) for number, each in enumerate(found or (), 1)]
        for place, each in numbered:
            if not isinstance(each, dict):
                self.note(place, "must be a table")
        return [self._below(each, place) for place, each in numbered if isinstance(each, dict)]

    def require_known(self) -> None:
        """Note every name that was not asked for, with the most similar known one."""
        for name in [each for each in self._values if each not in self._asked]:
            near = get_close_matches(name.lower().replace("_", "-"), sorted(self._asked), 1, _NEAR)
            meant = f"did you mean {near[0]}?" if near else f"the names here are {', '.join(sorted(self._asked))}"
            self.note(_shown(name), f"is unknown; {meant}")

    def _below(self, values: Mapping[str, Any], place: str) -> Table:
        return Table(values, ".".join(filter(None, (self.where, place))), self._notes)

    def _of_kind(self, name: str, kind: type[Any], problem: str) -> Any:  # noqa: ANN401 - of the kind, or None
        value = self._values[name] if self.has(name) else None
        is_of_kind = isinstance(value, kind) and isinstance(value, bool) is (kind is bool)  # bool is a subclass of int
        if value is None or is_of_kind:
            return value
        self.note(name, problem)
        return None


def _as_text(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # a hexadecimal number in TOML can have more digits than Python writes
        return "a number that is too large"


def _bare(word: str) -> str:
    return word.upper().replace("-", "_")


def _shown(name: str) -> str:
    is_plain = len(name) <= _LONGEST_NAME and name.replace("-", "").replace("_", "").isalnum()
    return masked(name) if is_plain else quoted(name)


_LONGEST_NAME = 40
_NEAR = 0.5
"""The similarity of two names, as difflib measures it."""
