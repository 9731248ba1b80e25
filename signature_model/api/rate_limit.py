"""The service's limit on calls: ten a second for each organisation.

If an organisation calls more often, the service answers 429 with the header ``DoSFilter``, and refuses all calls of the
organisation for thirty seconds. It carries out none of the calls that it refuses.
"""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import Any, Final, Protocol, Self

CALLS: Final = 10
PERIOD: Final = 1.0
"""The period of the limit, in seconds."""
BLOCKED_FOR: Final = 30.0
"""Seconds for which the service refuses all calls of the organisation."""
_FAR: Final = 600.0
"""Seconds: no call waits longer than this for its turn."""
_MARGIN: Final = 0.2
"""A fraction of the period, added to it: because of handshakes, calls may arrive at shorter intervals than they were
sent.
"""


class Limit(Protocol):
    """A limit on calls."""

    @property
    def times_blocked(self) -> int:
        """How often the service has blocked the organisation. If this grows during a wait, reserve again."""

    def reserve(self, now: float) -> float:
        """Return the seconds that a call must wait, counted from ``now`` by a monotonic clock."""

    def block(self, now: float) -> None:
        """Let all calls wait until the service accepts calls again."""


class CallLimit:
    """Keeps the calls of one organisation within the limit. Share it between clients, threads and tasks.

    It counts the calls of one process. It does not count calls by other processes, or by this program before a restart.
    ``signature_transports.SharedCallLimit`` counts them, too; ``connect`` uses it.
    """

    def __init__(self, calls: int = CALLS, period: float = PERIOD) -> None:
        if calls < 1:
            msg = f"a limit must permit at least one call, not {calls}"
            raise ValueError(msg)
        self._period = period * (1 + _MARGIN)
        self._times: deque[float] = deque(maxlen=calls)
        self._opens = float("-inf")
        self._lock = Lock()
        self.times_blocked = 0
        """How often the service has blocked the organisation. If this grows during a wait, reserve again."""

    def reserve(self, now: float) -> float:
        """Return the seconds that a call must wait, counted from ``now`` by a monotonic clock."""
        with self._lock:
            time = max(now, self._opens)
            if len(self._times) == self._times.maxlen:
                time = max(time, self._times[0] + self._period)
            self._times.append(time)
            return time - now

    def block(self, now: float) -> None:
        """Let all calls wait until the service accepts calls again."""
        with self._lock:
            self._opens = max(self._opens, now + BLOCKED_FOR)
            self.times_blocked += 1

    def as_numbers(self) -> dict[str, Any]:
        """Return the state as numbers, so that another process can continue with it."""
        with self._lock:
            opens = None if self._opens == float("-inf") else self._opens
            return {"times": [*self._times], "opens": opens, "times_blocked": self.times_blocked}

    @classmethod
    def from_numbers(cls, numbers: Any, now: float) -> Self:  # noqa: ANN401 - JSON
        """Return a limit with this state. Raises ValueError, TypeError, KeyError or OverflowError for an invalid state.

        Times far in the future are from before a restart of the machine, which reset its clock.
        """
        limit = cls()
        limit._times.extend(time for each in numbers["times"] if (time := float(each)) <= now + _FAR)
        opens = numbers["opens"]
        limit._opens = float(opens) if opens is not None and opens <= now + _FAR else limit._opens
        limit.times_blocked = int(numbers["times_blocked"])
        return limit
