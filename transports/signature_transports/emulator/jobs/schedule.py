"""The schedule of tasks. At each call, the ledger runs those that are due."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

_MIN_DISCARDED: Final = 1_000
"""The minimum number of discarded jobs for which removing the tasks is worth the time."""


class Task(NamedTuple):
    """Something to do at a moment, for the job of that id. Tasks of one moment run in the order they were added."""

    moment: datetime
    number: int
    action: Callable[..., None]
    job: int
    details: tuple[Any, ...]


class Schedule:
    """The tasks, earliest first. Adding and taking out a task cost the logarithm of their number."""

    def __init__(self) -> None:
        self._heap: list[Task] = []
        self._numbers = count()
        self._discarded: set[int] = set()

    def add(self, moment: datetime, action: Callable[..., None], job: int, *details: object) -> None:
        """Run ``action(moment, job, *details)`` at that moment."""
        self._discarded.discard(job)
        heappush(self._heap, Task(moment, next(self._numbers), action, job, details))

    def due(self, now: datetime) -> Iterator[Task]:
        """Take out the tasks that are due, one at a time, including those that are added in the meantime."""
        while self._heap and self._heap[0].moment <= now:
            yield heappop(self._heap)

    def discard(self, job: int) -> None:
        """Free the memory of a job's tasks. Some tasks may still run: their actions must allow for that."""
        self._discarded.add(job)
        if len(self._discarded) > max(_MIN_DISCARDED, len(self._heap) // 4):
            self._heap = [each for each in self._heap if each.job not in self._discarded]
            heapify(self._heap)
            self._discarded.clear()

    def __len__(self) -> int:
        return len(self._heap)
