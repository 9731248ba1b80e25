"""How XML Schema writes moments and numbers, and how Python holds them.

Source: XML Schema Part 2, 3.2.7 ``dateTime`` and 3.3.16 ``long``.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)T(?P<hour>\d\d)(?P<rest>:\d\d:\d\d)(?:\.(?P<part>\d+))?(?P<zone>Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_WHOLE = re.compile(r"[+-]?\d{1,100}", re.ASCII)
_BLANKS = " \t\r\n"
_MICROSECOND_DIGITS = 6

Value = TypeVar("Value", bound=StrEnum)


def time_text(moment: datetime) -> str:
    """A moment as ``dateTime``; UTC is written ``Z``, a naive moment without a zone."""
    text = moment.isoformat()
    if moment.microsecond:
        text = text.replace(f".{moment.microsecond:06}", f".{moment.microsecond:06}".rstrip("0"))
    return text.removesuffix("+00:00") + "Z" if moment.tzinfo and not moment.utcoffset() else text


def maybe_time(text: str) -> datetime | None:
    """The moment that a ``dateTime`` names; None for what is none, or for one that ``datetime`` cannot hold."""
    found = _TIME.fullmatch(text.strip(_BLANKS))
    if found is None:
        return None
    fraction = (found["part"] or "").rstrip("0")
    midnight = found["hour"] == "24" and found["rest"] == ":00:00" and not fraction
    if len(fraction) > _MICROSECOND_DIGITS:
        return None
    hour = "00" if midnight else found["hour"]
    zone = (found["zone"] or "").replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(f"{found['day']}T{hour}{found['rest']}.{fraction or '0':0<6}{zone}")
        return moment + timedelta(days=midnight)
    except (ValueError, OverflowError):
        return None


def seconds_text(duration: timedelta) -> str:
    """A duration in seconds; parts of a second, which the schema refuses, are written as they are."""
    whole, rest = divmod(duration, timedelta(seconds=1))
    return str(duration.total_seconds()) if rest else str(whole)


def maybe_seconds(text: str) -> timedelta | None:
    """The duration that a number of seconds names; None for no number, or one that ``timedelta`` cannot hold."""
    whole = maybe_whole(text)
    if whole is None or abs(whole) > timedelta.max // timedelta(seconds=1):
        return None
    return timedelta(seconds=whole)


def maybe_whole(text: str) -> int | None:
    """A whole number, white space around it allowed; None for what is none."""
    stripped = text.strip(_BLANKS)
    return int(stripped) if _WHOLE.fullmatch(stripped) else None


def maybe_choice(kind: type[Value], text: str) -> Value | None:
    """The member of an enumeration that a text is; None for what is none."""
    try:
        return kind(text)
    except ValueError:
        return None
