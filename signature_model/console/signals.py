"""End a command and its worker processes after a signal."""

from __future__ import annotations

import os
import signal
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.process import BaseProcess
    from types import FrameType

ENDING: Final = frozenset({signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)})
"""The signals that end a command; Windows has only two of them."""

SIGNAL_STATUS: Final = 128
"""The exit status of a process that a signal ended is this plus the number of the signal."""


def exit_on_signals() -> None:
    """Let the first ending signal raise KeyboardInterrupt or SystemExit, so that all clean-up code runs.

    Later signals do nothing: they would interrupt the clean-up.
    """
    for each in ending_signals():
        signal.signal(each, _exit)


def start_worker() -> None:
    """Prepare a worker process: silence warnings, restore signals, and exit when the parent process ends."""
    import multiprocessing  # noqa: PLC0415 - a run with one input needs neither of them, and they take 20 ms
    import threading  # noqa: PLC0415

    warnings.simplefilter("ignore")
    for each in ending_signals():
        signal.signal(each, signal.SIG_DFL)
    mask(signal.SIG_UNBLOCK)
    threading.Thread(target=exit_after, args=(multiprocessing.parent_process(),), daemon=True).start()


def ending_signals() -> list[signal.Signals]:
    """Return the ending signals, except those that the parent process has set to be ignored, as ``nohup`` does."""
    return [each for each in ENDING if signal.getsignal(each) is not signal.SIG_IGN]


def mask(how: int) -> None:
    """Block the ending signals (``SIG_BLOCK``), or unblock them."""
    if hasattr(signal, "pthread_sigmask"):  # Windows has neither this nor fork
        signal.pthread_sigmask(how, ENDING)


@contextmanager
def blocked() -> Iterator[None]:
    """Block the ending signals in the body. Signals that arrive are handled at its end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def exit_after(process: BaseProcess | None) -> None:
    """Wait until another process ends, then end this one immediately."""
    if process is not None:
        process.join()
        os._exit(1)


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    mask(signal.SIG_BLOCK)  # until the end: Python removes its handlers at exit, and a signal would change the status
    for each in ending_signals():
        signal.signal(each, _do_nothing)  # not SIG_IGN: Python would report signals that are already pending
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(SIGNAL_STATUS + number)


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """Ignore a signal during exit."""
