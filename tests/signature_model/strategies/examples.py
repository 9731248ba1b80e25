"""Many examples of a strategy at once, for measuring and for what is told of all together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

Value = TypeVar("Value")

MOST_AT_ONCE = 1_000
"""A longer run of Hypothesis remembers everything that it has tried, and looks at all of it."""


def examples(strategy: SearchStrategy[Value], count: int) -> list[Value]:
    """So many examples, the same every time; fewer where there are no more."""
    runs = range(0, count, MOST_AT_ONCE)
    return [each for start in runs for each in _some(strategy, min(MOST_AT_ONCE, count - start), start)]


def _some(strategy: SearchStrategy[Value], count: int, number: int) -> Iterator[Value]:
    found: list[Value] = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def remember(value: Value) -> None:
        found.append(value)

    remember()
    yield from found


def fewer(part: int) -> settings:
    """A part of the examples that the profile gives, for tests whose examples take their time."""
    return settings(max_examples=max(1, settings().max_examples // part))
