"""Write to standard output and standard error. They may be closed or full, or a pipe whose reader has ended."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click

from signature_model.console.errors import OutputLost

if TYPE_CHECKING:
    from collections.abc import Iterator


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is open and a terminal."""
    return stream is not None and not stream.closed and stream.isatty()


def require_output() -> None:
    """Raise OutputLost if standard output is closed."""
    if sys.stdout is None:
        reason = "standard output is closed"
        raise OutputLost(reason)


def write_output(text: str) -> None:
    """Write text to standard output, and flush it. Raises OutputLost."""
    require_output()
    with output_errors("standard output"):
        _write(sys.stdout, text)


def write_error(text: str) -> None:
    """Write text to standard error. If that fails, the text is lost and the command goes on."""
    if sys.stderr is not None and text:
        try:
            _write(sys.stderr, text)
        except OSError:
            return


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of the content, without a buffer."""
    while content:
        content = content[os.write(descriptor, content) :]


@contextmanager
def output_errors(name: str) -> Iterator[None]:
    """Turn an OSError of the body into OutputLost; ``name`` is the file or the stream that is written."""
    try:
        yield
    except BrokenPipeError as error:
        raise OutputLost from error
    except OSError as error:
        reason = f"cannot write to {name}: {error.strerror or error}"
        raise OutputLost(reason) from error


def _color() -> bool | None:
    """Whether to use colours: NO_COLOR decides, then FORCE_COLOR; None means on terminals only (no-color.org).

    A terminal of the type ``dumb`` has none.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return False if os.environ.get("TERM") == "dumb" else None


def _write(stream: TextIO, text: str) -> None:
    try:
        click.echo(text, stream, nl=False, color=_color())
    except OSError:
        # Python flushes the stream once more at exit. Without this, it would fail again and change the exit status.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise
