"""A terminal of its own for a process, as people have it."""

from __future__ import annotations

import fcntl
import os
import pty
import subprocess
import termios
from functools import partial
from typing import TYPE_CHECKING

from tests.kits.processes import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


def on_a_terminal(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    awaited: bytes = b"",
    act: Callable[[int], object] | None = None,
) -> tuple[int, str]:
    """Run a command; its exit status, and all that is shown.

    ``act`` is called once what is ``awaited`` has been shown, and may type on the terminal, whose descriptor it is
    given.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=partial(fcntl.ioctl, theirs, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads here
    )
    os.close(theirs)
    shown = b""
    while piece := _maybe_read(ours):
        shown += piece
        if act and awaited in shown:
            act(ours)
            act = None
    os.close(ours)
    return process.wait(LIMIT), shown.decode()


def _maybe_read(terminal: int) -> bytes:
    """What is shown next; nothing when the last process has left the terminal, which Linux tells by an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
