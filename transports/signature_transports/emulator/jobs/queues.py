"""Polling queues: status changes in the order they came, each delivered until it is confirmed.

Source: portal flow, step 2.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from signature_transports.emulator.jobs.moments import LONG_AGO

if TYPE_CHECKING:
    from signature_model.api.responses import StatusChange

AGAIN_AFTER: Final = timedelta(minutes=10)
"""A change that is delivered and not confirmed is queued again after so long."""
MOST_IDLE: Final = 10_000
"""So many queues in which nothing waits are remembered: who polls can name any number of them."""
LEAST_COUNTED: Final = 1_000
"""Characters that any name counts as; a longer one takes the place of several."""

Name = tuple[str, str | None]
"""A queue's sender, and its name; the default one has none."""


@dataclass(slots=True, kw_only=True, eq=False)
class Change:
    """A status change as it was at the event, numbered among those of its job from 1.

    One that ``is_done`` is confirmed, or its job is deleted.
    """

    value: StatusChange
    number: int
    queue: Name
    was_delivered: bool = False
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What a poll comes to, and from when the next is permitted."""

    permitted: datetime
    change: Change | None = None
    is_too_early: bool = False


@dataclass(slots=True, eq=False)
class Queue:
    """One queue of one sender."""

    _waiting: deque[Change] = field(default_factory=deque)
    _permitted: datetime = LONG_AGO

    def put(self, change: Change) -> None:
        """Queue a change, behind all others."""
        self._waiting.append(change)

    def poll(self, now: datetime, wait: timedelta) -> Polled:
        """Take out the next change; where there is none, or it is too early, the next poll has to wait so long."""
        is_too_early = now < self._permitted
        change = None if is_too_early else self._next()
        self._permitted = _at_once(now) if change else _after(now, wait)
        return Polled(permitted=self._permitted, change=change, is_too_early=is_too_early)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits in it."""
        return not self._waiting

    @property
    def permitted(self) -> datetime:
        """From when the next poll is permitted."""
        return self._permitted

    def waiting(self) -> tuple[int, ...]:
        """The jobs whose changes are to be delivered, in order."""
        return tuple(change.value.signature_job_id for change in self._waiting if not change.is_done)

    def _next(self) -> Change | None:
        while self._waiting:
            change = self._waiting.popleft()
            if not change.is_done:
                change.was_delivered = True
                return change
        return None


class Queues:
    """All queues, each made when it is used. One in which nothing waits is forgotten when enough others were polled.

    What is forgotten with it is that its next poll had to wait.
    """

    def __init__(self, most_idle: int = MOST_IDLE) -> None:
        self._room = most_idle * LEAST_COUNTED
        self._queues: dict[Name, Queue] = {}
        self._idle: OrderedDict[Name, None] = OrderedDict()
        """Those in which nothing waits, the one that was polled last at the end."""

    def put(self, change: Change) -> None:
        """Put a change into its queue, behind all others."""
        self._queue(change.queue).put(change)
        self._wake(change.queue)

    def poll(self, name: Name, now: datetime, wait: timedelta) -> Polled:
        """Poll a queue."""
        queue = self._queue(name)
        polled = queue.poll(now, wait)
        if queue.is_idle:
            self._rest(name)
        return polled

    def all(self) -> tuple[tuple[Name, Queue], ...]:
        """The queues that are remembered, in the order in which they were first used."""
        return tuple(self._queues.items())

    def _queue(self, name: Name) -> Queue:
        queue = self._queues.get(name)
        if queue is None:
            queue = self._queues[name] = Queue()
        return queue

    def _rest(self, name: Name) -> None:
        self._wake(name)
        self._idle[name] = None
        self._room -= _length(name)
        while self._room < 0:
            longest_ago = next(iter(self._idle))
            self._wake(longest_ago)
            del self._queues[longest_ago]

    def _wake(self, name: Name) -> None:
        if name in self._idle:
            del self._idle[name]
            self._room += _length(name)


def _length(name: Name) -> int:
    return max(LEAST_COUNTED, len(name[1] or ""))


def _after(now: datetime, wait: timedelta) -> datetime:
    return now + wait if wait else _at_once(now)


def _at_once(now: datetime) -> datetime:
    """The full second, as in ``Date``: the wait is told by the difference of the two."""
    return now.replace(microsecond=0)
