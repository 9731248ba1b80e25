"""The service's limit on calls: ten a second for each organisation. An organisation that makes more is blocked.

Source: the service's documentation, as in ``signature_model.api.rate_limit``.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from signature_model.api.rate_limit import BLOCKED_FOR, PERIOD
from signature_model.jobs.moments import EARLIEST_TIME, later

if TYPE_CHECKING:
    from datetime import datetime

MAX_CALLERS: Final = 10_000
"""The maximum number of organisations that are counted. Without certificates, a caller can name any number of them."""

_PERIOD: Final = timedelta(seconds=PERIOD)
_BLOCKED_FOR: Final = timedelta(seconds=BLOCKED_FOR)


@dataclass(slots=True, kw_only=True)
class _Caller:
    """The times of an organisation's calls within the last second, and the end of its block."""

    times: deque[datetime] = field(default_factory=deque)
    blocked_until: datetime = EARLIEST_TIME


class Throttle:
    """Counts the calls of each organisation. ``calls`` is the limit per second; None means no limit.

    Only the organisations with the latest calls are counted.
    """

    def __init__(self, calls: int | None, max_callers: int = MAX_CALLERS) -> None:
        self._calls = calls
        self._max_callers = max_callers
        self._callers: OrderedDict[str, _Caller] = OrderedDict()

    def is_blocked(self, organization: str, now: datetime) -> bool:
        """Count a call. Return whether the organisation is blocked."""
        if self._calls is None:
            return False
        caller = self._caller(organization)
        if now < caller.blocked_until:
            return True
        times = caller.times
        times.append(now)
        while times[0] <= now - _PERIOD:
            times.popleft()
        if len(times) > self._calls:
            times.clear()
            caller.blocked_until = later(now, _BLOCKED_FOR)
            return True
        return False

    def _caller(self, organization: str) -> _Caller:
        caller = self._callers.setdefault(organization, _Caller())
        self._callers.move_to_end(organization)
        if len(self._callers) > self._max_callers:
            self._callers.popitem(last=False)
        return caller
