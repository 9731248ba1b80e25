"""Measure processor time and peak memory, and print the table that compares each figure with its floor."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

ROUNDS: Final = 300

ENVIRONMENT: Final = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of the processes that the benchmarks start. They must write compiled files, or each compiles all."""

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


def of_children() -> float:
    """Return the processor time of all processes that this process has started and waited for, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def quickest(
    subject: Callable[[], object],
    floor: Callable[[], object],
    *,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float]:
    """Run two functions in turn and return the shortest time of each, in seconds of the clock."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for index, work in enumerate((subject, floor)):
            start = clock()
            work()
            best[index] = min(best[index], clock() - start)
    return best[0], best[1]


def show_heading(title: str) -> None:
    """Print the first line of a part of the table."""
    print(f"\n{title:<66}{'here':>11}{'floor':>11}{'ratio':>8}{'aim':>8}")


def show(what: str, here: float, floor: float, *, aim: float) -> None:
    """Print a line of the table: two times in seconds."""
    ratio = here / floor
    print(f"{what:<66}{here * 1e3:>8.2f} ms{floor * 1e3:>8.2f} ms{ratio:>7.2f}x{aim:>7.2f}x", flush=True)


def show_peak(what: str, imports: str, work: str, size: float, *, aim: float) -> None:
    """Print a line of the table: the peak memory above the process before the work, and a size in MiB."""
    peak = int(run("-c", _PEAK.format(imports=imports, work=work))) / 1024
    show_size(what, peak, size, aim=aim)


def show_size(what: str, here: float, floor: float, *, aim: float) -> None:
    """Print a line of the table: two sizes in MiB."""
    print(f"{what:<66}{here:>7.1f} MiB{floor:>7.1f} MiB{here / floor:>7.2f}x{aim:>7.2f}x", flush=True)


def run(*arguments: str) -> str:
    """Run a new Python interpreter and return what it prints."""
    return run_command(sys.executable, *arguments)


def run_command(*command: str) -> str:
    """Run a command and return what it prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout
