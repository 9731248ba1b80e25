"""Polling queues: status changes in the order in which they happened, delivered again until they are confirmed.

Source: portal flow, step 2; direct flow, status by polling.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from signature_model.jobs.moments import EARLIEST_TIME

if TYPE_CHECKING:
    from signature_model.api.direct_responses import DirectStatus
    from signature_model.api.responses import StatusChange
    from signature_model.jobs.context import SigningFlow

REDELIVERED_AFTER: Final = timedelta(minutes=10)
"""How long after its delivery a change that is not confirmed is queued again."""
MAX_IDLE: Final = 10_000
"""The maximum number of empty queues that are kept. Callers can poll any number of queue names."""
MIN_NAME_COST: Final = 1_000
"""The cost of a queue is the length of its name, and at least this. The total is limited to ``MAX_IDLE`` times this."""


class QueueName(NamedTuple):
    """The queue's sender, name and flow. The default queue has no name. Queues of two flows are two queues."""

    sender: str
    name: str | None
    flow: SigningFlow


@dataclass(slots=True, kw_only=True, eq=False)
class QueuedChange:
    """A status change as it was at the event. It ``is_done`` when it is confirmed or its job is deleted."""

    value: StatusChange | DirectStatus
    queue: QueueName
    was_delivered: bool = False
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """The result of a poll. The next poll is permitted from ``permitted`` on."""

    permitted: datetime
    change: QueuedChange | None = None
    is_too_early: bool = False


@dataclass(slots=True, eq=False)
class Queue:
    """One queue of one sender. The next poll is permitted from ``permitted`` on."""

    permitted: datetime = EARLIEST_TIME
    _waiting: deque[QueuedChange] = field(default_factory=deque)

    def put(self, change: QueuedChange) -> None:
        """Add a change at the end."""
        self._waiting.append(change)

    def poll(self, now: datetime, wait: timedelta) -> PollResult:
        """Take out the next change. If there is none or the poll is too early, the next poll has to wait."""
        is_too_early = now < self.permitted
        change = None if is_too_early else self._next()
        second = now.replace(microsecond=0)  # the precision of Date, from which clients count
        self.permitted = now + wait if wait and change is None else second
        return PollResult(permitted=self.permitted, change=change, is_too_early=is_too_early)

    @property
    def is_idle(self) -> bool:
        """Whether the queue is empty."""
        return not self._waiting

    def waiting(self) -> tuple[int, ...]:
        """Return the jobs whose changes wait for delivery, in order."""
        return tuple(change.value.signature_job_id for change in self._waiting if not change.is_done)

    def _next(self) -> QueuedChange | None:
        while self._waiting:
            change = self._waiting.popleft()
            if not change.is_done:
                change.was_delivered = True
                return change
        return None


class Queues:
    """All queues. A queue is created on first use, and forgotten after enough other queues were polled.

    Only empty queues are forgotten. Their next poll no longer has to wait.
    """

    def __init__(self, max_idle: int = MAX_IDLE) -> None:
        self._budget = max_idle * MIN_NAME_COST
        self._queues: dict[QueueName, Queue] = {}
        self._idle: OrderedDict[QueueName, None] = OrderedDict()
        """The empty queues, the last polled at the end."""

    def put(self, change: QueuedChange) -> None:
        """Add a change at the end of its queue."""
        self._queue(change.queue).put(change)
        self._mark_busy(change.queue)

    def poll(self, name: QueueName, now: datetime, wait: timedelta) -> PollResult:
        """Poll a queue."""
        queue = self._queue(name)
        polled = queue.poll(now, wait)
        if queue.is_idle:
            self._mark_idle(name)
        return polled

    def all(self) -> tuple[tuple[QueueName, Queue], ...]:
        """Return the queues that have not been forgotten, in the order of their first use."""
        return tuple(self._queues.items())

    def _queue(self, name: QueueName) -> Queue:
        queue = self._queues.get(name)
        if queue is None:
            queue = self._queues[name] = Queue()
        return queue

    def _mark_idle(self, name: QueueName) -> None:
        self._mark_busy(name)
        self._idle[name] = None
        self._budget -= _cost(name)
        while self._budget < 0:
            oldest = next(iter(self._idle))
            self._mark_busy(oldest)
            del self._queues[oldest]

    def _mark_busy(self, name: QueueName) -> None:
        if name in self._idle:
            del self._idle[name]
            self._budget += _cost(name)


def _cost(name: QueueName) -> int:
    return max(MIN_NAME_COST, len(name.name or ""))
