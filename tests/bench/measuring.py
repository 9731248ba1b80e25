"""Times and peaks of memory, and the table that shows them beside their floors."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS: Final = 300

ENVIRONMENT: Final = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Of processes that are started: without compiled files, each would compile everything anew."""

_PEAK: Final = """
import re
from pathlib import Path
{imports}
def peak():  # in KiB; getrusage would count the parent's memory before exec
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
{work}
print(peak() - before)
"""


def quickest(subject: Callable[[], object], floor: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """The shortest times of two things that take turns, in seconds."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for index, work in enumerate((subject, floor)):
            start = time.perf_counter()
            work()
            best[index] = min(best[index], time.perf_counter() - start)
    return best[0], best[1]


def heading() -> None:
    """The first line of the table."""
    print(f"{'what':<58}{'here':>11}{'floor':>11}{'ratio':>8}{'aim':>8}")


def show(what: str, here: float, floor: float, *, aim: float) -> None:
    """A line of the table."""
    ratio = here / floor
    print(f"{what:<58}{here * 1e3:>8.2f} ms{floor * 1e3:>8.2f} ms{ratio:>7.2f}x{aim:>7.2f}x")


def show_peak(what: str, imports: str, work: str, size: float, *, aim: float) -> None:
    """A line of the table: peak memory above the process before the work, against a size in MiB."""
    peak = int(run("-c", _PEAK.format(imports=imports, work=work))) / 1024
    show_size(what, peak, size, aim=aim)


def show_size(what: str, here: float, floor: float, *, aim: float) -> None:
    """A line of the table: two peaks of memory, in MiB."""
    print(f"{f'peak memory: {what}':<58}{here:>7.1f} MiB{floor:>7.1f} MiB{here / floor:>7.2f}x{aim:>7.2f}x")


def run(*arguments: str) -> str:
    """Run a Python of its own; what it prints."""
    return subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, env=ENVIRONMENT
    ).stdout
