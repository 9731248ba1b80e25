"""What validation says: findings, and the report that collects them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

RULES_VERSION = "1"
"""The version of the rule catalogue: raised whenever a rule is added or judges otherwise than before."""


class Severity(StrEnum):
    """How sure it is that a fault hurts.

    An *error* is refused by the service or by a standard, a *warning* will probably hurt, a *note* is advice.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for an error."""
        return _RANKS[self]


_RANKS = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault, in one place.

    ``member`` names the file inside the bundle, ``where`` the place in it (an indexed XPath for XML, words otherwise),
    ``line`` the line and ``column`` the character in it, both counted from 1. Each is None where it does not apply.
    """

    code: str
    name: str
    severity: Severity
    message: str
    hint: str | None = None
    member: str | None = None
    where: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.member, self.line or self.where) if part is not None)
        lead = f"{place}: " if place else ""
        return f"{lead}{self.code} {self.severity} {self.name}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A layer, or a part of one, that could not be judged, and why."""

    layer: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings at once, and what could not be judged.

    ``findings`` are ordered by the layer that found them and then by place.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    rules: str = RULES_VERSION

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that the service, or a standard, refuses."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def is_valid(self) -> bool:
        """Whether there is no error; warnings and notes do not count."""
        return not self.errors

    def __str__(self) -> str:
        lines = []
        for finding in self.findings:
            lines += [str(finding), *([f"    {finding.hint}"] if finding.hint else [])]
        lines += [f"not judged: {skipped.layer} ({skipped.why})" for skipped in self.skipped]
        return "\n".join(lines) or "nothing found"
