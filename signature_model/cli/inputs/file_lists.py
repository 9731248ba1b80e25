"""Lists of inputs in a file or on standard input: one name on each line, or a NUL after each name."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from signature_model.console.errors import Unusable
from signature_model.console.reading import STANDARD_INPUT, Unreadable, as_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

MAX_NAME: Final = 1 << 16
"""The maximum length of a name in bytes. No system has longer names.

A file without lines would otherwise be one name.
"""

_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """A file that names inputs. ``ends`` is what ends each name."""

    file: str
    ends: bytes = b"\n"

    def require_readable(self) -> None:
        """Raise Unusable if the list cannot be opened.

        A pipe is not opened, because closing it again would stop its writer.
        """
        if self.file != STANDARD_INPUT:
            try:
                if not Path(self.file).is_fifo():
                    Path(self.file).open("rb").close()
            except OSError as error:
                reason = f"{self.file}: {error.strerror}"
                raise Unusable(reason) from error

    @property
    def is_rereadable(self) -> bool:
        """Whether the list can be read more than once; a pipe cannot."""
        return self.file != STANDARD_INPUT and stat.S_ISREG(os.stat(self.file).st_mode)  # noqa: PTH116 - like open

    def __iter__(self) -> Iterator[str]:
        """Yield each name when it is read; bytes that are not UTF-8 are kept. Raises Unreadable with its own name."""
        try:
            yield from self._names()
        except Unreadable as reason:
            name = "standard input" if self.file == STANDARD_INPUT else self.file
            longer = f"{name} {reason}"
            raise Unreadable(longer) from reason

    def _names(self) -> Iterator[str]:
        with self._opened() as file:
            for name in _without_marks(_split(file, self.ends), is_lines=self.ends == b"\n"):
                if b"\0" in name:
                    reason = "contains a NUL; add --null if a NUL ends each name"
                    raise Unreadable(reason)
                yield as_file(os.fsdecode(name))

    def __str__(self) -> str:
        return self.file

    def _opened(self) -> AbstractContextManager[BinaryIO]:
        if self.file != STANDARD_INPUT:
            return Path(self.file).open("rb")
        if sys.stdin is None:
            reason = "cannot be read: it is closed"
            raise Unreadable(reason)
        return nullcontext(sys.stdin.buffer)


def _without_marks(names: Iterator[bytes], *, is_lines: bool) -> Iterator[bytes]:
    """Remove the byte order mark before the first name, and the carriage return that ends a line on Windows."""
    for number, name in enumerate(names):
        bare = name if number else name.removeprefix(codecs.BOM_UTF8)
        if bare := bare.removesuffix(b"\r") if is_lines else bare:
            yield bare


def _split(file: BinaryIO, ends: bytes) -> Iterator[bytes]:
    """Split the content at each end mark, and yield the parts that are not empty."""
    rest = b""
    while chunk := os.read(file.fileno(), _CHUNK):
        *names, rest = (rest + chunk).split(ends)
        yield from filter(None, names)
        if len(rest) > MAX_NAME:
            reason = f"is not a list of files: it has a name of more than {MAX_NAME:,} bytes"
            raise Unreadable(reason)
    if rest:
        yield rest
