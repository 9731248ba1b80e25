"""Atomic writing: a file gets its name only when it is complete, and replaces another file only on request."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

PRIVATE: Final = 0o600
"""The mode of a file that only its owner may read."""
_BY_UMASK: Final = 0o666
_NOT_PERMITTED: Final = "you have no permission to write there: check the permissions, or give another path"
_FILE_IN_PATH: Final = "part of this path is a file, not a folder; give another path"
_ADVICE: Final = {
    errno.ENOENT: "its folder does not exist: create the folder, or give another path",
    errno.ENOTDIR: _FILE_IN_PATH,
    errno.EEXIST: _FILE_IN_PATH,
    errno.EISDIR: "this is a folder: give the path of a file",
    errno.EACCES: _NOT_PERMITTED,
    errno.EPERM: _NOT_PERMITTED,
    errno.EROFS: _NOT_PERMITTED,
    errno.ENOSPC: "the disk is full: make room, or give another path",
}


class FileInTheWay(Exception):
    """A file exists already, and overwriting it was not requested.

    ``hint`` says what to do; it is None if nothing can be done.
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


@contextmanager
def new_file(path: Path, *, overwrite: bool = False, mode: int = _BY_UMASK) -> Iterator[BinaryIO]:
    """Open a binary file that gets its name when the body ends and its content is on the disk.

    If it overwrites a file, it keeps that file's mode. Raises FileInTheWay at the start or at the end if there is a
    file of that name and ``overwrite`` is not set.
    """
    if not path.name:  # the current folder, or the root
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not overwrite:
        require_new(path)
    partial = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with _created(path, partial, mode) as file:
            if overwrite:
                _copy_mode(path, partial)
            yield file
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            partial.replace(path)
        else:
            _link(partial, path)
        _sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def write_file(path: Path, content: bytes, *, overwrite: bool = False, mode: int = _BY_UMASK) -> None:
    """Write a file as ``new_file`` does."""
    with new_file(path, overwrite=overwrite, mode=mode) as file:
        file.write(content)


def require_new(path: Path, hint: str = "give another path, or remove the file") -> None:
    """Raise FileInTheWay if there is a file of that name, and FileNotFoundError if its folder does not exist."""
    if os.path.lexists(path):
        msg = f"{path} already exists"
        raise FileInTheWay(msg, hint)
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def maybe_advice(error: OSError) -> str | None:
    """Return what to do if a file or a folder cannot be written; None if only the system's message is known."""
    return _ADVICE.get(error.errno or 0)


def _created(path: Path, partial: Path, mode: int) -> BinaryIO:
    try:
        return open(partial, "x+b", opener=lambda name, flags: os.open(name, flags, mode))
    except OSError as error:
        error.filename = str(path)  # the user does not know the temporary name
        raise


def _copy_mode(path: Path, partial: Path) -> None:
    with suppress(FileNotFoundError):
        partial.chmod(stat.S_IMODE(path.stat().st_mode))


def _link(partial: Path, path: Path) -> None:
    """Give the file its name, unless another program has created a file of that name in the meantime."""
    try:
        os.link(partial, path)
    except FileExistsError as error:
        msg = f"{path} was created by another program"
        raise FileInTheWay(msg) from error


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some systems cannot open folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
