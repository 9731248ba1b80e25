"""The line on a terminal that says how far we are, how fast, and how long it will take."""

from __future__ import annotations

import shutil
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from signature_model.reports.results import Result

PAUSE = 0.1
"""Seconds between two lines: more often, nobody could read them."""


def shows_progress() -> bool:
    """Whether there is a terminal to show progress on."""
    return sys.stderr is not None and sys.stderr.isatty()


def with_progress(
    found: Iterable[Result], total: int | None, done: int = 0, *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Result]:
    """The results, with a line that says how many there are while the next is waited for.

    ``total`` is None where nobody can tell; ``done`` are those that an earlier run has judged.
    """
    line = _Line()
    start = shown = clock()
    line.show(_told(done, total))
    try:
        for number, result in enumerate(found, 1):
            line.show("")
            yield result
            now = clock()
            if number == 1 or now - shown >= PAUSE:
                shown = now
                line.show(_told(done + number, total, number / (now - start) if now > start else 0))
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


def _told(done: int, total: int | None, rate: float = 0) -> str:
    parts = [f"{done:,} judged" if total is None else f"{done:,} of {total:,} judged"]
    if rate:
        parts.append(f"{rate:,.1f} a second")
        if total is not None:
            parts.append(f"{timedelta(seconds=round((total - done) / rate))} left")
    return ", ".join(parts)
