"""What can happen to a job, and what becomes of its signers: pure, one value to the next.

The transitions stand in one table. When things fall due is for ``ledger`` to know. Sources: portal flow, ``order`` and
``availability``; the service's documentation, statuses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Final

from signature_model.api.statuses import JobStatus, SignerStatus
from signature_model.jobs.context import Sector
from signature_model.jobs.signers import Lookup, OnBehalfOf, Signer
from signature_transports.emulator.errors import NotPossible
from signature_transports.emulator.events import Event
from signature_transports.emulator.jobs.moments import later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

AVAILABLE_FOR: Final = timedelta(days=30)
"""How long each group has a job that does not say it."""


class Whom(StrEnum):
    """Whom an event happens to."""

    ONE = "one signer who is waiting in the open group"
    GROUP = "all who are waiting in the open group"
    ALL = "all who are waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What becomes of whom; all others who are waiting become NOT_APPLICABLE where it ``ends_job``.

    ``only`` says in words which signers it can happen to, where it cannot to all, and ``suits`` tells them.
    """

    to: SignerStatus
    whom: Whom = Whom.ONE
    ends_job: bool = True
    only: str = "anybody"
    suits: Callable[[Signer, Sector], bool] = lambda _signer, _sector: True


def _has_number(signer: Signer, _: Sector) -> bool:
    return signer.personal_identification_number is not None


def _has_no_number(signer: Signer, _: Sector) -> bool:
    return signer.personal_identification_number is None


def _is_citizen(signer: Signer, sector: Sector) -> bool:
    is_for_self = signer.on_behalf_of is not OnBehalfOf.OTHER
    return sector is Sector.PUBLIC and signer.personal_identification_number is not None and is_for_self


def _is_looked_up(signer: Signer, _: Sector) -> bool:
    return isinstance(signer.notify, Lookup)


TRANSITIONS: Final[Mapping[Event, Transition]] = {
    Event.SIGN: Transition(to=SignerStatus.SIGNED, ends_job=False),
    Event.REJECT: Transition(to=SignerStatus.REJECTED),
    Event.BLOCK: Transition(
        to=SignerStatus.BLOCKED, only="signers addressed by e-mail or mobile number", suits=_has_no_number
    ),
    Event.RESERVE: Transition(
        to=SignerStatus.RESERVED,
        only="signers of public senders, addressed by number, who sign for themselves",
        suits=_is_citizen,
    ),
    Event.LACK_CONTACT_INFORMATION: Transition(
        to=SignerStatus.CONTACT_INFORMATION_MISSING,
        only="signers whose contact information is looked up",
        suits=_is_looked_up,
    ),
    Event.LACK_NAME: Transition(
        to=SignerStatus.SIGNERS_NAME_NOT_AVAILABLE, only="signers addressed by number", suits=_has_number
    ),
    Event.EXPIRE: Transition(to=SignerStatus.EXPIRED, whom=Whom.GROUP),
    Event.CANCEL: Transition(to=SignerStatus.CANCELLED, whom=Whom.ALL),
}
"""The only ways out of WAITING. Nothing leads out of any other status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A signer's status, and since when."""

    status: SignerStatus
    since: datetime

    @property
    def is_waiting(self) -> bool:
        """Whether nothing has become of the signer yet."""
        return self.status is SignerStatus.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How far a job has come.

    ``groups`` are the places of the signers who have it in parallel, in the order in which they get it; ``openings``
    are the moments at which they got it, as far as that has come. ``signed`` are the places of those who have signed,
    in the order in which they did. ``ended`` is when the job ended for all.
    """

    signers: tuple[Signer, ...]
    sector: Sector
    available_for: timedelta
    groups: tuple[tuple[int, ...], ...]
    standings: tuple[Standing, ...]
    openings: tuple[datetime, ...] = ()
    signed: tuple[int, ...] = ()
    ended: datetime | None = None

    @property
    def group(self) -> int:
        """The number of the group that has the job, from 0; -1 before the first."""
        return len(self.openings) - 1

    @property
    def status(self) -> JobStatus:
        """The status of the job."""
        if self.ended is None:
            return JobStatus.IN_PROGRESS
        is_signed = len(self.signed) == len(self.signers)
        return JobStatus.COMPLETED_SUCCESSFULLY if is_signed else JobStatus.FAILED

    @property
    def open_to(self) -> tuple[int, ...]:
        """The places of the signers who can act now."""
        if self.ended is not None or self.group < 0:
            return ()
        return tuple(place for place in self.groups[self.group] if self.standings[place].is_waiting)

    @property
    def deadline(self) -> datetime | None:
        """The moment from which the open group can act no more; None before the first is open."""
        return later(self.openings[-1], self.available_for) if self.openings else None


def begun(signers: Sequence[Signer], sector: Sector, available_for: timedelta | None, moment: datetime) -> Course:
    """The course of a new job, which is open to nobody yet. Signers without an order have 0."""
    order = [signer.order or 0 for signer in signers]
    places = sorted(range(len(signers)), key=order.__getitem__)
    waiting = Standing(status=SignerStatus.WAITING, since=moment)
    return Course(
        signers=tuple(signers),
        sector=sector,
        available_for=AVAILABLE_FOR if available_for is None else available_for,
        groups=tuple(tuple(group) for _, group in groupby(places, key=order.__getitem__)),
        standings=(waiting,) * len(signers),
    )


def opened_next(course: Course, moment: datetime) -> Course:
    """The course once the next group has got the job."""
    return replace(course, openings=(*course.openings, moment))


def happened(course: Course, event: Event, moment: datetime, place: int = -1) -> Course:
    """The course after an event; ``place`` says which signer it happened to, where it happens to one.

    Raises NotPossible. Opening the next group, where all of this one have signed, is left to the caller.
    """
    transition = TRANSITIONS[event]
    struck = _struck(course, event, place)
    theirs = Standing(status=transition.to, since=moment)
    others = Standing(status=SignerStatus.NOT_APPLICABLE, since=moment) if transition.ends_job else None
    standings = tuple(
        theirs if number in struck else others if others and each.is_waiting else each
        for number, each in enumerate(course.standings)
    )
    is_over = transition.ends_job or not any(each.is_waiting for each in standings)
    signed = (*course.signed, *struck) if transition.to is SignerStatus.SIGNED else course.signed
    return replace(course, standings=standings, signed=signed, ended=moment if is_over else None)


def is_group_done(course: Course) -> bool:
    """Whether the next group is to get the job."""
    return course.ended is None and course.group >= 0 and not course.open_to


def why_not(course: Course, event: Event, place: int) -> str | None:
    """Why an event cannot happen to one signer now, in words; None where it can."""
    return next(_obstacles(course, event, place), None)


def _obstacles(course: Course, event: Event, place: int) -> Iterator[str]:
    """What stands in the way; after the first, the others mean nothing."""
    transition = TRANSITIONS[event]
    if transition.whom is not Whom.ONE:
        yield f"to {event} is nothing that one signer does"
    if course.ended is not None:
        yield f"the job is {course.status} already"
    if not 0 <= place < len(course.signers):
        yield f"there is no signer {place}; they are numbered from 0 to {len(course.signers) - 1}"
    if not course.standings[place].is_waiting:
        yield f"signer {place} is {course.standings[place].status} already"
    if place not in course.open_to:
        yield f"the job is not open to signer {place} yet"
    if not transition.suits(course.signers[place], course.sector):
        yield f"to {event} is for {transition.only}; signer {place} is not"


def _struck(course: Course, event: Event, place: int) -> tuple[int, ...]:
    """The places of those whom the event happens to."""
    whom = TRANSITIONS[event].whom
    if whom is Whom.ONE:
        reason = why_not(course, event, place)
    else:
        reason = None if course.ended is None else f"the job is {course.status} already"
    if reason is not None:
        raise NotPossible(reason)
    if whom is Whom.GROUP:
        return course.open_to
    waiting = (number for number, each in enumerate(course.standings) if each.is_waiting)
    return (place,) if whom is Whom.ONE else tuple(waiting)
