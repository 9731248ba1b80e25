"""The start and the end of a command: signals, streams and warnings are set up here for all commands."""

from __future__ import annotations

import io
import os
import sys
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from signature_model.console.signals import exit_on_signals

if TYPE_CHECKING:
    from collections.abc import Callable

_STANDARD_STREAMS = range(3)


def run(command: Callable[[], int]) -> NoReturn:
    """Run a command in this process, and exit with the status that it returns."""
    exit_on_signals()
    for descriptor in _STANDARD_STREAMS:
        with suppress(AttributeError, OSError):  # the descriptor is closed, or this is Windows
            os.set_blocking(descriptor, True)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # not every terminal can show every character
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries warn about odd certificates; users get findings instead
        status = command()
    sys.exit(status)
