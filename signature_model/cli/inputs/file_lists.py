"""Lists of inputs: files, or standard input, with one name on a line or before each NUL."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from signature_model.console.errors import Unusable
from signature_model.console.reading import STANDARD_INPUT, Unreadable, as_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

LONGEST_NAME = 1 << 16
"""Bytes; no system has longer ones, and a file without any line would otherwise be taken for one name."""

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The inputs that a file names."""

    file: str
    ends: bytes = b"\n"

    def require_readable(self) -> None:
        """Raise Unusable if it cannot be opened. A pipe is left alone: who writes to it would take that for its end."""
        if self.file != STANDARD_INPUT:
            try:
                if not Path(self.file).is_fifo():
                    Path(self.file).open("rb").close()
            except OSError as error:
                reason = f"{self.file}: {error.strerror}"
                raise Unusable(reason) from error

    @property
    def is_lasting(self) -> bool:
        """Whether the list can be read again: what is piped in cannot."""
        return self.file != STANDARD_INPUT and stat.S_ISREG(os.stat(self.file).st_mode)  # noqa: PTH116 - like open

    def __iter__(self) -> Iterator[str]:
        """The names in it, as they are read; bytes that are no UTF-8 survive. Raises Unreadable, with its name."""
        try:
            yield from self._names()
        except Unreadable as reason:
            name = "standard input" if self.file == STANDARD_INPUT else self.file
            longer = f"{name} {reason}"
            raise Unreadable(longer) from reason

    def _names(self) -> Iterator[str]:
        with self._opened() as file:
            for name in _cut(file, self.ends):
                if b"\0" in name:
                    reason = "holds a NUL: give --null where one ends each name"
                    raise Unreadable(reason)
                yield as_file(os.fsdecode(name.removesuffix(b"\r") if os.linesep == "\r\n" else name))

    def __str__(self) -> str:
        return self.file

    def _opened(self) -> AbstractContextManager[BinaryIO]:
        if self.file != STANDARD_INPUT:
            return Path(self.file).open("rb")
        if sys.stdin is None:
            reason = "cannot be read: it is closed"
            raise Unreadable(reason)
        return nullcontext(sys.stdin.buffer)


def _cut(file: BinaryIO, ends: bytes) -> Iterator[bytes]:
    """What stands before each end, and behind the last, without what is empty."""
    rest = b""
    while piece := os.read(file.fileno(), _PIECE):
        *whole, rest = (rest + piece).split(ends)
        yield from filter(None, whole)
        if len(rest) > LONGEST_NAME:
            reason = f"has a name of more than {LONGEST_NAME:,} bytes: it is no list"
            raise Unreadable(reason)
    if rest:
        yield rest
