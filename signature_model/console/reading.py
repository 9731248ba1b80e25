"""Read files of unknown content up to a limit.

Files that were found are read only if they are regular, because others may never end. If the user names a stream or a
pipe, it is read to its end.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from typing import TYPE_CHECKING, Final

from signature_model.console.errors import CHECK_PATH, Unusable

if TYPE_CHECKING:
    from pathlib import Path

STANDARD_INPUT: Final = "-"

_STANDARD_INPUTS: Final = (STANDARD_INPUT, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")
_OPEN_FILES: Final = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")

MAX_BYTES: Final = 65 << 20
"""The maximum size of a file: 64 MiB for the content of a container, and a mebibyte for its own records."""

WRITER_PATIENCE: Final = 10.0
"""Seconds to wait for a program that writes to a named pipe."""

_CHUNK: Final = 1 << 16
_INTERVAL: Final = 0.02


class Unreadable(Exception):
    """A file cannot be read. The message gives the reason; it is written to follow the name of the file."""


def read(path: Path) -> bytes:
    """Return the content of a regular file. Raises Unreadable."""
    require_regular(path)
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            return _read_bounded(file.fileno())
    except OSError as error:
        raise unreadable(error) from error


def read_standard_input() -> bytes:
    """Return everything on standard input. Raises Unreadable."""
    if sys.stdin is None:
        reason = "cannot be read: standard input is closed"
        raise Unreadable(reason)
    try:
        return _read_bounded(sys.stdin.fileno())
    except OSError as error:
        raise unreadable(error) from error


def is_stream(name: str) -> bool:
    """Whether a name means standard input, another open file of this process, or a pipe. These are read only once."""
    return name == STANDARD_INPUT or name.startswith(_OPEN_FILES) or _is_pipe(name)


def read_stream(name: str) -> bytes:
    """Return everything in a stream until its end. Raises Unreadable."""
    if name in _STANDARD_INPUTS:
        return read_standard_input()
    try:
        if name.startswith(_OPEN_FILES):
            with open(name, "rb") as file:  # noqa: PTH123 - no file of the disk
                return _read_bounded(file.fileno())
        with open(name, "rb", opener=_open_without_waiting) as pipe:
            beginning = _beginning_of(pipe.fileno())
            os.set_blocking(pipe.fileno(), True)
            return _read_bounded(pipe.fileno(), beginning)
    except OSError as error:
        raise unreadable(error) from error


def read_named(name: str) -> bytes:
    """Return the content of a regular file or of a stream that the user names. Raises Unreadable."""
    from pathlib import Path  # noqa: PLC0415 - as below

    return read_stream(name) if is_stream(name) else read(Path(name))


def content_of(file: Path) -> bytes:
    """Return the content of a file that an option names. Here, ``-`` is a file name. Raises Unusable."""
    try:
        return read_named(as_file(str(file)))
    except Unreadable as error:
        from signature_model.console.naming import named  # noqa: PLC0415 - only for an error

        reason = f"{named(file)} {error}"
        raise Unusable(reason, CHECK_PATH) from error


def maybe_working_folder() -> Path | None:
    """Return the working folder; None if it was deleted. Absolute paths do not need it."""
    from pathlib import Path  # noqa: PLC0415 - slow to import, and `--version` does not need it

    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def as_file(name: str) -> str:
    """Return the name of a file in a form in which ``-`` does not mean standard input."""
    return os.path.join(os.curdir, name) if name == STANDARD_INPUT else name  # noqa: PTH118 - a Path would drop the "./"


def require_regular(path: Path) -> None:
    """Raise Unreadable if there is no file, if it cannot be accessed, or if it is not a regular file."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise unreadable(error) from error
    except ValueError as error:
        reason = "cannot be read: its name contains a NUL"
        raise Unreadable(reason) from error
    if not stat.S_ISREG(mode):
        reason = f"cannot be read: it is {'a folder' if stat.S_ISDIR(mode) else 'not a regular file'}"
        raise Unreadable(reason)


def unreadable(error: OSError) -> Unreadable:
    """Return the exception ``Unreadable`` for an error of the operating system."""
    return Unreadable(f"cannot be read: {error.strerror or error}")


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a file in such a way that opening and reading fail instead of waiting for another process."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # Windows does not have it


def _is_pipe(name: str) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(name).st_mode)  # noqa: PTH116 - pathlib is slow
    except (OSError, ValueError):  # ValueError: the name contains a NUL
        return False


def _beginning_of(pipe: int) -> bytes:
    """Return the first bytes in a pipe, empty if a program has opened its other end but not written. Raises Unreadable.

    Opening a pipe does not wait for that program here, because there may be none.
    """
    end = time.monotonic() + WRITER_PATIENCE
    while time.monotonic() < end:
        try:
            if chunk := os.read(pipe, _CHUNK):
                return chunk
        except BlockingIOError:
            return b""
        time.sleep(_INTERVAL)
    reason = f"cannot be read: it is a pipe, and no program has written to it for {WRITER_PATIENCE:g} seconds"
    raise Unreadable(reason)


def _read_bounded(descriptor: int, beginning: bytes = b"") -> bytes:
    chunks = [beginning]
    left = MAX_BYTES + 1 - len(beginning)
    # A buffer for the maximum would cost more time than validating a small bundle.
    size = max(os.fstat(descriptor).st_size + 1, _CHUNK)
    while left and (chunk := os.read(descriptor, min(left, size))):
        chunks.append(chunk)
        left -= len(chunk)
    if not left:
        reason = f"cannot be read: it has more than {MAX_BYTES:,} bytes; the service accepts 10 MiB of documents"
        raise Unreadable(reason)
    return b"".join(chunks)
