"""Run the user's command for a status change. It gets the record on standard input; exit status 0 means success."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from signature_model.api.records import to_json
from signature_model.errors import SigningError

if TYPE_CHECKING:
    from signature_transports.cli.records import AnyChange


class HandlerFailed(SigningError):
    """The command failed, so the status change was not confirmed."""

    default_hint = "the status change was not confirmed; the service delivers it again after ten minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """A program and its arguments. They are not passed to a shell."""

    program: str
    arguments: tuple[str, ...] = ()

    def require_exists(self) -> None:
        """Raise click.UsageError for a missing program, before a status change is fetched."""
        if shutil.which(self.program) is None:
            message = f"--exec: program {self.program!r} not found; give its arguments after --"
            raise click.UsageError(message)

    def handle(self, change: AnyChange) -> None:
        """Run the command for a status change. Raises HandlerFailed if it fails or cannot be started."""
        record = f"{to_json(change)}\n".encode()
        named = f"job {change.signature_job_id}: {self.program}"
        try:
            ended = subprocess.run([self.program, *self.arguments], input=record, check=False)  # noqa: S603 - the user's own
        except OSError as error:
            msg = f"{named} cannot be started: {error.strerror or error}"
            raise HandlerFailed(msg) from error
        if ended.returncode:
            how = f"by signal {-ended.returncode}" if ended.returncode < 0 else f"with status {ended.returncode}"
            msg = f"{named} ended {how}"
            raise HandlerFailed(msg)
