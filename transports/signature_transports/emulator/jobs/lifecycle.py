"""The lifecycle of a job: which events are possible for which signers, and what they change.

All functions are pure: they take a ``Progress`` and return the next one. The ledger decides when events happen.
Sources: portal flow, ``order`` and ``availability``; direct flow, statuses. The sources do not say whether a failure
ends a direct job; here it does. All signers of a direct job are one group, which has the job for 30 days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from signature_model.api.statuses import DirectSignerStatus, JobStatus, SignerStatus
from signature_model.jobs.context import Sector
from signature_model.jobs.direct import DirectSigner
from signature_model.jobs.moments import later
from signature_model.jobs.signers import Lookup, OnBehalfOf, Signer
from signature_model.preview.groups import DEFAULT_AVAILABILITY, groups_of
from signature_transports.emulator.errors import NotPossible
from signature_transports.emulator.events import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from signature_model.jobs.flows import AnySigner
    from signature_transports.emulator.jobs.signing_methods import SigningMethod

    AnyStatus = SignerStatus | DirectSignerStatus


class Scope(Enum):
    """The signers that an event changes. All of them are waiting."""

    ONE_SIGNER = auto()
    OPEN_GROUP = auto()
    ALL_WAITING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """The effect of an event: the signers in its ``scope`` get the status ``to``.

    If it ``ends_job``, all other waiting signers become NOT_APPLICABLE. ``is_for`` tests whether the event is possible
    for a signer, and ``only_for`` names those signers in a message.
    """

    to: AnyStatus
    scope: Scope = Scope.ONE_SIGNER
    ends_job: bool = True
    only_for: str = "all signers"
    is_for: Callable[[AnySigner, Sector], bool] = lambda _signer, _sector: True


def _is_direct(signer: AnySigner, _: Sector) -> bool:
    return isinstance(signer, DirectSigner)


def _has_number(signer: AnySigner, _: Sector) -> bool:
    return isinstance(signer, Signer) and signer.personal_identification_number is not None


def _has_no_number(signer: AnySigner, _: Sector) -> bool:
    return isinstance(signer, Signer) and signer.personal_identification_number is None


def _is_citizen(signer: AnySigner, sector: Sector) -> bool:
    is_for_self = signer.on_behalf_of is not OnBehalfOf.OTHER
    return sector is Sector.PUBLIC and _has_number(signer, sector) and is_for_self


def _is_looked_up(signer: AnySigner, _: Sector) -> bool:
    return isinstance(signer, Signer) and isinstance(signer.notify, Lookup)


TRANSITIONS: Final[Mapping[Event, Transition]] = {
    Event.SIGN: Transition(to=SignerStatus.SIGNED, ends_job=False),
    Event.REJECT: Transition(to=SignerStatus.REJECTED),
    Event.BLOCK: Transition(
        to=SignerStatus.BLOCKED, only_for="signers addressed by e-mail or mobile number", is_for=_has_no_number
    ),
    Event.RESERVE: Transition(
        to=SignerStatus.RESERVED,
        only_for="signers of portal jobs of public senders, addressed by number, who sign for themselves",
        is_for=_is_citizen,
    ),
    Event.LACK_CONTACT_INFORMATION: Transition(
        to=SignerStatus.CONTACT_INFORMATION_MISSING,
        only_for="signers whose contact information is looked up",
        is_for=_is_looked_up,
    ),
    Event.LACK_NAME: Transition(
        to=SignerStatus.SIGNERS_NAME_NOT_AVAILABLE,
        only_for="signers of portal jobs, addressed by number",
        is_for=_has_number,
    ),
    Event.FAIL: Transition(to=DirectSignerStatus.FAILED, only_for="signers of direct jobs", is_for=_is_direct),
    Event.EXPIRE: Transition(to=SignerStatus.EXPIRED, scope=Scope.OPEN_GROUP),
    Event.CANCEL: Transition(to=SignerStatus.CANCELLED, scope=Scope.ALL_WAITING),
}
"""The events that end a signer's waiting. All statuses except WAITING are final."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerState:
    """A signer's status, the time when it began, and the electronic identity of the signature if one was chosen."""

    status: AnyStatus
    since: datetime
    method: SigningMethod | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the signer can still act."""
        return self.status is SignerStatus.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of a job. Signers are identified by their place in the manifest, from 0.

    ``groups`` are the groups of signers in order, as places. ``openings`` are the times at which groups got the job, so
    far. ``signed`` are the places of the signers who have signed, in the order of signing. ``ended`` is when the job
    was completed or failed.
    """

    signers: tuple[AnySigner, ...]
    sector: Sector
    available_for: timedelta
    groups: tuple[tuple[int, ...], ...]
    states: tuple[SignerState, ...]
    openings: tuple[datetime, ...] = ()
    signed: tuple[int, ...] = ()
    ended: datetime | None = None

    @property
    def group(self) -> int:
        """The number of the group that has the job, from 0; -1 before the first group gets it."""
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
        return tuple(place for place in self.groups[self.group] if self.states[place].is_waiting)

    @property
    def is_group_done(self) -> bool:
        """Whether the job can be given to the next group."""
        return self.ended is None and self.group >= 0 and not self.open_to

    @property
    def deadline(self) -> datetime | None:
        """The moment when the open group's time ends; None before the first group has the job."""
        return later(self.openings[-1], self.available_for) if self.openings else None


def start(signers: Sequence[AnySigner], sector: Sector, available_for: timedelta | None, moment: datetime) -> Progress:
    """Return the progress of a new job, before the first group gets it."""
    return Progress(
        signers=tuple(signers),
        sector=sector,
        available_for=DEFAULT_AVAILABILITY if available_for is None else available_for,
        groups=groups_of(signers),
        states=(SignerState(status=SignerStatus.WAITING, since=moment),) * len(signers),
    )


def open_next_group(progress: Progress, moment: datetime) -> Progress:
    """Return the progress after the job was opened for the next group."""
    return replace(progress, openings=(*progress.openings, moment))


def apply_event(
    progress: Progress, event: Event, moment: datetime, place: int = -1, method: SigningMethod | None = None
) -> Progress:
    """Return the progress after an event; ``place`` is the signer, for events that happen to one signer.

    Does not open the next group. Raises NotPossible.
    """
    transition = TRANSITIONS[event]
    changed = _changed(progress, event, place)
    state = SignerState(status=transition.to, since=moment, method=method)
    others = SignerState(status=SignerStatus.NOT_APPLICABLE, since=moment) if transition.ends_job else None
    states = tuple(
        state if number in changed else others if others and each.is_waiting else each
        for number, each in enumerate(progress.states)
    )
    is_over = transition.ends_job or not any(each.is_waiting for each in states)
    signed = (*progress.signed, *changed) if transition.to is SignerStatus.SIGNED else progress.signed
    return replace(progress, states=states, signed=signed, ended=moment if is_over else None)


def why_not(progress: Progress, event: Event, place: int) -> str | None:
    """Return the reason why an event is not possible for one signer now, or None if it is possible."""
    return next(_reasons(progress, event, place), None)


def _reasons(progress: Progress, event: Event, place: int) -> Iterator[str]:
    """Yield the reasons against an event. Each is checked only if the earlier ones do not apply."""
    transition = TRANSITIONS[event]
    if transition.scope is not Scope.ONE_SIGNER:
        yield f"{event} cannot happen to a single signer"
    if progress.ended is not None:
        yield f"the job is already {progress.status}"
    if not 0 <= place < len(progress.signers):
        yield f"signer {place} does not exist; signers are numbered from 0 to {len(progress.signers) - 1}"
    if not progress.states[place].is_waiting:
        yield f"signer {place} is already {progress.states[place].status}"
    if place not in progress.open_to:
        yield f"the job is not open to signer {place} yet"
    if not transition.is_for(progress.signers[place], progress.sector):
        yield f"{event} is only possible for {transition.only_for}, and signer {place} is not one of them"


def _changed(progress: Progress, event: Event, place: int) -> tuple[int, ...]:
    """Return the places of the signers that an event changes. Raises NotPossible."""
    scope = TRANSITIONS[event].scope
    if scope is Scope.ONE_SIGNER:
        reason = why_not(progress, event, place)
    else:
        reason = None if progress.ended is None else f"the job is already {progress.status}"
    if reason is not None:
        raise NotPossible(reason)
    if scope is Scope.ONE_SIGNER:
        return (place,)
    if scope is Scope.OPEN_GROUP:
        return progress.open_to
    return tuple(number for number, each in enumerate(progress.states) if each.is_waiting)
