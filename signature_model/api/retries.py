"""How often a call is repeated. ``exchange`` decides which calls are safe to repeat."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_DOUBLINGS: Final = 100
"""More would overflow a float in the end, and no wait is that long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often a call that is safe to repeat is repeated, with growing waits of random length.

    A wait is at most ``longest`` seconds, and between half and all of ``first * 2 ** (retry - 1)`` seconds.
    """

    times: int = 4
    first: float = 1.0
    longest: float = 30.0
    random: Callable[[], float] = field(default=random.random, repr=False)

    def wait_before(self, retry: int) -> float:
        """Return the seconds to wait before the first, second, ... retry."""
        full = min(self.longest, self.first * 2.0 ** min(retry - 1, _MOST_DOUBLINGS))
        return full * (1 + self.random()) / 2
