"""What falls due, and when. Nothing happens by itself: whoever looks at the clock carries it out."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime


class Due(NamedTuple):
    """Something that is to be done at a moment; of two at one moment, what was put down first comes first."""

    moment: datetime
    number: int
    action: Callable[..., None]
    details: tuple[Any, ...]


class Agenda:
    """What is to be done, soonest first. Putting down and taking out cost the logarithm of how much there is."""

    def __init__(self) -> None:
        self._heap: list[Due] = []
        self._numbers = count()

    def put_down(self, moment: datetime, action: Callable[..., None], *details: object) -> None:
        """Have ``action(moment, *details)`` done at that moment."""
        heappush(self._heap, Due(moment, next(self._numbers), action, details))

    def due(self, now: datetime) -> Iterator[Due]:
        """What is due by now, taken out one at a time, what is put down meanwhile included."""
        while self._heap and self._heap[0].moment <= now:
            yield heappop(self._heap)
