"""The problems of a job file. They are collected and reported together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from signature_model.errors import SigningError
from signature_transports.cli.job_lines import nearest_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EXAMPLE: Final = "`signering send --example` prints a job file"
"""The hint for files that do not describe a job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem and its place: a path such as ``signers[2].order``, counted from 1; empty for the whole file."""

    where: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class NotAJobFile(SigningError):
    """A file that should describe a job is of another kind."""

    default_hint = EXAMPLE

    def __init__(self, name: str, other: str) -> None:
        super().__init__(f"{name} is {other}")
        self.args = (name, other)


class FaultyJobFile(SigningError):
    """A job file cannot be read, or does not describe a job; ``problems`` are all that were found."""

    default_hint = EXAMPLE

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = len(problems)
        message = f"the job file has {count} problem{'' if count == 1 else 's'}"
        super().__init__(message)
        self.args = (problems,)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemList:
    """The problems found so far in a job file. ``lines`` are the lines of its keys."""

    lines: Mapping[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: str, message: str) -> None:
        """Note a problem with a key, or with the table in which it is missing."""
        self.problems.append(Problem(where=where, message=message, line=nearest_line(self.lines, where)))
