"""Clocks that their owner can move, for services and transports that are not real."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

START: Final = datetime(2030, 1, 1, 12, tzinfo=UTC)


class ManualClock:
    """A clock that stands still until it is moved. Safe to share among threads."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._passed = timedelta()
        self._lock = Lock()

    def now(self) -> datetime:
        """The moment it shows, aware."""
        return self._start + self._passed

    @property
    def is_true(self) -> bool:
        """Whether it shows the time that others have."""
        return False

    def seconds(self) -> float:
        """The seconds that it has been moved by."""
        return self._passed.total_seconds()

    def advance(self, seconds: float) -> None:
        """Move it forward. Raises ValueError for a step back."""
        if seconds < 0:
            msg = f"a clock runs forward only, not by {seconds} s"
            raise ValueError(msg)
        with self._lock:
            self._passed += timedelta(seconds=seconds)


class RealClock:
    """The machine's clock, put forward by as much as its owner likes. Safe to share among threads."""

    def __init__(self) -> None:
        self._ahead = ManualClock()

    def now(self) -> datetime:
        """The moment it shows, aware."""
        return datetime.now(UTC) + timedelta(seconds=self._ahead.seconds())

    def advance(self, seconds: float) -> None:
        """Put it forward. Raises ValueError for a step back."""
        self._ahead.advance(seconds)

    @property
    def is_true(self) -> bool:
        """Whether it shows the time that others have."""
        return not self._ahead.seconds()
