"""A broken value with its code, and a breaker, which turns a valid job into a broken value by one change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from hypothesis import strategies as st

from signature_model.jobs.context import Environment, Sector

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DrawFn

    from signature_model.jobs.context import Context
    from signature_model.strategies.jobs import JobOptions

Thing = TypeVar("Thing")
Value = TypeVar("Value")

BOTH = (Sector.PUBLIC, Sector.PRIVATE)


class Broken(tuple[Thing, str], Generic[Thing]):  # noqa: SLOT001 - a tuple of this kind can have no slots
    """A value with one error, and the code of the error, as a pair. A rule finds the error in the ``context``."""

    context: Context

    def __new__(cls, thing: Thing, code: str, context: Context) -> Broken[Thing]:
        """Create a pair with its context."""
        pair = super().__new__(cls, (thing, code))
        pair.context = context
        return pair

    def __getnewargs__(self) -> tuple[Thing, str, Context]:
        """Return the arguments that copy and pickle need."""
        return (*self, self.context)

    @property
    def thing(self) -> Thing:
        """The broken value."""
        return self[0]

    @property
    def code(self) -> str:
        """The code of the error."""
        return self[1]


ANY_JOB: JobOptions = {}


def picked(draw: DrawFn, values: Sequence[Value]) -> Value:
    """Draw one of the values by its index. Otherwise Hypothesis would print all values, which may be large."""
    return values[draw(st.integers(0, len(values) - 1))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker(Generic[Thing]):
    """A change that turns a valid job into a value with one error, and the properties that the job must have.

    ``change`` takes jobs of one flow, or of both. ``start``: options of ``jobs`` and ``direct_jobs``. ``sectors``: the
    sender's sectors in which the change is an error. ``states_sector``: False if the context must not contain the
    sector. ``environment``: the environment of the context.
    """

    change: Callable[[DrawFn, Any], Thing]
    start: JobOptions = field(default_factory=lambda: ANY_JOB)
    sectors: tuple[Sector, ...] = BOTH
    states_sector: bool = True
    environment: Environment = Environment.TEST
