"""What the strategies of broken things give, and what breaks a thing: one change of something valid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from hypothesis import strategies as st

from signature_model.jobs.context import Environment, Sector

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DrawFn

    from signature_model.jobs.context import Context
    from signature_model.jobs.portal import PortalJob
    from signature_model.strategies.jobs import JobOptions

Thing = TypeVar("Thing")
Value = TypeVar("Value")

BOTH = (Sector.PUBLIC, Sector.PRIVATE)


class Broken(tuple[Thing, str], Generic[Thing]):  # noqa: SLOT001 - a tuple of this kind can have no slots
    """A thing with one fault, and the code of that fault: a pair, which knows in which ``context`` the fault shows."""

    context: Context

    def __new__(cls, thing: Thing, code: str, context: Context) -> Broken[Thing]:
        """Put together a pair and its context."""
        pair = super().__new__(cls, (thing, code))
        pair.context = context
        return pair

    def __getnewargs__(self) -> tuple[Thing, str, Context]:
        """What a copy is made of."""
        return (*self, self.context)

    @property
    def thing(self) -> Thing:
        """The first of the pair."""
        return self[0]

    @property
    def code(self) -> str:
        """The second of the pair."""
        return self[1]


ANY_JOB: JobOptions = {}


def picked(draw: DrawFn, values: Sequence[Value]) -> Value:
    """One of the values, which may be large: Hypothesis shows what it chooses from, and so gets to see indices only."""
    return values[draw(st.integers(0, len(values) - 1))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker(Generic[Thing]):
    """What makes a broken thing of a valid job, and what the job has to be like for that to be the only fault.

    ``start`` are options of ``jobs``; ``sectors`` are those of the sender in which the change is a fault, and with
    ``states_sector`` False nobody is to know it. ``environment`` is that of the verdict.
    """

    change: Callable[[DrawFn, PortalJob], Thing]
    start: JobOptions = field(default_factory=lambda: ANY_JOB)
    sectors: tuple[Sector, ...] = BOTH
    states_sector: bool = True
    environment: Environment = Environment.TEST
