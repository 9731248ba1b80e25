"""The command that a status change is handed to: it gets the record on its standard input, and says how it went."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from signature_model.api.records import to_json
from signature_model.errors import SigningError

if TYPE_CHECKING:
    from signature_model.api.responses import StatusChange


class HandlerFailed(SigningError):
    """The command that a status change was handed to did not succeed, so that the change was not confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """A program and its arguments; no shell looks at them."""

    program: str
    arguments: tuple[str, ...] = ()

    def require_there(self) -> None:
        """Refuse as wrong usage a program that is not there, before any status change is fetched for it."""
        if shutil.which(self.program) is None:
            message = f"--exec: there is no program {self.program!r}; its arguments go after --"
            raise click.UsageError(message)

    def handle(self, change: StatusChange) -> None:
        """Hand over a status change. Raises HandlerFailed where the command fails or cannot be started."""
        record = f"{to_json(change)}\n".encode()
        named = f"job {change.signature_job_id}: {self.program}"
        hint = "the status change was not confirmed, and comes again after ten minutes"
        try:
            ended = subprocess.run([self.program, *self.arguments], input=record, check=False)  # noqa: S603 - the user's own
        except OSError as error:
            msg = f"{named} cannot be run: {error.strerror or error}"
            raise HandlerFailed(msg, hint) from error
        if ended.returncode:
            by = f"by signal {-ended.returncode}" if ended.returncode < 0 else f"with status {ended.returncode}"
            msg = f"{named} ended {by}"
            raise HandlerFailed(msg, hint)
