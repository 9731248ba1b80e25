"""Times that signed documents state, as aware datetimes that can be compared, shifted and shown."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from typing import Final

from signature_model.xml.lexical import in_utc

TOLERANCE: Final = timedelta(minutes=5)
"""How much later a time may be than the proved one, or than the time of validation: clocks differ."""


def maybe_moment(stated: object) -> datetime | None:
    """Return a stated time, in UTC if it has no time zone; None if it is not one.

    A time in the first or the last year of ``datetime`` is refused, so that times can be moved to other time zones.
    asn1crypto has a type of its own for the year 0.
    """
    return in_utc(stated) if isinstance(stated, datetime) and MINYEAR < stated.year < MAXYEAR else None
