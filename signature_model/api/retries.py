"""The number of times that a call is repeated. ``exchange`` decides which calls are safe to repeat."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_DOUBLINGS: Final = 100
"""The largest exponent: more would overflow a float, and no wait is that long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """The number of times that a safe call is repeated, with random waits that grow.

    The wait before a retry is between 50 % and 100 % of ``first * 2 ** (retry - 1)`` seconds, and at most ``longest``
    seconds.
    """

    times: int = 4
    first: float = 1.0
    longest: float = 30.0
    random: Callable[[], float] = field(default=random.random, repr=False)

    def wait_before(self, retry: int) -> float:
        """Return the seconds to wait before the first, second, ... retry."""
        full = min(self.longest, self.first * 2.0 ** min(retry - 1, _MOST_DOUBLINGS))
        return full * (1 + self.random()) / 2
