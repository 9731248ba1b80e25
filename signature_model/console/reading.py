"""Read files of unknown content up to a limit. Only regular files are read, because others may never end."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING, Final

from signature_model.console.errors import Unusable

if TYPE_CHECKING:
    from pathlib import Path

STANDARD_INPUT: Final = "-"

_STANDARD_INPUTS: Final = (STANDARD_INPUT, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")
_OPEN_FILES: Final = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")

MAX_BYTES: Final = 65 << 20
"""The maximum size of a file: 64 MiB for the content of a container, and a mebibyte for its own records."""

_CHUNK: Final = 1 << 16


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
    """Whether a name means standard input or another open file of this process. These can be read only once."""
    return name == STANDARD_INPUT or name.startswith(_OPEN_FILES)


def read_stream(name: str) -> bytes:
    """Return everything in a stream until its end. Raises Unreadable."""
    if name in _STANDARD_INPUTS:
        return read_standard_input()
    try:
        with open(name, "rb") as file:  # noqa: PTH123 - no file of the disk
            return _read_bounded(file.fileno())
    except OSError as error:
        raise unreadable(error) from error


def content_of(file: Path) -> bytes:
    """Return the content of a file that an option names. Raises Unusable."""
    try:
        return read(file)
    except Unreadable as error:
        reason = f"{file} {error}"
        raise Unusable(reason) from error


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
        reason = "cannot be read: it is not a regular file"
        raise Unreadable(reason)


def unreadable(error: OSError) -> Unreadable:
    """Return the exception ``Unreadable`` for an error of the operating system."""
    return Unreadable(f"cannot be read: {error.strerror or error}")


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a file in such a way that opening and reading fail instead of waiting for another process."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # Windows does not have it


def _read_bounded(descriptor: int) -> bytes:
    chunks: list[bytes] = []
    left = MAX_BYTES + 1
    # A buffer for the maximum would cost more time than validating a small bundle.
    size = max(os.fstat(descriptor).st_size + 1, _CHUNK)
    while left and (chunk := os.read(descriptor, min(left, size))):
        chunks.append(chunk)
        left -= len(chunk)
    if not left:
        reason = f"cannot be read: it has more than {MAX_BYTES:,} bytes; the service accepts 10 MiB of documents"
        raise Unreadable(reason)
    return b"".join(chunks)
