"""Bytes from files that strangers made: regular files only, for others may never end, and of those no more than fits.

What the bytes mean is for ``judging`` and ``settings``.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from signature_model.containers.reading import MAX_TOTAL_SIZE

if TYPE_CHECKING:
    from pathlib import Path

STANDARD_INPUT = "-"

MOST_BYTES = MAX_TOTAL_SIZE + (1 << 20)
"""As much of a file as is read: what a container may hold, and a mebibyte for its own records."""

_PIECE = 1 << 16


class Unreadable(Exception):
    """Why the bytes of a file cannot be had, in words that follow its name."""


def read(path: Path) -> bytes:
    """The content of a regular file. Raises Unreadable."""
    require_regular(path)
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            return _bounded(file.fileno())
    except OSError as error:
        raise unreadable(error) from error


def read_standard_input() -> bytes:
    """What is piped in, to its end. Raises Unreadable."""
    if sys.stdin is None:
        reason = "cannot be read: standard input is closed"
        raise Unreadable(reason)
    try:
        return _bounded(sys.stdin.fileno())
    except OSError as error:
        raise unreadable(error) from error


def as_file(name: str) -> str:
    """A name that a file has, so that it is not taken for standard input."""
    return os.path.join(os.curdir, name) if name == STANDARD_INPUT else name  # noqa: PTH118 - a Path would drop the "./"


def require_regular(path: Path) -> None:
    """Raise Unreadable for what is missing, out of reach, or no regular file."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise unreadable(error) from error
    except ValueError as error:
        reason = "cannot be read: its name holds a NUL"
        raise Unreadable(reason) from error
    if not stat.S_ISREG(mode):
        reason = "cannot be read: it is no regular file"
        raise Unreadable(reason)


def unreadable(error: OSError) -> Unreadable:
    """What the operating system says, as a reason."""
    return Unreadable(f"cannot be read: {error.strerror or error}")


def _without_waiting(path: str, flags: int) -> int:
    """Open a file, so that opening and reading fail where others could keep us waiting: ``/proc`` has such files."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # Windows has none


def _bounded(descriptor: int) -> bytes:
    pieces: list[bytes] = []
    left = MOST_BYTES + 1
    # Room for all that may come would cost more than to judge a small bundle; a file is seldom longer than it says.
    ahead = max(os.fstat(descriptor).st_size + 1, _PIECE)
    while left and (piece := os.read(descriptor, min(left, ahead))):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        reason = f"has more than {MOST_BYTES:,} bytes, where the service takes 10 MiB of documents"
        raise Unreadable(reason)
    return b"".join(pieces)
