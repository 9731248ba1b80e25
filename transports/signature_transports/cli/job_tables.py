"""The tables of a job file. They return values by name, and record every problem with its place.

``job_files`` interprets the names. A wrong or missing value is recorded as a problem and left out, so that all problems
are reported together.
"""

from __future__ import annotations

from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from signature_model.masking import masked, quoted
from signature_model.xml.lexical import maybe_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from signature_transports.cli.job_problems import ProblemList

    Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """A table, at ``where`` in the file. Problems with it and with the tables in it are added to ``problems``."""

    def __init__(self, values: Mapping[str, Any], where: str, problems: ProblemList) -> None:
        self.where = where
        self._values = values
        self._problems = problems
        self._asked: set[str] = set()

    def note(self, name: str, message: str) -> None:
        """Record a problem with a value, or with the table if the name is empty."""
        self._problems.add(".".join(filter(None, (self.where, name))), message)

    def has(self, name: str) -> bool:
        """Whether there is a value; null in JSON counts as none."""
        self._asked.add(name)
        return self._values.get(name) is not None

    def says(self, name: str, word: str) -> bool:
        """Whether the value of a name is this word."""
        return self.has(name) and self._values[name] == word

    def is_text(self, name: str) -> bool:
        """Whether a value is a text."""
        return self.has(name) and isinstance(self._values[name], str)

    def text(self, name: str) -> str | None:
        """Return a text, or None."""
        text: str | None = self._of_kind(name, str, "must be text, in quotes")
        return text

    def required_text(self, name: str) -> str:
        """Return a text. A missing text is a problem."""
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
        """Return an aware datetime, or None. In the file, it is a date-time of TOML or a text."""
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
        """Return a list of tables. A missing list is a problem."""
        found = self._of_kind(name, list, "must be a list of tables")
        if not found:
            self.note(name, "must have at least one table")
        numbered = [(f"{name}[{number}]", each) for number, each in enumerate(found or (), 1)]
        for place, each in numbered:
            if not isinstance(each, dict):
                self.note(place, "must be a table")
        return [self._below(each, place) for place, each in numbered if isinstance(each, dict)]

    def require_known(self) -> None:
        """Record every unknown name as a problem, with the most similar known name. A name is known if it was read."""
        for name in [each for each in self._values if each not in self._asked]:
            near = get_close_matches(name.lower().replace("_", "-"), sorted(self._asked), 1, _NEAR)
            meant = f"did you mean {near[0]}?" if near else f"the possible names are {', '.join(sorted(self._asked))}"
            self.note(_shown(name), f"is unknown; {meant}")

    def _below(self, values: Mapping[str, Any], place: str) -> Table:
        return Table(values, ".".join(filter(None, (self.where, place))), self._problems)

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
"""The minimum similarity of two names for a suggestion, as difflib measures it."""
