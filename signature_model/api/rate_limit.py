"""The service's limit on calls: ten a second for each organisation.

If an organisation calls more often, the service answers 429 with the header ``DoSFilter``, and refuses all calls of the
organisation for thirty seconds. It carries out none of the calls that it refuses.
"""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import Final

CALLS: Final = 10
PERIOD: Final = 1.0
"""Seconds."""
SHUT_OUT: Final = 30.0
"""Seconds for which the service refuses all calls of the organisation."""
_MARGIN: Final = 0.2
"""A part of the period. Calls can arrive closer together than they left: the first waits for a handshake."""


class CallLimit:
    """Keeps the calls of one organisation within the limit. Share it between clients, threads and tasks.

    It counts the calls of one process. It cannot know of calls by other processes, or by this program before a restart.
    """

    def __init__(self, calls: int = CALLS, period: float = PERIOD) -> None:
        if calls < 1:
            msg = f"a limit must permit at least one call, not {calls}"
            raise ValueError(msg)
        self._period = period * (1 + _MARGIN)
        self._times: deque[float] = deque(maxlen=calls)
        self._opens = float("-inf")
        self._lock = Lock()
        self.times_shut_out = 0
        """How often the service has refused all calls for a while. If this grows during a wait, reserve again."""

    def reserve(self, now: float) -> float:
        """Return the seconds that a call must wait, counted from ``now`` by a monotonic clock."""
        with self._lock:
            time = max(now, self._opens)
            if len(self._times) == self._times.maxlen:
                time = max(time, self._times[0] + self._period)
            self._times.append(time)
            return time - now

    def shut_out(self, now: float) -> None:
        """Hold back all calls until the service accepts calls again."""
        with self._lock:
            self._opens = max(self._opens, now + SHUT_OUT)
            self.times_shut_out += 1
