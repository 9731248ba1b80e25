"""Progress: a line on a terminal with the number of results, the rate, and the remaining time."""

from __future__ import annotations

import shutil
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from signature_model.reports.results import Result

INTERVAL: Final = 0.1
"""Seconds between two updates, so that people can read them."""


def with_progress(
    found: Iterable[Result], total: int | None, done: int = 0, *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Result]:
    """Yield the results, and show their number while waiting for the next.

    ``total`` is None if it is not known; ``done`` is the number of results of an earlier run.
    """
    line = _Line()
    start = shown = clock()
    line.show(_text(done, total))
    try:
        for number, result in enumerate(found, 1):
            line.show("")
            yield result
            now = clock()
            if number == 1 or now - shown >= INTERVAL:
                shown = now
                line.show(_text(done + number, total, number / (now - start) if now > start else 0))
    finally:
        line.show("")


class _Line:
    """The last line of the terminal."""

    _shown = 0

    def show(self, text: str) -> None:
        if not text and not self._shown:
            return
        text = text[: shutil.get_terminal_size().columns - 1]
        sys.stderr.write(f"\r{text:<{self._shown}}\r")
        sys.stderr.flush()
        self._shown = len(text)


def _text(done: int, total: int | None, rate: float = 0) -> str:
    parts = [f"{done:,} validated" if total is None else f"{done:,} of {total:,} validated"]
    if rate:
        parts.append(f"{rate:,.1f} per second")
        if total is not None:
            parts.append(f"{timedelta(seconds=round((total - done) / rate))} left")
    return ", ".join(parts)
