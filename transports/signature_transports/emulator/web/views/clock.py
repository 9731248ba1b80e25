"""The clock's buttons: steps of a fixed length, and the next moments at which something falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.preview.timeline import Phase
from signature_transports.emulator.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from signature_transports.emulator.jobs.courses import Course

STEPS: Final = (
    (60, "1 minute"),
    (600, "10 minutes"),
    (3600, "1 hour"),
    (86_400, "1 day"),
    (604_800, "1 week"),
    (2_592_000, "30 days"),
)
"""The steps by which the clock can be advanced: in seconds, and in words."""
OPENING, NOTIFICATION, DEADLINE = "opening", "notification", "deadline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A moment that the clock can be set to; ``name`` is that of what falls due then."""

    name: str
    moment: datetime


def destinations(courses: Iterable[Course], now: datetime) -> tuple[Destination, ...]:
    """Return the next opening of a job, the next notification and the next deadline, if there are any."""
    stages = [each for course in courses if (each := course.current) is not None]
    opened = [each for each in stages if each.phase is Phase.OPEN]
    found = {
        OPENING: [each.opens for each in stages if each.phase is Phase.PLANNED],
        NOTIFICATION: [note.notice.moment for each in opened for note in each.notifications if not note.is_sent],
        DEADLINE: [each.closes for each in opened],
    }
    following = {name: [each for each in moments if each > now] for name, moments in found.items()}
    return tuple(Destination(name=name, moment=min(moments)) for name, moments in following.items() if moments)


def seconds_to(name: str, courses: Iterable[Course], now: datetime) -> float:
    """Return the seconds until a destination. Raises NotPossible if there is none of that name."""
    for each in destinations(courses, now):
        if each.name == name:
            return (each.moment - now).total_seconds()
    msg = "Nothing of that kind is ahead: all jobs have ended."
    raise NotPossible(msg)
