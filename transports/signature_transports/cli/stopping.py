"""Stop at a safe point after a signal. A second signal ends the process immediately."""

from __future__ import annotations

import select
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from signature_model.console.signals import SIGNAL_STATUS, ending_signals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class Stop:
    """A signal to stop waiting, as the clients accept it."""

    def __init__(self, arrivals: socket.socket) -> None:
        self._arrivals = arrivals
        self._is_set = False

    def is_set(self) -> bool:
        """Whether a signal has arrived."""
        return self._is_set

    def wait(self, timeout: float) -> None:
        """Wait for a signal, at most ``timeout`` seconds."""
        select.select([self._arrivals], [], [], timeout)

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal; raise for the second one."""
        if self.is_set():
            raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(SIGNAL_STATUS + number)
        self._is_set = True


@contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """Return a ``Stop`` that is set by the signals that normally end the process."""
    arrivals, noted = socket.socketpair()
    noted.settimeout(0)
    with arrivals, noted:
        stop = Stop(arrivals)
        # If a signal arrives just before a wait, its handler runs only after the wait. The byte that the interpreter
        # writes to this socket ends the wait.
        elsewhere = signal.set_wakeup_fd(noted.fileno(), warn_on_full_buffer=False)
        before = {each: signal.signal(each, stop.handle) for each in ending_signals()}
        try:
            yield stop
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
            signal.set_wakeup_fd(elsewhere)
