"""Records of created jobs and status changes, in files."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import click

from signature_model.api.direct_responses import DirectCreatedJob, DirectStatus
from signature_model.api.records import FORMAT, from_json, to_json
from signature_model.api.responses import CreatedJob, StatusChange
from signature_model.console.errors import CHECK_PATH, Unusable
from signature_model.console.files import PRIVATE, require_new, write_file
from signature_model.console.reading import STANDARD_INPUT, Unreadable, read_named
from signature_model.containers.file_kinds import CHANGE, CREATED, maybe_other_kind
from signature_model.errors import SigningError, UnreadableRecord
from signature_model.jobs.context import SigningFlow
from signature_model.masking import excerpt

if TYPE_CHECKING:
    from signature_model.api.records import Record
    from signature_model.jobs.requests import AnyJobRequest

AnyCreated: TypeAlias = CreatedJob | DirectCreatedJob
AnyChange: TypeAlias = StatusChange | DirectStatus

_SUFFIX: Final = ".sent.json"
_SENT: Final = "sent-job"
"""The kind of the record that is written before a job is sent. It is not replaced if the outcome is unknown."""

_LOST_REDIRECTS: Final = "its signers cannot be redirected; you can send the job again, and the lost job will expire"


class RecordLost(SigningError):
    """A job was created, but its record could not be saved or printed."""

    default_hint = "do not send it again; poll for its status changes"

    def __init__(self, job: AnyCreated, reason: str) -> None:
        msg = f"job {job.signature_job_id} was created, but its record was lost: {reason}"
        is_direct = isinstance(job, DirectCreatedJob)
        super().__init__(msg, _LOST_REDIRECTS if is_direct else None)
        self.args = (job, reason)
        self.signature_job_id, self.reference = job.signature_job_id, job.reference


def read_record(path: str) -> Record:
    """Return the record in a file, or on standard input if the path is ``-``. Raises Unusable, UnreadableRecord."""
    try:
        content = read_named(path)
    except Unreadable as error:
        reason = f"{path} {error}"
        raise Unusable(reason, CHECK_PATH) from error
    try:
        return from_json(content)
    except UnreadableRecord as error:
        if other := maybe_other_kind(content, "a status change or the record of a job", {CHANGE, CREATED}):
            msg = f"{path} is {other}"
            raise UnreadableRecord(msg, "`signering poll --save FILE` saves a status change") from error
        explained = maybe_explanation(content) or error
        msg = f"{path}: {explained.message}"
        raise UnreadableRecord(msg, explained.hint) from error


def read_change(path: str) -> AnyChange:
    """Return the status change in a file, as ``read_record`` does. A record of a created job raises UsageError."""
    record = read_record(path)
    if not isinstance(record, StatusChange | DirectStatus):
        message = f"{path} is the record of a created job; give a status change from `signering poll`"
        raise click.UsageError(message)
    return record


def read_created_direct(path: str) -> DirectCreatedJob:
    """Return the created job of the direct flow in a file, as ``read_record`` does.

    Any other record raises UsageError.
    """
    record = read_record(path)
    if not isinstance(record, DirectCreatedJob):
        message = f"{path} is not the record of a created job in the direct flow, from `signering send`"
        raise click.UsageError(message)
    return record


class AlreadySent(SigningError):
    """The file of a job has a record, so it was sent before."""

    default_hint = "to send it again as a new job, add --again"


class RecordFile:
    """The file for a job's record. It is written before the job is sent, so it exists even after a crash."""

    def __init__(self, path: Path, *, is_chosen: bool = True) -> None:
        self.path = path
        self.is_chosen = is_chosen
        """Whether the user has chosen the path."""

    @classmethod
    def beside(cls, job: str, content: bytes) -> RecordFile:
        """Return the record file beside the job file. For standard input, the name depends on the content."""
        if job == STANDARD_INPUT:
            return cls(Path(f"stdin-{sha256(content).hexdigest()[:12]}{_SUFFIX}"), is_chosen=False)
        return cls(Path(f"{job}{_SUFFIX}"), is_chosen=False)

    def require_unsent(self, job: str) -> None:
        """Raise AlreadySent if the file is the record of a job that was sent from the file ``job``."""
        if not os.path.lexists(self.path):
            return
        which, hint = "exists, and it is unknown whether the job was created", None
        with suppress(Unreadable):
            content = read_named(str(self.path))
            try:
                which = f"is the record of job {from_json(content).signature_job_id}"
            except UnreadableRecord:
                explanation = maybe_explanation(content)
                hint = explanation.hint if explanation is not None and explanation.is_outcome_unknown else None
        msg = f"{job} was sent before: {self.path} {which}"
        raise AlreadySent(msg, hint)

    def set_aside(self) -> None:
        """Rename an existing record, so that it is kept and another one can be written."""
        if os.path.lexists(self.path):
            free = (self.path.with_name(f"{self.path.name}.{number}") for number in count(1))
            self.path.rename(next(each for each in free if not os.path.lexists(each)))

    def reserve(self, request: AnyJobRequest, bundle_sha256: str) -> None:
        """Write the facts that are known before the response. Raises FileInTheWay."""
        require_new(self.path, "it may be the record of another job, or of this one: check before you send it again")
        sent = {
            "format": FORMAT,
            "kind": _SENT,
            "flow": request.flow,
            "reference": request.reference,
            "polling_queue": request.polling_queue,
            "bundle_sha256": bundle_sha256,
        }
        write_file(self.path, f"{json.dumps(sent, ensure_ascii=False)}\n".encode(), mode=PRIVATE)

    def keep(self, job: AnyCreated) -> None:
        """Replace the file with the record of the created job."""
        write_file(self.path, f"{to_json(job)}\n".encode(), overwrite=True, mode=PRIVATE)

    def delete(self) -> None:
        """Delete the file, because no job was created."""
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What the content of a file is, and what to do. The outcome is that of a job's creation."""

    message: str
    hint: str
    is_outcome_unknown: bool = False


def maybe_explanation(content: bytes) -> Explanation | None:
    """Explain other JSON output of `signering`, which is neither a created job nor a status change."""
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if record is None:
        message = "`null` means that there was no status change"
        return Explanation(message=message, hint="run `signering poll` again later")
    if isinstance(record, dict) and record.get("kind") == _SENT:
        message = "the job was sent, and it is unknown whether it was created"
        hint = how_to_find(record.get("flow"), record.get("reference"), record.get("polling_queue"))
        return Explanation(message=message, hint=hint, is_outcome_unknown=True)
    return None


def how_to_find(flow: object, reference: object, polling_queue: object) -> str:
    """Say how to find out whether a job was created, and what to do then."""
    if flow == SigningFlow.DIRECT:
        return "if it was created, its signers cannot be redirected, and it will expire: send it again with --again"
    queue = "" if polling_queue is None else f" --queue {excerpt(str(polling_queue))}"
    change = "its status change" if reference is None else f"a status change with reference {excerpt(str(reference))}"
    return (
        f"if it was created, the service notifies its signers, and `signering poll{queue}` returns {change} when one "
        "of them acts; send it again with --again only if you know that it was not created"
    )
