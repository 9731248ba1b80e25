"""The effect of verdicts on signed documents: the names of downloaded files, and the failure of a command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from signature_model.errors import SigningError
from signature_model.reports.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.reports.results import Result


class DocumentsInvalid(SigningError):
    """Signed documents are invalid."""

    default_hint = "`validate-signed --explain CODE` explains a finding"


class DocumentsUndecided(SigningError):
    """Signed documents are undecided, but the user requires valid documents."""

    default_hint = "the report says what is missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedVerdicts:
    """Which verdicts the user accepts."""

    accepts_invalid: bool = False
    requires_valid: bool = False

    def require_met(self, results: Sequence[Result], hint: str) -> None:
        """Raise DocumentsInvalid or DocumentsUndecided. The ``hint`` says what to do about it."""
        invalid = [each for each in results if each.verdict is Verdict.INVALID]
        undecided = [each for each in results if each.verdict is Verdict.UNDECIDED]
        if invalid and not self.accepts_invalid:
            explained = DocumentsInvalid.default_hint
            msg = _counted(invalid, results)
            raise DocumentsInvalid(msg, f"{hint}; {explained}; --accept-invalid accepts invalid documents")
        if undecided and self.requires_valid:
            msg = _counted(undecided, results)
            raise DocumentsUndecided(msg, f"{hint}; {DocumentsUndecided.default_hint}")


def name_by(verdict: Verdict, name: str) -> str:
    """Return the name of the file for a document. The name of an invalid document contains ``.invalid``."""
    path = Path(name)
    return f"{path.stem}.invalid{path.suffix}" if verdict is Verdict.INVALID else name


def _counted(some: Sequence[Result], every: Sequence[Result]) -> str:
    verb = "is" if len(some) == 1 else "are"
    names = ", ".join(each.source for each in some)
    return f"{len(some)} of {len(every)} documents {verb} {some[0].verdict}: {names}"
