"""Clocks that can be moved, for the emulator and the fake transport."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

START: Final = datetime(2030, 1, 1, 12, tzinfo=UTC)


class ManualClock:
    """A clock that stands still until it is moved. Threads may share it."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._passed = timedelta()
        self._lock = Lock()

    def now(self) -> datetime:
        """Return the time that it shows, as an aware datetime."""
        return self._start + self._passed

    @property
    def is_real_time(self) -> bool:
        """Whether it shows the real time."""
        return False

    def seconds(self) -> float:
        """Return the seconds by which it was moved."""
        return self._passed.total_seconds()

    def advance(self, seconds: float) -> None:
        """Move it forward. Raises ValueError for a negative number."""
        if seconds < 0:
            msg = f"a clock cannot be moved by {seconds} s"
            raise ValueError(msg)
        with self._lock:
            self._passed += timedelta(seconds=seconds)


class RealClock:
    """The machine's clock, which can be moved forward. Threads may share it."""

    def __init__(self) -> None:
        self._ahead = ManualClock()

    def now(self) -> datetime:
        """Return the time that it shows, as an aware datetime."""
        return datetime.now(UTC) + timedelta(seconds=self._ahead.seconds())

    def advance(self, seconds: float) -> None:
        """Move it forward. Raises ValueError for a negative number."""
        self._ahead.advance(seconds)

    @property
    def is_real_time(self) -> bool:
        """Whether it shows the real time."""
        return not self._ahead.seconds()
