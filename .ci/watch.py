"""Run a command and show that it still runs: ``python .ci/watch.py [options] COMMAND ...``.

The output passes through. After four seconds without output, a line says how long the command has been running. With
``--hide LOG``, the output goes to a file, which is shown only if the command fails; the line then ends with the last
line of the output. ``--about SECONDS`` says before the start how long it will take; with ``--history FILE``, as long as
the last time.
"""

from __future__ import annotations

import argparse
import os
import selectors
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

SILENCE = 4.0
"""Seconds without output after which a line appears."""
LONGEST = 60
"""Characters of the last line."""


class Watch:
    """The output of one command."""

    def __init__(self, what: str, log: Path | None) -> None:
        self._what, self._log = what, log
        self._began = self._shown = time.monotonic()
        self._file = None if log is None else log.open("wb", buffering=0)
        self._last = ""
        self._is_within_line = False
        if log is not None:
            self._say()  # the step before may have ended with a silence

    def run(self, command: list[str]) -> int:
        """Run the command and return its exit status."""
        colours = {"PY_COLORS": "1", "FORCE_COLOR": "1"} if sys.stdout.isatty() and self._file is None else {}
        output, theirs = os.pipe()
        with (
            subprocess.Popen(command, stdout=theirs, stderr=theirs, env={**os.environ, **colours}) as process,
            selectors.DefaultSelector() as selector,
        ):
            os.close(theirs)
            selector.register(output, selectors.EVENT_READ)
            while True:
                if selector.select(SILENCE / 8):
                    piece = os.read(output, 65536)
                    if not piece:
                        break
                    self._take(piece)
                if time.monotonic() - self._shown >= SILENCE:
                    self._say()
            status = process.wait()
        os.close(output)
        if self._file is not None:
            self._file.close()
        if status and self._log is not None:
            sys.stderr.write(self._log.read_text(errors="replace"))
        return status if status >= 0 else 128 - status

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._began

    def _take(self, piece: bytes) -> None:
        if self._file is not None:
            self._file.write(piece)
            lines = piece.decode(errors="replace").split("\n")
            self._last = next((line.strip() for line in reversed(lines) if line.strip()), self._last)
            return
        self._is_within_line = not piece.endswith(b"\n")
        sys.stdout.buffer.write(piece)
        sys.stdout.flush()
        self._shown = time.monotonic()

    def _say(self) -> None:
        detail = f": {self._last[:LONGEST]}" if self._last else ""
        start = "\n" if self._is_within_line else ""
        sys.stderr.write(f"{start}  {self._what}, {self.seconds:.0f} s{detail}\n")
        self._is_within_line = False
        sys.stderr.flush()
        self._shown = time.monotonic()


def minutes(seconds: float) -> str:
    """Return a duration for people."""
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"  # noqa: PLR2004 - plain words


def main() -> int:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--what", default="still running")
    parser.add_argument("--hide", type=Path)
    parser.add_argument("--about", type=float)
    parser.add_argument("--history", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    about, source = given.about, "an estimate"
    if given.history is not None:
        with suppress(OSError, ValueError):
            about, source = float(given.history.read_text()), "as the last time"
    if about is not None:
        sys.stderr.write(f"This takes about {minutes(about)} ({source}).\n")
    watch = Watch(given.what, given.hide)
    try:
        status = watch.run(given.command[given.command[0] == "--" :])
    except KeyboardInterrupt:
        return 130
    if given.history is not None and status == 0:
        given.history.write_text(f"{watch.seconds:.0f}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
