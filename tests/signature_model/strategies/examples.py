"""Many examples of a strategy, for measurements and for statements about all of them."""

from collections.abc import Iterator
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

Value = TypeVar("Value")

MOST_AT_ONCE = 50
"""Hypothesis varies earlier examples of a run, so in a long run many are alike."""


def examples(strategy: SearchStrategy[Value], count: int) -> list[Value]:
    """Return ``count`` examples; fewer if there are no more.

    They are the same every time if the same modules are imported: Hypothesis also draws constants that occur in them.
    """
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
    """Use a part of the profile's examples, for tests with slow examples."""
    return settings(max_examples=max(1, settings().max_examples // part))
