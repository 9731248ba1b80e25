"""Processes for tests of exit statuses, terminals and signals."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

COMMAND: Final = (sys.executable, "-m", "signature_model")

ENVIRONMENT: Final = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(str(ROOT / root) for root in (".", "schema", "transports")),
}
"""An environment in which Python finds this tree, installed or not."""

LIMIT: Final = 60
"""A limit in seconds for everything."""


def children(process: int) -> list[int]:
    """Return the running children of a process."""
    with open(f"/proc/{process}/task/{process}/children") as file:  # noqa: PTH123 - no file of ours
        return list(map(int, file.read().split()))


def is_running(process: int) -> bool:
    """Whether a process is running and not a zombie."""
    try:
        with open(f"/proc/{process}/stat") as file:  # noqa: PTH123 - no file of ours
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition is true."""
    until = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def require_no_workers() -> None:
    """Require that this process has no children left, after a short time."""
    wait_until(lambda: not multiprocessing.active_children())
