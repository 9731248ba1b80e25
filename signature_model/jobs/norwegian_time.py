"""Convert times to Norwegian time, and format them for people."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache

_log = logging.getLogger(__name__)


@cache
def norway() -> tzinfo:
    """Return the time zone of the service, which is Norway's. Without a time zone database, there is no summer time."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - most findings have no time

    try:
        return ZoneInfo("Europe/Oslo")
    except ZoneInfoNotFoundError:
        _log.warning("this machine has no time zone database, so times are without summer time: pip install tzdata")
        return timezone(timedelta(hours=1), "CET")


def in_norway(moment: datetime) -> datetime:
    """Return a moment in Norwegian time. The first and the last moment of ``datetime`` are returned unchanged."""
    try:
        return moment.astimezone(norway())
    except OverflowError:
        return moment


def in_words(moment: datetime) -> str:
    """Return a moment for people, in Norway, such as ``Tue 1 January 2030 09:00:00 CET``.

    If it has no time zone, return it in ISO 8601.
    """
    if moment.tzinfo is None:
        return moment.isoformat(timespec="seconds")
    local = in_norway(moment)
    return f"{local:%a} {day_in_words(local)} {local:%H:%M:%S %Z}"


def day_in_words(moment: datetime) -> str:
    """Return the day of a moment in Norway, such as ``20 November 2026``."""
    local = in_norway(moment)
    return f"{local.day} {local:%B} {local.year}"
