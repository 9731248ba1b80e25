"""The destination of the report: the terminal, or a file that is not an input."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signature_model.console.reading import STANDARD_INPUT
from signature_model.console.streams import output_errors, require_output, write_all, write_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    Write = Callable[[str], None]


def destination(output: Path | None) -> AbstractContextManager[Write]:
    """Return a function that writes the report to the terminal or to a file, which appears when it is complete.

    Raises OutputLost, and click.FileError for a file that cannot be created.
    """
    if output is None:
        require_output()
        return nullcontext(write_output)
    return _file(output)


class ReportLocation:
    """The file of the report and the folders that contain it. An input must not be one of them."""

    def __init__(self, report: Path | None) -> None:
        path = report and Path(os.path.realpath(report))
        self._identities = {_maybe_identity(str(each)) for each in (path, *path.parents)} if path else set()

    def would_overwrite(self, name: str) -> bool:
        """Whether the report would replace this input, or become a file inside it."""
        if not self._identities or name == STANDARD_INPUT:
            return False
        identity = _maybe_identity(name)
        return identity is not None and identity in self._identities


def _maybe_identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - called for every input, and pathlib is slow
    except (OSError, ValueError):  # ValueError: the name contains a NUL
        return None
    return status.st_dev, status.st_ino


@contextmanager
def _file(path: Path) -> Iterator[Write]:
    from signature_model.console.files import maybe_advice, new_file  # noqa: PLC0415 - the terminal does not need it

    with ExitStack() as opened:
        try:
            if os.path.exists(path) and not path.is_file():  # noqa: PTH110 - pathlib raises for names that are too long
                descriptor = opened.enter_context(
                    path.open("wb", buffering=0)
                ).fileno()  # a device or a pipe is not replaced
            else:
                descriptor = opened.enter_context(new_file(Path(os.path.realpath(path)), overwrite=True)).fileno()
        except OSError as error:
            reasons = (error.strerror or str(error), maybe_advice(error))
            raise click.FileError(str(path), "; ".join(filter(None, reasons))) from error

        def write(piece: str) -> None:
            with output_errors(str(path)):
                write_all(descriptor, click.unstyle(piece).encode())

        yield write
        with output_errors(str(path)):
            opened.close()
