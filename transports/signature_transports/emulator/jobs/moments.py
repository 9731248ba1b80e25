"""The two ends of time, and not falling off the later one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import timedelta

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
"""Before anything."""
END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)


def later(moment: datetime, duration: timedelta) -> datetime:
    """The moment after a duration, or the last moment that there is."""
    try:
        return moment + duration
    except OverflowError:
        return END_OF_TIME
