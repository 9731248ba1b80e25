"""The signals that end a command, and what they are to its worker processes."""

from __future__ import annotations

import os
import signal
import warnings
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from types import FrameType

ENDING = frozenset({signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)})
"""The signals that a user ends us with; Windows has two of them."""

OF_SIGNALS = 128
"""What shells add to the number of a signal that has ended a process."""


def end_by_signals() -> None:
    """Leave at the first of them as from any function, so that no half-written file and no worker stays behind.

    It raises KeyboardInterrupt or SystemExit. Those that come after it do nothing: they would interrupt the leaving.
    """
    for each in ending_signals():
        signal.signal(each, _end)


def begin() -> None:
    """What a worker process of ours does first: fall silent, and see to it that it does not outlive its parent."""
    import multiprocessing  # noqa: PLC0415 - 20 ms that one input does not need
    import threading  # noqa: PLC0415 - as above

    warnings.simplefilter("ignore")
    for each in ending_signals():
        signal.signal(each, signal.SIG_DFL)
    mask(signal.SIG_UNBLOCK)
    threading.Thread(target=end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def ending_signals() -> list[signal.Signals]:
    """The signals that end us, without those that whoever started us wants ignored, as ``nohup`` does."""
    return [each for each in ENDING if signal.getsignal(each) is not signal.SIG_IGN]


def mask(how: int) -> None:
    """Hold the ending signals back (``SIG_BLOCK``), or let them through again."""
    if hasattr(signal, "pthread_sigmask"):  # Windows has none, and does not fork
        signal.pthread_sigmask(how, ENDING)


def end_with(process: BaseProcess | None) -> None:
    """Wait for another process to end, and then end this one at once."""
    if process is not None:
        process.join()
        os._exit(1)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    mask(signal.SIG_BLOCK)  # for good: at the very end Python gives handlers up, and a signal would change our status
    for each in ending_signals():
        signal.signal(each, _let_pass)  # not SIG_IGN: Python complains of what has come already, and finds no handler
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(OF_SIGNALS + number)


def _let_pass(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: we are leaving."""
