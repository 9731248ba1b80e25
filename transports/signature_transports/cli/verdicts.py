"""The verdicts on downloaded documents: the names that their files get, and when the command fails."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from signature_model.errors import SigningError
from signature_model.reports.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.reports.results import Result

_HINT: Final = "do not confirm the status change: the service may then delete the documents"


class DocumentsInvalid(SigningError):
    """Documents that were downloaded are invalid. They are saved."""


class DocumentsUndecided(SigningError):
    """Documents that were downloaded are undecided, and only valid ones were asked for. They are saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """Which verdicts the user accepts."""

    accepts_invalid: bool = False
    requires_valid: bool = False

    def require_met(self, job: int, results: Sequence[Result]) -> None:
        """Raise DocumentsInvalid or DocumentsUndecided."""
        invalid = [each for each in results if each.verdict is Verdict.INVALID]
        undecided = [each for each in results if each.verdict is Verdict.UNDECIDED]
        if invalid and not self.accepts_invalid:
            explained = "`validate-signed --explain CODE` explains a finding"
            msg = f"job {job}: {_counted(invalid, results)} invalid, saved as {', '.join(_names(invalid))}"
            raise DocumentsInvalid(msg, f"{_HINT}; {explained}; --accept-invalid accepts invalid documents")
        if undecided and self.requires_valid:
            msg = f"job {job}: {_counted(undecided, results)} undecided, saved as {', '.join(_names(undecided))}"
            raise DocumentsUndecided(msg, f"{_HINT}; the report says what is missing")


def name_by(verdict: Verdict, name: str) -> str:
    """Return the name of the file for a document: that of an invalid one says so."""
    path = Path(name)
    return f"{path.stem}.invalid{path.suffix}" if verdict is Verdict.INVALID else name


def _counted(some: Sequence[Result], every: Sequence[Result]) -> str:
    return f"{len(some)} of {len(every)} documents {'is' if len(some) == 1 else 'are'}"


def _names(results: Sequence[Result]) -> list[str]:
    return [each.source for each in results]
