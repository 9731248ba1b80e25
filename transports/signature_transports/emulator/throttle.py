"""The service's limit on calls: ten a second for each organisation, else none of its calls is answered for a while."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from signature_model.pacing import PERIOD, SHUT_OUT
from signature_transports.emulator.moments import LONG_AGO

if TYPE_CHECKING:
    from datetime import datetime

_SECOND: Final = timedelta(seconds=PERIOD)
_SHUT_OUT: Final = timedelta(seconds=SHUT_OUT)


class Throttle:
    """Counts the calls of each organisation; ``calls`` a second are answered, all where it is None."""

    def __init__(self, calls: int | None) -> None:
        self._calls = calls
        self._times: dict[str, deque[datetime]] = {}
        self._opens: dict[str, datetime] = {}

    def shuts_out(self, organization: str, now: datetime) -> bool:
        """Count a call; whether it is not answered."""
        if self._calls is None:
            return False
        if now < self._opens.get(organization, LONG_AGO):
            return True
        times = self._times.setdefault(organization, deque())
        times.append(now)
        while times[0] <= now - _SECOND:
            times.popleft()
        if len(times) > self._calls:
            times.clear()
            self._opens[organization] = now + _SHUT_OUT
            return True
        return False
