"""Where the report goes, the terminal or a file, and what it must not go to."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signature_model.console.reading import STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    Write = Callable[[str], None]


class ReportLost(Exception):
    """The report could be written no further. The message says why; it is empty if the reader has just gone away."""


def destination(output: Path | None) -> AbstractContextManager[Write]:
    """What writes a piece of the report: to the terminal, or to a file that appears only when it is complete.

    Raises ReportLost, and click.FileError where a file cannot be begun.
    """
    if output is None:
        return _standard_output()
    if os.path.exists(output) and not output.is_file():  # noqa: PTH110 - pathlib raises for names that are too long
        return _file(output)  # a device or a pipe, which no file may take the place of
    path = Path(os.path.realpath(output))
    return _file(path, partial=path.with_name(f".{os.urandom(8).hex()}.part"))


class Places:
    """A report's file, and the folders that it is in: nothing that is read may be one of them."""

    def __init__(self, report: Path | None) -> None:
        path = report and Path(os.path.realpath(report))
        self._identities = {_maybe_identity(str(each)) for each in (path, *path.parents)} if path else set()

    def include(self, name: str) -> bool:
        """Whether the report would replace this input, or become a part of it."""
        if not self._identities or name == STANDARD_INPUT:
            return False
        identity = _maybe_identity(name)
        return identity is not None and identity in self._identities


def _maybe_identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - this is for every input, and pathlib is slow
    except (OSError, ValueError):  # a name that holds a NUL is one of nothing
        return None
    return status.st_dev, status.st_ino


@contextmanager
def _standard_output() -> Iterator[Write]:
    if sys.stdout is None:
        reason = "the report cannot be written: standard output is closed"
        raise ReportLost(reason)
    colour = False if os.environ.get("NO_COLOR") else None

    def write(piece: str) -> None:
        try:
            with losing_the_report():
                click.echo(piece, nl=False, color=colour)
        except ReportLost:
            # What is left in the buffer has nowhere to go, and Python would complain once more when it flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise

    yield write


@contextmanager
def _file(path: Path, partial: Path | None = None) -> Iterator[Write]:
    try:
        file = (partial or path).open("x" if partial else "w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.FileError(str(path), error.strerror or str(error)) from error

    def write(piece: str) -> None:
        with losing_the_report(path):
            file.write(click.unstyle(piece))

    try:
        if partial:
            with suppress(FileNotFoundError):  # there is no older report whose mode it could have
                partial.chmod(stat.S_IMODE(path.stat().st_mode))
        yield write
        with losing_the_report(path):
            file.close()
            if partial:
                partial.replace(path)
    finally:
        with suppress(OSError):
            file.close()
        if partial:
            partial.unlink(missing_ok=True)


@contextmanager
def losing_the_report(path: Path | None = None) -> Iterator[None]:
    """What the operating system refuses becomes ReportLost."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReportLost from error
    except OSError as error:
        name = "" if path is None else f"{path}: "
        reason = f"the report cannot be written: {name}{error.strerror or error}"
        raise ReportLost(reason) from error
