"""What users are told of an error, and the exit status that goes with it: a sentence and a hint, or an object of JSON.

Nothing here tells a whole national id number.
"""

from __future__ import annotations

import json
import os
import re
import signal
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

import click

from signature_model.clients.submissions import NoSender
from signature_model.console.errors import OutputLost, Unusable, internal_error
from signature_model.console.files import FileInTheWay
from signature_model.console.signals import SIGNAL_STATUS
from signature_model.console.streams import write_error
from signature_model.errors import JobRefused, NotOffered, OutcomeUnknown, ServiceError, SigningError, UnwritableText
from signature_model.jobs.identifiers import without_ids
from signature_model.masking import masked
from signature_model.reports.text import printable
from signature_transports.cli.job_tables import FaultyJobFile
from signature_transports.cli.records import RecordLost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

REFUSED, WRONG_USAGE, NOT_DONE, UNKNOWN = 1, 2, 3, 4

_NO_SENDER: Final = "who is the sender? Give an organisation number with --sender."
_REFUSALS: Final = (JobRefused, FaultyJobFile, UnwritableText, NotOffered)
_TOLD: Final = ("code", "type", "said", "is_retryable", "was_sent", "reference", "bundle_sha256", "signature_job_id")
"""Attributes of errors that programs are told."""
_HIDING: Final[dict[str, Callable[[str], str]]] = {"reference": without_ids, "bundle_sha256": str}
"""How much of those is hidden by which something has to be looked up; of others all that may be an id number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What went wrong. ``details`` are what a program may want to know; their names depend on the ``kind``."""

    status: int
    kind: str
    message: str
    hint: str | None = None
    details: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        """What people are told."""
        lines = [f"Error: {printable(self.message)}", *([f"    {printable(self.hint)}"] if self.hint else [])]
        if digest := self.details.get("bundle_sha256"):
            lines.append(f"    reference: {self.details.get('reference', 'none')}")
            lines.append(f"    SHA-256 of the bundle: {digest}")
        return "\n".join(lines)

    def as_object(self) -> dict[str, Any]:
        """What programs are told."""
        told = {"status": self.status, "kind": self.kind, "message": self.message, "hint": self.hint}
        return {"error": told | self.details}


def complain(error: Exception, arguments: Sequence[str]) -> int:
    """Tell of an error on standard error, as the arguments want it told; gives the exit status."""
    complaint = complaint_of(error)
    if wants_json(arguments):
        line = json.dumps(complaint.as_object(), ensure_ascii=False)
    else:
        line = _usage(error) + complaint.sentence()
    write_error(f"{line}\n" if complaint.message else "")
    return complaint.status


def complaint_of(error: Exception) -> Complaint:
    """What is to be told of an error."""
    match error:
        case click.Abort():
            return Complaint(status=SIGNAL_STATUS + signal.SIGINT, kind="interrupted", message="interrupted")
        case click.ClickException() | NoSender():
            message = _NO_SENDER if isinstance(error, NoSender) else masked(error.format_message())
            return Complaint(status=WRONG_USAGE, kind="usage", message=message)
        case SigningError():
            return _of_ours(error)
        case Unusable() | OutputLost() | FileInTheWay():
            hint = getattr(error, "hint", None)
            return Complaint(status=NOT_DONE, kind=_kind(error), message=without_ids(str(error)), hint=hint)
        case OSError():
            reason = error.strerror or str(error)
            named = f"{without_ids(str(error.filename))}: {reason}" if error.filename else reason
            return Complaint(status=NOT_DONE, kind="system", message=named)
        case _:
            return Complaint(status=NOT_DONE, kind="internal", message=internal_error(error))


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether errors are to be told as JSON: by the arguments, or else by the environment."""
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in ours or os.environ.get("SIGNERING_JSON", "").lower() in {"1", "true", "t", "yes", "y", "on"}


def _usage(error: Exception) -> str:
    """How the subcommand is used, where it was used wrongly."""
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return ""
    return f"{error.ctx.get_usage()}\nTry '{error.ctx.command_path} --help' for help.\n\n"


def _of_ours(error: SigningError) -> Complaint:
    # A script that tries again what was not done must not do so where the job was created and only the news was lost.
    is_doubtful = isinstance(error, OutcomeUnknown | RecordLost)
    status = UNKNOWN if is_doubtful else REFUSED if _is_refusal(error) else NOT_DONE
    hint = error.hint
    if isinstance(error, JobRefused):
        hint = "`validate-bundle --explain CODE` tells more of a finding"
    return Complaint(status=status, kind=_kind(error), message=error.message, hint=hint, details=dict(_details(error)))


def _is_refusal(error: SigningError) -> bool:
    """Whether it is of no use to try the same again."""
    return isinstance(error, _REFUSALS) or (isinstance(error, ServiceError) and not error.is_retryable)


def _details(error: SigningError) -> Iterator[tuple[str, Any]]:
    if status := getattr(error, "status", None):
        yield "http_status", status
    for name in _TOLD:
        value = getattr(error, name, None)
        if value is not None:
            yield name, _HIDING.get(name, masked)(value) if isinstance(value, str) else value
    if isinstance(error, JobRefused):
        yield "findings", [asdict(each) for each in error.report.findings]
    if isinstance(error, FaultyJobFile):
        yield "problems", [asdict(each) for each in error.problems]


def _kind(error: Exception) -> str:
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()
