"""Convert times and numbers between the forms of XML Schema and Python.

Source: XML Schema Part 2, 3.2.7 ``dateTime`` and 3.3.16 ``long``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_TIME = re.compile(
    r"(?a)(?P<year>-?\d{4,})(?P<day>-\d\d-\d\d)T(?P<hour>\d\d)(?P<rest>:\d\d:\d\d)(?:\.(?P<part>\d+))?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?"
)
_WHOLE = re.compile(r"[+-]?\d{1,100}", re.ASCII)
_BLANKS = " \t\r\n"
_MICROSECOND_DIGITS = 6
_YEAR_DIGITS = 4
_LEAP_YEAR = "2000"
_MAX_LONG = 2**63 - 1
_LEAST_SECONDS = timedelta.min // timedelta(seconds=1)
_MOST_SECONDS = timedelta.max // timedelta(seconds=1)


def time_text(moment: datetime) -> str:
    """Return a time as ``dateTime``: UTC as ``Z``, a naive time without a zone."""
    text = moment.isoformat()
    if moment.microsecond:
        text = text.replace(f".{moment.microsecond:06}", f".{moment.microsecond:06}".rstrip("0"))
    return text.removesuffix("+00:00") + "Z" if moment.utcoffset() == timedelta() else text


def maybe_time(text: str) -> datetime | None:
    """Return the time of a ``dateTime``, or the nearest ``datetime``; None if the text is not a ``dateTime``."""
    found = _TIME.fullmatch(text.strip(_BLANKS))
    if found is None:
        return None
    year, part = found["year"], (found["part"] or "").rstrip("0")
    is_far = len(year) != _YEAR_DIGITS
    midnight = found["hour"] == "24"
    if midnight and (found["rest"] != ":00:00" or part):
        return None
    hour = "00" if midnight else found["hour"]
    zone = found["zone"] or ""
    day = f"{_LEAP_YEAR if is_far else year}{found['day']}"
    try:
        moment = datetime.fromisoformat(f"{day}T{hour}{found['rest']}.{part[:_MICROSECOND_DIGITS]:0<6}{zone}")
        return _last_of(year, zone) if is_far else moment + timedelta(days=midnight)
    except ValueError:
        return None
    except OverflowError:  # midnight at the end of the last day
        return _last_of(year, zone)


def _last_of(year: str, zone: str) -> datetime:
    """Return the first or the last ``datetime``, for a time before or after it."""
    extreme = datetime.min if year.startswith("-") else datetime.max  # noqa: DTZ901 - it gets the zone of the text
    return extreme.replace(tzinfo=UTC if zone else None)


def holds_time(text: str) -> bool:
    """Return whether ``datetime`` can store the exact time of a ``dateTime``."""
    found, moment = _TIME.fullmatch(text.strip(_BLANKS)), maybe_time(text)
    if found is None or moment is None or len(found["year"]) != _YEAR_DIGITS:
        return False
    is_last_midnight = found["hour"] == "24" and moment.hour > 0
    return not is_last_midnight and len((found["part"] or "").rstrip("0")) <= _MICROSECOND_DIGITS


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a time with its own time zone, or with UTC if it has none."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def seconds_text(duration: timedelta) -> str:
    """Return a duration in seconds, including fractions, which the schema refuses."""
    whole, rest = divmod(duration, timedelta(seconds=1))
    return str(duration.total_seconds()) if rest else str(whole)


def maybe_seconds(text: str) -> timedelta | None:
    """Return the duration of a ``long`` of seconds, or the nearest ``timedelta``; None for any other text."""
    whole = maybe_whole(text)
    if whole is None or abs(whole) > _MAX_LONG:
        return None
    return timedelta.max if whole > _MOST_SECONDS else timedelta(seconds=max(whole, _LEAST_SECONDS))


def holds_seconds(text: str) -> bool:
    """Return whether ``timedelta`` can store this number of seconds."""
    whole = maybe_whole(text)
    return whole is not None and _LEAST_SECONDS <= whole <= _MOST_SECONDS


def whole_text(number: int) -> str:
    """Return a whole number as text, in hexadecimal (which the schema refuses) if Python cannot write it in decimal."""
    return str(number) if abs(number) <= _MAX_LONG else hex(number)


def maybe_whole(text: str) -> int | None:
    """Return a whole number, with or without white space around it; None if the text is not a whole number."""
    stripped = text.strip(_BLANKS)
    return int(stripped) if _WHOLE.fullmatch(stripped) else None
