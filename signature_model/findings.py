"""Findings, and the report that contains them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

RULES_VERSION = "1"
"""The version of the rule catalogue; it is raised when a rule is added or changes its results."""


class Severity(StrEnum):
    """How serious a finding is.

    The service or a standard refuses an *error*. A *warning* will probably cause problems. A *note* is advice.
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
    """One problem in one place.

    ``member`` is the file inside the bundle, ``where`` the place in it (an indexed XPath for XML, otherwise a
    description), ``line`` and ``column`` count from 1. ``snippet`` is the beginning of the XML element there, with id
    numbers masked. Each is None if it does not apply.
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
    snippet: str | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.member, self.line or self.where, self.column) if part is not None)
        lead = f"{place}: " if place else ""
        return f"{lead}{self.code} {self.severity} {self.name}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A layer of validation, or a part of one, that was not checked, and the reason."""

    layer: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The findings, and the layers that were not checked.

    ``findings`` are sorted by the layer that reports them, then by place. ``str(report)`` has the errors first, then
    the warnings and the notes.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    rules: str = RULES_VERSION

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def is_valid(self) -> bool:
        """Whether there are no errors; warnings and notes do not count."""
        return not self.errors

    def __str__(self) -> str:
        lines = []
        for finding in sorted(self.findings, key=lambda each: -each.severity.rank):
            lines += [str(finding), *([f"    {finding.hint}"] if finding.hint else [])]
        lines += [f"not checked: {skipped.layer} ({skipped.why})" for skipped in self.skipped]
        return "\n".join(lines) or "no findings"
