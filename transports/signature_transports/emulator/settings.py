"""How the service that is played behaves: its environment, its customers, its people. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from signature_model.api.rate_limit import CALLS
from signature_model.api.services import Service
from signature_model.jobs.context import Environment, Sector
from signature_transports.emulator.events import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from random import Random

    from cryptography.x509 import Certificate

PRODUCTION_WAIT: Final = timedelta(minutes=10)
"""How long an empty queue has to be left alone."""
TEST_WAIT: Final = (5.0, 30.0)
"""The same in the test environments: seconds, at least and at most."""


class Clock(Protocol):
    """What the emulator goes by: a ``ManualClock``, a real one, or any other.

    One with an attribute ``is_true`` tells by it whether it shows the time that others have, who seal by theirs.
    """

    def now(self) -> datetime:
        """The present moment, aware."""


class MovableClock(Clock, Protocol):
    """A clock that its owner can put forward."""

    def advance(self, seconds: float) -> None:
        """Put it forward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """What a signer does of their own accord, so long after they got the job."""

    does: Event
    after: timedelta = timedelta()


SIGNS: Final = Persona(does=Event.SIGN)
"""Signs at once."""
REJECTS: Final = Persona(does=Event.REJECT)
"""Rejects at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be chosen about the service. Raises ValueError for a root that is no url.

    ``root`` is the url that all others begin with. ``senders`` are the organisations with an agreement (None: all),
    ``sectors`` those in another sector than ``sector``, ``brokers`` those who may send for others, by sender,
    ``long_term_storage`` the senders who have it. Seals are trusted where their chain ends at one of the
    ``trust_anchors``; None trusts all of them. ``is_seal_timed`` says whether a seal has to be made within 5 seconds
    of the clock; None: where the clock shows the true time.

    ``empty_queue_wait`` is as in the environment where it is None, ``calls_per_second`` unlimited. ``personas`` are
    found by national id number, e-mail address or mobile number; all others are as ``persona``, or never answer.
    """

    root: str = "http://127.0.0.1/api"
    environment: Environment = Environment.TEST
    sector: Sector = Sector.PUBLIC
    sectors: Mapping[str, Sector] = field(default_factory=dict)
    senders: Collection[str] | None = None
    brokers: Mapping[str, Collection[str]] = field(default_factory=dict)
    long_term_storage: Collection[str] = ()
    trust_anchors: tuple[Certificate, ...] | None = None
    is_seal_timed: bool | None = None
    empty_queue_wait: timedelta | None = None
    calls_per_second: int | None = CALLS
    persona: Persona | None = None
    personas: Mapping[str, Persona] = field(default_factory=dict, repr=False)
    journal_length: int = 1_000
    seed: int = 0

    def __post_init__(self) -> None:
        service = Service(root=self.root, environment=self.environment)
        object.__setattr__(self, "root", service.root)

    def sector_of(self, sender: str) -> Sector:
        """The sector of a sender."""
        return self.sectors.get(sender, self.sector)

    def wait(self, random: Random) -> timedelta:
        """How long a queue that was found empty has to be left alone."""
        if self.empty_queue_wait is not None:
            return self.empty_queue_wait
        if self.environment is Environment.PRODUCTION:
            return PRODUCTION_WAIT
        return timedelta(seconds=round(random.uniform(*TEST_WAIT), 3))
