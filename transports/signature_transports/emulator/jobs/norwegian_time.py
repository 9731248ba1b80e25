"""Norwegian local time, which the machine need not know: summer time as the European Union has it.

Source: directive 2000/84/EC: from one o'clock UTC on the last Sunday of March to that of October.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

_WINTER: Final = timezone(timedelta(hours=1), "CET")
_SUMMER: Final = timezone(timedelta(hours=2), "CEST")
_MARCH, _OCTOBER = 3, 10


def norwegian(moment: datetime) -> datetime:
    """The same moment by Norwegian clocks."""
    utc = moment.astimezone(UTC)
    is_summer = _switch(utc.year, _MARCH) <= utc < _switch(utc.year, _OCTOBER)
    return utc.astimezone(_SUMMER if is_summer else _WINTER)


def next_time(moment: datetime, hour: int) -> datetime:
    """The first moment after this one at which Norwegian clocks show a full hour, one that no switch touches."""
    local = norwegian(moment)
    day = local.date() if local.hour < hour else local.date() + timedelta(days=1)
    shown = datetime(day.year, day.month, day.day, hour, tzinfo=_WINTER)
    return shown.replace(tzinfo=norwegian(shown).tzinfo)


def _switch(year: int, month: int) -> datetime:
    """One o'clock UTC on the last Sunday of a month of 31 days."""
    last = date(year, month, 31)
    return datetime(year, month, 31, 1, tzinfo=UTC) - timedelta(days=last.isoweekday() % 7)
