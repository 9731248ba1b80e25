"""Where the report goes, the terminal or a file, and the progress that is shown meanwhile."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signature_model.cli.reading import STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from signature_model.results import Result

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


def overwritten_input(output: Path, inputs: Iterable[str]) -> str | None:
    """The first of these files and folders that a report in this file would replace or become a part of."""
    report = os.path.realpath(output)
    for each in inputs:
        judged = os.path.realpath(each)
        if each != STANDARD_INPUT and (report == judged or report.startswith(f"{judged}{os.sep}")):
            return each
    return None


def shows_progress() -> bool:
    """Whether there is a terminal to show progress on."""
    return sys.stderr is not None and sys.stderr.isatty()


def with_progress(found: Iterable[Result], count: int) -> Iterator[Result]:
    """The results, with a line on the terminal that says how many there are while the next is waited for."""
    width = len(_progress(count, count))

    def show(text: str) -> None:
        sys.stderr.write(f"\r{text:<{width}}\r")
        sys.stderr.flush()

    show(_progress(0, count))
    try:
        for number, result in enumerate(found, 1):
            show("")
            yield result
            show(_progress(number, count))
    finally:
        show("")


def _progress(number: int, count: int) -> str:
    return f"{number:,} of {count:,} judged"


@contextmanager
def _standard_output() -> Iterator[Write]:
    if sys.stdout is None:
        reason = "the report cannot be written: standard output is closed"
        raise ReportLost(reason)
    colour = False if os.environ.get("NO_COLOR") else None

    def write(piece: str) -> None:
        try:
            with _losing_the_report():
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
        with _losing_the_report(path):
            file.write(click.unstyle(piece))

    try:
        if partial:
            with suppress(FileNotFoundError):  # there is no older report whose mode it could have
                partial.chmod(stat.S_IMODE(path.stat().st_mode))
        yield write
        with _losing_the_report(path):
            file.close()
            if partial:
                partial.replace(path)
    finally:
        with suppress(OSError):
            file.close()
        if partial:
            partial.unlink(missing_ok=True)


@contextmanager
def _losing_the_report(path: Path | None = None) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise ReportLost from error
    except OSError as error:
        name = "" if path is None else f"{path}: "
        reason = f"the report cannot be written: {name}{error.strerror or error}"
        raise ReportLost(reason) from error
