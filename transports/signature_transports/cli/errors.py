"""The errors of `signering`: the exit status, and a message for people or a JSON object for programs.

No message shows a whole national id number.
"""

from __future__ import annotations

import json
import os
import re
import signal
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

import click

from signature_model.api.services import NoSender
from signature_model.console.configuration import with_source
from signature_model.console.errors import OutputLost, Unusable, internal_error
from signature_model.console.files import FileInTheWay, maybe_advice
from signature_model.console.signals import SIGNAL_STATUS
from signature_model.console.streams import write_error
from signature_model.errors import JobRefused, NotOffered, OutcomeUnknown, ServiceError, SigningError, UnwritableText
from signature_model.jobs.identifiers import without_ids
from signature_model.masking import masked
from signature_model.reports.printing import printable
from signature_transports.cli.job_problems import FaultyJobFile, NotAJobFile
from signature_transports.cli.records import AlreadySent, RecordLost
from signature_transports.cli.submissions import FindingsRefused, StaleSeal
from signature_transports.cli.verdicts import DocumentsInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

REFUSED, WRONG_USAGE, NOT_DONE, UNKNOWN = 1, 2, 3, 4

_NO_SENDER: Final = "who is the sender? Give an organisation number with --sender."
_REFUSALS: Final = (
    AlreadySent,
    JobRefused,
    FaultyJobFile,
    NotAJobFile,
    StaleSeal,
    FindingsRefused,
    UnwritableText,
    NotOffered,
    DocumentsInvalid,
)
_DETAILS: Final = (
    "code",
    "type",
    "said",
    "is_retryable",
    "retry_after",
    "was_sent",
    "reference",
    "bundle_sha256",
    "signature_job_id",
)
"""The attributes of errors that are copied into the JSON object."""
_MASKS: Final[dict[str, Callable[[str], str]]] = {"reference": without_ids, "bundle_sha256": str}
"""The masks for attributes that users search for. Every other attribute is masked by ``masked``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A failure of a command. ``details`` are for programs and depend on the ``kind``."""

    status: int
    kind: str
    message: str
    hint: str | None = None
    details: dict[str, Any] = field(default_factory=dict)

    def as_text(self) -> str:
        """Return the message for people."""
        lines = [f"Error: {printable(self.message)}", *([f"    {printable(self.hint)}"] if self.hint else [])]
        if digest := self.details.get("bundle_sha256"):
            lines.append(f"    reference: {self.details.get('reference', 'none')}")
            lines.append(f"    SHA-256 of the bundle: {digest}")
        return "\n".join(lines)

    def as_object(self) -> dict[str, Any]:
        """Return the object for programs."""
        shown = {"status": self.status, "kind": self.kind, "message": self.message, "hint": self.hint}
        return {"error": shown | self.details}


def print_error(error: Exception, arguments: Sequence[str]) -> int:
    """Print an error on standard error, as text or JSON according to the arguments. Return the exit status."""
    failure = failure_of(error)
    if wants_json(arguments):
        line = json.dumps(failure.as_object(), ensure_ascii=False)
    else:
        line = _usage(error) + failure.as_text()
    write_error(f"{line}\n" if failure.message else "")
    return failure.status


def failure_of(error: Exception) -> Failure:
    """Describe an error."""
    match error:
        case click.Abort():
            return Failure(status=SIGNAL_STATUS + signal.SIGINT, kind="interrupted", message="interrupted")
        case click.ClickException() | NoSender():
            message = _NO_SENDER if isinstance(error, NoSender) else masked(with_source(error).format_message())
            return Failure(status=WRONG_USAGE, kind="usage", message=message)
        case SigningError():
            return _of_signing_error(error)
        case Unusable() | OutputLost() | FileInTheWay():
            hint = getattr(error, "hint", None)
            return Failure(status=NOT_DONE, kind=_kind(error), message=without_ids(str(error)), hint=hint)
        case OSError():
            reason = error.strerror or str(error)
            named = f"{without_ids(str(error.filename))}: {reason}" if error.filename else reason
            hint = maybe_advice(error) if error.filename else None
            return Failure(status=NOT_DONE, kind="system", message=named, hint=hint)
        case _:
            return Failure(status=NOT_DONE, kind="internal", message=internal_error(error))


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether to print errors as JSON, according to the arguments or else the environment."""
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in ours or os.environ.get("SIGNERING_JSON", "").lower() in {"1", "true", "t", "yes", "y", "on"}


def _usage(error: Exception) -> str:
    """Return the usage of the subcommand, for wrong usage."""
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return ""
    return f"{error.ctx.get_usage()}\nTry '{error.ctx.command_path} --help' for help.\n\n"


def _of_signing_error(error: SigningError) -> Failure:
    # A script may run again what failed, but not if the job was created and only the response or its record was lost.
    is_unknown = isinstance(error, OutcomeUnknown | RecordLost)
    status = UNKNOWN if is_unknown else REFUSED if _is_refusal(error) else NOT_DONE
    codes = [each.code for each in error.report.errors] if isinstance(error, JobRefused) else []
    hint = f"`validate-bundle --explain {codes[0]}` explains {codes[0]}" if codes else error.hint
    return Failure(status=status, kind=_kind(error), message=error.message, hint=hint, details=dict(_details(error)))


def _is_refusal(error: SigningError) -> bool:
    """Whether the same attempt would fail again."""
    return isinstance(error, _REFUSALS) or (isinstance(error, ServiceError) and not error.is_retryable)


def _details(error: SigningError) -> Iterator[tuple[str, Any]]:
    if status := getattr(error, "status", None):
        yield "http_status", status
    for name in _DETAILS:
        value = getattr(error, name, None)
        if value is not None:
            yield name, _MASKS.get(name, masked)(value) if isinstance(value, str) else value
    if isinstance(error, JobRefused):
        yield "findings", [asdict(each) for each in error.report.findings]
    if isinstance(error, FaultyJobFile):
        yield "problems", [asdict(each) for each in error.problems]


def _kind(error: Exception) -> str:
    return re.sub("(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()
