"""The settings of the emulated service: its environment, its customers and its signers. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from signature_model.api.rate_limit import CALLS
from signature_model.api.services import Service
from signature_model.jobs.context import Environment, Sector
from signature_transports.emulator.events import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from random import Random

    from cryptography.x509 import Certificate

PRODUCTION_WAIT: Final = timedelta(minutes=10)
"""How long clients must wait after polling an empty queue in production."""
TEST_WAIT: Final = (5.0, 30.0)
"""The minimum and the maximum wait in the test environments, in seconds."""


CLIENT_ID: Final = "emulator"
"""The client id for which tokens are issued."""
BROKER_ID: Final = "555444"
"""The broker id that belongs to it."""
WAYS: Final = ("certificate", "token", "both")
"""The ways in which calls can authenticate."""


class Clock(Protocol):
    """The emulator's clock: a ``ManualClock``, a ``RealClock``, or any other.

    An attribute ``is_real_time``, if it exists, is whether the clock shows the real time, which senders use for seals.
    """

    def now(self) -> datetime:
        """Return the present moment, aware."""


class MovableClock(Clock, Protocol):
    """A clock that can be advanced."""

    def advance(self, seconds: float) -> None:
        """Advance the clock."""


class SignedForm(StrEnum):
    """The form of signed documents: ``sealed`` like the service's, or ``plain`` with a signature of each signer."""

    SEALED = "sealed"
    PLAIN = "plain"


class BaselineLevel(StrEnum):
    """The level of sealed documents, from ETSI's baseline profiles: T adds a time-stamp, LT revocation data."""

    B = "B"
    T = "T"
    LT = "LT"
    LTA = "LTA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """An automatic signer: the event, and the time between getting the job and the event."""

    does: Event
    after: timedelta = timedelta()


SIGNS: Final = Persona(does=Event.SIGN)
"""Signs immediately."""
REJECTS: Final = Persona(does=Event.REJECT)
"""Rejects immediately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of the service. Raises ValueError if the root is not a URL, or for an unknown form or level.

    - ``root``: the beginning of all URLs.
    - ``sector``: the sector of all senders, except those in ``sectors``.
    - ``senders``: the organisations with an agreement (None: all).
    - ``brokers``: for each sender, the organisations that may send for it.
    - ``long_term_storage``: the senders with long-term storage.
    - ``trust_anchors``: the certificates at which the chain of a seal may end (None: any).
    - ``is_seal_timed``: whether a seal must be made within 5 seconds of the clock (None: if the clock shows the real
      time).
    - ``empty_queue_wait``: how long clients must wait after polling an empty queue (None: as in the environment).
    - ``calls_per_second``: the limit on calls (None: no limit).
    - ``personas``: automatic signers by national id number, e-mail address, mobile number or identifier. All other
      signers behave as ``persona``, or never act if it is None.
    - ``journal_length``: the number of calls that the journal keeps.
    - ``seed``: the seed for random numbers.
    - ``authentication``: how calls authenticate: "certificate", "token" or "both".
    - ``client_id``, ``broker_id``: the client that gets tokens. ``token_thumbprint`` is the SHA-256 of its certificate,
      in hexadecimal (None: any certificate).
    - ``token_lifetime``: the seconds for which a token is valid.
    - ``signed_form``: the form of signed documents. Sealed ones have the ``level`` B, T, LT or LTA.
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
    authentication: str = "both"
    client_id: str = CLIENT_ID
    broker_id: str = BROKER_ID
    token_thumbprint: str | None = None
    token_lifetime: int = 3600
    signed_form: SignedForm = SignedForm.SEALED
    level: BaselineLevel = BaselineLevel.LT

    def __post_init__(self) -> None:
        service = Service(root=self.root, environment=self.environment)
        object.__setattr__(self, "root", service.root)
        object.__setattr__(self, "signed_form", SignedForm(self.signed_form))
        object.__setattr__(self, "level", BaselineLevel(self.level))
        if self.authentication not in WAYS:
            msg = f"authentication must be one of {', '.join(WAYS)}, not {self.authentication!r}"
            raise ValueError(msg)

    def sector_of(self, sender: str) -> Sector:
        """Return the sector of a sender."""
        return self.sectors.get(sender, self.sector)

    def persona_of(self, names: Iterable[str]) -> Persona | None:
        """Return the persona of a signer who is found by one of the names."""
        return next((self.personas[each] for each in names if each in self.personas), self.persona)

    def wait(self, random: Random) -> timedelta:
        """Return how long clients must wait after polling an empty queue."""
        if self.empty_queue_wait is not None:
            return self.empty_queue_wait
        if self.environment is Environment.PRODUCTION:
            return PRODUCTION_WAIT
        return timedelta(seconds=round(random.uniform(*TEST_WAIT), 3))
