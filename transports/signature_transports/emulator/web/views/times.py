"""Times in words: in Norway, in UTC, and how far away."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from signature_model.jobs.norwegian_time import day_in_words, in_norway
from signature_model.preview import words

if TYPE_CHECKING:
    from datetime import datetime

_UNITS: Final = (
    (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"),
    (timedelta(minutes=1), "minute"),
)


def exact(moment: datetime) -> str:
    """Return a time in Norway with seconds, such as ``Tue 1 January 2030 13:00:00``."""
    local = in_norway(moment)
    return f"{local:%a} {day_in_words(local)} {local:%H:%M:%S}"


def short(moment: datetime) -> str:
    """Return a time in Norway without the year, such as ``1 Jan 13:00``."""
    local = in_norway(moment)
    return f"{local.day} {local:%b %H:%M}"


def utc(moment: datetime) -> str:
    """Return a time in UTC, such as ``2030-01-01 12:00:00 UTC``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def away(moment: datetime, now: datetime) -> str:
    """Return how far away a moment is, such as ``in 9 days`` or ``2 hours ago``."""
    distance = abs(moment - now)
    unit, name = next(((unit, name) for unit, name in _UNITS if distance >= unit), (None, ""))
    if unit is None:
        return "now"
    said = words.counted(distance // unit, name)
    return f"in {said}" if moment > now else f"{said} ago"
