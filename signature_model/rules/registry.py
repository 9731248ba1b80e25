"""The definition of a rule: a check with its code, severity and source, and with its explanation as docstring."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from signature_model.findings import Severity
    from signature_model.jobs.context import Context

Subject = TypeVar("Subject")


class Place(NamedTuple):
    """A whole file of the bundle, by its name, or the line at which a document could not be read any further."""

    member: str | None = None
    line: int | None = None


Where = str | Place
"""A path below the root of the document (empty for the whole document), or a ``Place``."""

Problem = tuple[Where, str]
"""The place, and the message about it."""


class Graded(str):
    """A message about a problem that has another severity than the rule."""

    __slots__ = ("severity",)
    severity: Severity

    def __new__(cls, message: str, severity: Severity) -> Self:
        """Return the message with a severity."""
        graded = super().__new__(cls, message)
        graded.severity = severity
        return graded


class Need(StrEnum):
    """The information that a rule needs from the context. The value is the name of a field of ``Context``.

    ``words`` describe it, and ``option`` is the option of ``validate-bundle`` for it. If the context does not have it,
    a report names the ``layer`` as skipped, with the ``reason``.
    """

    words: str
    option: str
    layer: str
    reason: str

    def __new__(cls, field: str, words: str, option: str, layer: str, reason: str) -> Self:
        """Make a member from its row."""
        need = str.__new__(cls, field)
        need._value_ = field
        need.words, need.option, need.layer, need.reason = words, option, layer, reason
        return need

    SECTOR = "sector", "the sender's sector", "--sector", "sector", "the sender's sector was not stated"
    ENVIRONMENT = "environment", "the environment", "--environment", "environment", "the environment was not stated"
    NOW = "now", "the current time", "--now", "now", "the current time was not stated"
    TRUST_ANCHORS = "trust_anchors", "trust anchors", "--trust", "trust", "no trust anchors given"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule(Generic[Subject]):
    """One requirement that can be checked offline, with a code that never changes.

    ``source`` names the document that states the fact; ``hint`` says what to do. ``subject`` names the type of
    the facts that are checked.
    """

    code: str
    name: str
    severity: Severity
    source: str
    hint: str
    need: Need | None
    subject: str
    check: Callable[[Subject, Context], Iterator[Problem]]

    @property
    def explanation(self) -> str:
        """The docstring of the check, in Markdown."""
        return inspect.cleandoc(self.check.__doc__ or "")


def rule(
    code: str, severity: Severity, *, source: str, hint: str, need: Need | None = None
) -> Callable[[Callable[[Subject, Context], Iterator[Problem]]], Rule[Subject]]:
    """Make a rule from a generator of problems.

    Its name is that of the function, its explanation the docstring, its subject the annotation of the first parameter.
    The annotation is not resolved: the rules are listed without importing what they check.
    """

    def make(check: Callable[[Subject, Context], Iterator[Problem]]) -> Rule[Subject]:
        return Rule(
            code=code,
            name=check.__name__.replace("_", "-"),
            severity=severity,
            source=source,
            hint=hint,
            need=need,
            subject=next(iter(check.__annotations__.values())),
            check=check,
        )

    return make


def rules_in(*modules: ModuleType) -> tuple[Rule[Any], ...]:
    """Return the rules that the modules define, ordered by code."""
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Rule)]
    return tuple(sorted(found, key=lambda each: each.code))
