"""The first and the last moment of ``datetime``, and an addition that stops at the last moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import timedelta

EARLIEST_TIME: Final = datetime.min.replace(tzinfo=UTC)
LATEST_TIME: Final = datetime.max.replace(tzinfo=UTC)


def later(moment: datetime, duration: timedelta) -> datetime:
    """Return the moment after a duration, or ``LATEST_TIME`` if that comes first."""
    try:
        return moment + duration
    except OverflowError:
        return LATEST_TIME
