"""How often an organisation may call: at most ten times a second, else it is shut out for thirty seconds.

Source: the service answers 429 with the header ``DoSFilter`` where the limit was passed.
"""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import Final

CALLS: Final = 10
PERIOD: Final = 1.0
"""Seconds."""
SHUT_OUT: Final = 30.0
"""Seconds for which nobody of the organisation is answered."""
_MARGIN: Final = 0.2
"""What calls may be closer together when they arrive than when they left, as a part of the period: the first waits for
a handshake, those behind it do not."""


class CallLimit:
    """Holds the calls of one organisation to the limit. Clients, threads and tasks may share one, and should."""

    def __init__(self, calls: int = CALLS, period: float = PERIOD) -> None:
        if calls < 1:
            msg = f"a limit lets at least one call through, not {calls}"
            raise ValueError(msg)
        self._period = period * (1 + _MARGIN)
        self._times: deque[float] = deque(maxlen=calls)
        self._opens = float("-inf")
        self._lock = Lock()
        self.times_shut_out = 0
        """How often the service has answered nobody for a while; who waits has to ask anew when this has grown."""

    def reserve(self, now: float) -> float:
        """The seconds that a call has to wait, counted from ``now`` by a clock that only runs forward."""
        with self._lock:
            time = max(now, self._opens)
            if len(self._times) == self._times.maxlen:
                time = max(time, self._times[0] + self._period)
            self._times.append(time)
            return time - now

    def shut_out(self, now: float) -> None:
        """Hold back all calls, because the service answers none for a while."""
        with self._lock:
            self._opens = max(self._opens, now + SHUT_OUT)
            self.times_shut_out += 1
