"""Moments as options name them: a date, a time and a time zone, or ``now``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime

import click

from signature_model.xml.lexical import maybe_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment with a time zone; ``is_now`` if the clock gave it."""

    value: datetime
    is_now: bool = False


def moment(_ctx: click.Context, _param: click.Parameter, text: str | None) -> Moment | None:
    """Read the value of an option; click calls this."""
    if text is None:
        return None
    value = datetime.now(UTC) if text == "now" else maybe_time(text)
    if value is None or value.tzinfo is None:
        message = f"{text!r} is neither `now` nor a moment with a time zone, like 2030-01-31T12:00:00+01:00"
        raise click.BadParameter(message)
    if not MINYEAR < value.year < MAXYEAR:
        message = f"the year of {text!r} must be from 2 to 9998"
        raise click.BadParameter(message)
    return Moment(value=value, is_now=text == "now")
