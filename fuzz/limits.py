"""The limits for one input: processor time, and additional memory.

Processor time does not depend on other programs on the machine; libFuzzer's own time limit stops a check that waits or
never ends. Memory is measured with Linux's ``/proc``; on other systems it is not measured.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_SECONDS: Final = 1.0
"""Seconds of processor time, in a process without coverage."""
MOST_MEMORY: Final = 300 * 1024 * 1024
"""Bytes by which a process may grow."""

_STATUS: Final = Path("/proc/self/status")
_CLEAR_REFS: Final = Path("/proc/self/clear_refs")
_FORGET_PEAK: Final = b"5"  # proc(5): sets VmHWM to VmRSS
_PEAK: Final = re.compile(rb"VmHWM:\s*(\d+) kB")
_HELD: Final = re.compile(rb"VmRSS:\s*(\d+) kB")
_KIB: Final = 1024


class TooCostly(Exception):
    """The input takes more time or memory than the limits allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds of processor time, and bytes of additional memory at the peak."""

    seconds: float
    memory: int

    @property
    def is_affordable(self) -> bool:
        """Whether the cost is within the limits."""
        return self.seconds <= MOST_SECONDS and self.memory <= MOST_MEMORY

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s and {self.memory / _KIB / _KIB:.0f} MiB"


def cost_of(check: Callable[[bytes], None], content: bytes) -> Cost:
    """Measure the cost of checking an input. Raises what the check raises."""
    with suppress(OSError):  # without permission to write, the peak covers all inputs so far
        _CLEAR_REFS.write_bytes(_FORGET_PEAK)
    held, start = _memory(_HELD), process_time()
    check(content)
    seconds = process_time() - start
    return Cost(seconds=seconds, memory=max(0, _memory(_PEAK) - held))


def require_affordable(check: Callable[[bytes], None], content: bytes) -> Cost:
    """Measure the cost of checking an input. Raises TooCostly if it is over the limits, and what the check raises."""
    cost = cost_of(check, content)
    if not cost.is_affordable:
        msg = f"an input of {len(content):,} bytes takes {cost}"
        raise TooCostly(msg)
    return cost


def _memory(kind: re.Pattern[bytes]) -> int:
    try:
        found = kind.search(_STATUS.read_bytes())
    except OSError:
        return 0
    return int(found[1]) * _KIB if found else 0
