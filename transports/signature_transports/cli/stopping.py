"""Being told to stop by a signal, at the next good moment; a second signal ends us at once."""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from signature_model.cli.workers import ending_signals
from signature_transports.cli.complaints import OF_SIGNALS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class Stop:
    """Is set by a signal, and can be waited for."""

    def __init__(self) -> None:
        # A handler may interrupt the very wait that it is to end: this queue permits it, a threading.Event can hang.
        self._signals: SimpleQueue[int] = SimpleQueue()

    def is_set(self) -> bool:
        """Whether a signal has come."""
        return not self._signals.empty()

    def wait(self, timeout: float) -> None:
        """Wait for a signal, so many seconds at most."""
        with suppress(Empty):
            self._signals.put(self._signals.get(timeout=timeout))

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """Take note of a signal; raise for a second one."""
        if self.is_set():
            raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(OF_SIGNALS + number)
        self._signals.put(number)


@contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """A stop that the signals which end us set instead."""
    stop = Stop()
    before = {each: signal.signal(each, stop.handle) for each in ending_signals()}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
