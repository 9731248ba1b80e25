"""What the service told, kept in files: read by those who act on it, written before and after a job is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from signature_model.api.records import FORMAT, from_json, to_json
from signature_model.api.responses import StatusChange
from signature_model.console.errors import Unusable
from signature_model.console.files import PRIVATE, require_absent, write_file
from signature_model.console.reading import STANDARD_INPUT, Unreadable, read, read_standard_input
from signature_model.errors import SigningError, UnreadableRecord

if TYPE_CHECKING:
    from signature_model.api.responses import CreatedJob

_SENT: Final = "sent-job"
"""The kind of a record that is written before a job is sent, and stays where its outcome is unknown."""


class RecordLost(SigningError):
    """A job was created, and its record could not be kept or shown."""

    def __init__(self, job: CreatedJob, reason: str) -> None:
        msg = f"job {job.signature_job_id} was created, but its record was lost: {reason}"
        super().__init__(msg, "do not send it again; its status changes will tell the rest")
        self.args = (job, reason)
        self.signature_job_id, self.reference = job.signature_job_id, job.reference


def read_record(path: str) -> CreatedJob | StatusChange:
    """The record in a file, or in what is piped in where the path is ``-``.

    Raises Unusable where it cannot be read, UnreadableRecord where it is none.
    """
    try:
        content = read_standard_input() if path == STANDARD_INPUT else read(Path(path))
    except Unreadable as error:
        reason = f"{path} {error}"
        raise Unusable(reason) from error
    try:
        return from_json(content)
    except UnreadableRecord as error:
        msg = f"{path}: {_in_words(content) or error.message}"
        raise UnreadableRecord(msg, error.hint) from error


def read_change(path: str, deed: str) -> StatusChange:
    """The status change in a file, as ``read_record``; a created job is wrong usage for the ``deed``."""
    record = read_record(path)
    if not isinstance(record, StatusChange):
        message = f"{path} is of a job's creation; {deed} takes a status change, as `signering poll` brings them"
        raise click.UsageError(message)
    return record


class RecordFile:
    """The file that a job's record is to be in. It is there before the job is sent, so that a crash leaves a trace."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def reserve(self, reference: str | None, bundle_sha256: str) -> None:
        """Write what is known before the answer. Raises FileInTheWay."""
        require_absent(self._path, "it may hold the record of another job, or of this one: see before sending it again")
        sent = {"format": FORMAT, "kind": _SENT, "reference": reference, "bundle_sha256": bundle_sha256}
        write_file(self._path, f"{json.dumps(sent, ensure_ascii=False)}\n".encode(), mode=PRIVATE)

    def keep(self, job: CreatedJob) -> None:
        """Put the record in its place."""
        write_file(self._path, f"{to_json(job)}\n".encode(), overwrite=True, mode=PRIVATE)

    def withdraw(self) -> None:
        """Take the file away, because no job was created."""
        self._path.unlink(missing_ok=True)


def _in_words(content: bytes) -> str | None:
    """What a record that is none was written for."""
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if record is None:
        return "`null` stands for no status change"
    if isinstance(record, dict) and record.get("kind") == _SENT:
        return "the job was sent, and whether it was created was never known"
    return None
