"""Files that appear when they are whole, and that take nobody's place unless they are told to."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

PRIVATE: Final = 0o600
"""The mode of what only its owner shall read."""
_BY_UMASK: Final = 0o666


class FileInTheWay(Exception):
    """A file exists, and nobody has said that it may be overwritten. Says so, and what to do, where there is a way."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


@contextmanager
def new_file(path: Path, *, overwrite: bool = False, mode: int = _BY_UMASK) -> Iterator[BinaryIO]:
    """A binary file that gets its name when all of it is on the disk.

    Raises FileInTheWay, before and after, where there is one of that name already.
    """
    if not path.name:  # the current folder, or the root
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not overwrite:
        require_absent(path)
    partial = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with _begun(path, partial, mode) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            partial.replace(path)
        else:
            _name(partial, path)
        _sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def write_file(path: Path, content: bytes, *, overwrite: bool = False, mode: int = _BY_UMASK) -> None:
    """Write a file as ``new_file`` does."""
    with new_file(path, overwrite=overwrite, mode=mode) as file:
        file.write(content)


def require_absent(path: Path, hint: str | None = None) -> None:
    """Raise FileInTheWay where there is a file of that name."""
    if os.path.lexists(path):
        msg = f"{path} exists already"
        raise FileInTheWay(msg, hint)


def _begun(path: Path, partial: Path, mode: int) -> BinaryIO:
    try:
        return open(partial, "x+b", opener=lambda name, flags: os.open(name, flags, mode))
    except OSError as error:
        error.filename = str(path)  # nobody knows the other name
        raise


def _name(partial: Path, path: Path) -> None:
    """Give a file its name at one stroke, unless somebody else has taken that meanwhile."""
    try:
        os.link(partial, path)
    except FileExistsError as error:
        msg = f"{path} has come to exist meanwhile"
        raise FileInTheWay(msg) from error


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system lets folders be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
