"""Being told to stop by a signal, at the next good moment; a second signal ends us at once."""

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
    """Is set by a signal, and can be waited for."""

    def __init__(self, arrivals: socket.socket) -> None:
        self._arrivals = arrivals
        self._is_set = False

    def is_set(self) -> bool:
        """Whether a signal has come."""
        return self._is_set

    def wait(self, timeout: float) -> None:
        """Wait for a signal, so many seconds at most."""
        select.select([self._arrivals], [], [], timeout)

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """Take note of a signal; raise for a second one."""
        if self.is_set():
            raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(SIGNAL_STATUS + number)
        self._is_set = True


@contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """A stop that the signals which end us set instead."""
    arrivals, noted = socket.socketpair()
    noted.settimeout(0)
    with arrivals, noted:
        stop = Stop(arrivals)
        # A signal may come just before a wait begins, when its handler can no longer run: only the byte that the
        # interpreter writes here as it comes ends that wait.
        elsewhere = signal.set_wakeup_fd(noted.fileno(), warn_on_full_buffer=False)
        before = {each: signal.signal(each, stop.handle) for each in ending_signals()}
        try:
            yield stop
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
            signal.set_wakeup_fd(elsewhere)
