"""The service's limit on calls: ten a second for each organisation, else none of its calls is answered for a while."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from signature_model.api.rate_limit import PERIOD, SHUT_OUT
from signature_transports.emulator.jobs.moments import LONG_AGO, later

if TYPE_CHECKING:
    from datetime import datetime

MOST_CALLERS: Final = 10_000
"""Without certificates, who calls can name any number of organisations."""

_SECOND: Final = timedelta(seconds=PERIOD)
_SHUT_OUT: Final = timedelta(seconds=SHUT_OUT)


@dataclass(slots=True, kw_only=True)
class _Counted:
    """The calls of an organisation within the last second, and until when it is shut out."""

    times: deque[datetime] = field(default_factory=deque)
    opens: datetime = LONG_AGO


class Throttle:
    """Counts the calls of each organisation; ``calls`` a second are answered, all where it is None.

    So many organisations as have called of late are remembered.
    """

    def __init__(self, calls: int | None, most_callers: int = MOST_CALLERS) -> None:
        self._calls = calls
        self._most_callers = most_callers
        self._callers: OrderedDict[str, _Counted] = OrderedDict()

    def shuts_out(self, organization: str, now: datetime) -> bool:
        """Count a call; whether it is not answered."""
        if self._calls is None:
            return False
        counted = self._counted(organization)
        if now < counted.opens:
            return True
        times = counted.times
        times.append(now)
        while times[0] <= now - _SECOND:
            times.popleft()
        if len(times) > self._calls:
            times.clear()
            counted.opens = later(now, _SHUT_OUT)
            return True
        return False

    def _counted(self, organization: str) -> _Counted:
        counted = self._callers.setdefault(organization, _Counted())
        self._callers.move_to_end(organization)
        if len(self._callers) > self._most_callers:
            self._callers.popitem(last=False)
        return counted
