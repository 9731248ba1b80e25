"""What a rule is: a check, with its code, severity and source beside it and its explanation in its docstring."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

    from signature_model.findings import Severity
    from signature_model.jobs.context import Context

Subject = TypeVar("Subject")


class Member(str):
    """A place: a whole file of the bundle, by its name."""

    __slots__ = ()


class Line(int):
    """A place: a line of a file that could not be read any further."""

    __slots__ = ()


Where = str | Member | Line
"""A path below the root of the judged document (empty for the whole of it), a ``Member`` or a ``Line``."""

Problem = tuple[Where, str]
"""Where, and what is wrong there."""


SOURCES: Mapping[str, str] = {
    "portal": "the service's guide, portal flow",
    "create": "the service's guide, creating signature requests",
    "package": "the service's profile of the document package",
    "security": "the service's documentation, security",
    "signed": "the service's documentation, signed documents",
    "addressing": "the service's documentation, addressing signers",
    "type": "the service's documentation, signature type",
    "level": "the service's documentation, authentication level",
    "notifications": "the service's documentation, notifications",
    "xsd": "portal.xsd",
    "ASiC": "ETSI TS 102 918 and TS 103 174 (ASiC)",
    "XAdES": "ETSI TS 101 903 and TS 103 171 (XAdES)",
    "zip": "PKWARE's APPNOTE.TXT (zip)",
}
"""What the sources of the rules are, by the short names that rules give; a clause may follow."""


class Need(StrEnum):
    """What a rule cannot judge without; a value is the name of the field of ``Context``."""

    SECTOR = "sector"
    ENVIRONMENT = "environment"
    NOW = "now"
    TRUST_ANCHORS = "trust_anchors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[Subject]):
    """One fact that can be checked offline, under one code for ever.

    ``source`` names where the fact stands; ``hint`` says what to do about a breach.
    """

    code: str
    name: str
    severity: Severity
    source: str
    hint: str | None
    need: Need | None
    explanation: str
    check: Callable[[Subject, Context], Iterator[Problem]]


def rule(
    code: str, severity: Severity, *, source: str, hint: str | None = None, need: Need | None = None
) -> Callable[[Callable[[Subject, Context], Iterator[Problem]]], Rule[Subject]]:
    """Make a rule of a generator of problems; its name is the function's, its explanation the docstring."""

    def make(check: Callable[[Subject, Context], Iterator[Problem]]) -> Rule[Subject]:
        return Rule(
            code=code,
            name=check.__name__.replace("_", "-"),
            severity=severity,
            source=source,
            hint=hint,
            need=need,
            explanation=inspect.cleandoc(check.__doc__ or ""),
            check=check,
        )

    return make


def rules_in(*modules: ModuleType) -> tuple[Rule[Any], ...]:
    """The rules that the modules define, in the order of their codes."""
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Rule)]
    return tuple(sorted(found, key=lambda each: each.code))
