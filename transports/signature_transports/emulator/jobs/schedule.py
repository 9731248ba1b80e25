"""What falls due, and when. Nothing happens by itself: whoever looks at the clock carries it out."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

_FEW: Final = 1_000
"""Jobs that may be done with before it is worth while to strike out what was put down for them."""


class Due(NamedTuple):
    """Something that is to be done at a moment; of two at one moment, what was put down first comes first."""

    moment: datetime
    number: int
    action: Callable[..., None]
    job: int
    details: tuple[Any, ...]


class Agenda:
    """What is to be done, soonest first. Putting down and taking out cost the logarithm of how much there is."""

    def __init__(self) -> None:
        self._heap: list[Due] = []
        self._numbers = count()
        self._done_with: set[int] = set()

    def put_down(self, moment: datetime, action: Callable[..., None], job: int, *details: object) -> None:
        """Have ``action(moment, job, *details)`` done at that moment, for the job of that number."""
        self._done_with.discard(job)
        heappush(self._heap, Due(moment, next(self._numbers), action, job, details))

    def due(self, now: datetime) -> Iterator[Due]:
        """What is due by now, taken out one at a time, what is put down meanwhile included."""
        while self._heap and self._heap[0].moment <= now:
            yield heappop(self._heap)

    def strike_out(self, job: int) -> None:
        """Say that nothing more has to be done for a job. Some of it may come all the same, and has no effect."""
        self._done_with.add(job)
        if len(self._done_with) > max(_FEW, len(self._heap) // 4):
            self._heap = [each for each in self._heap if each.job not in self._done_with]
            heapify(self._heap)
            self._done_with.clear()

    def __len__(self) -> int:
        return len(self._heap)
