"""A terminal for a process."""

import fcntl
import os
import pty
import termios
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Timer

from tests.kits.preloaded import Command
from tests.kits.processes import LIMIT


def on_a_terminal(  # noqa: PLR0913 - each is optional
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    awaited: bytes = b"",
    act: Callable[[int], object] | None = None,
    limit: float = LIMIT,
) -> tuple[int, str]:
    """Run a command on a terminal, and return its exit status and its output.

    ``act`` is called with the descriptor of the terminal when ``awaited`` has been printed; it may type on the
    terminal. A process that has not ended after ``limit`` seconds is killed, whatever it waits for.
    """
    ours, theirs = pty.openpty()
    process = Command(
        command,
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=partial(fcntl.ioctl, theirs, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    shown = b""
    timer = Timer(limit, process.kill)
    timer.start()
    try:
        while piece := _maybe_read(ours):
            shown += piece
            if act and awaited in shown:
                act(ours)
                act = None
    finally:
        timer.cancel()
        os.close(ours)
    return process.wait(LIMIT), shown.decode()


def _maybe_read(terminal: int) -> bytes:
    """Return the next output; empty after the last process has left the terminal, for which Linux raises an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
