"""Clocks that stand still or run, and can be moved forward."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_transports.clocks import START, ManualClock, RealClock

STEPS = st.lists(st.integers(0, 10**9).map(lambda microseconds: microseconds / 1_000_000))


@given(STEPS)
def test_a_manual_clock_says_by_how_much_it_was_moved(steps: list[float]) -> None:
    clock = ManualClock()
    for step in steps:
        clock.advance(step)
    passed = sum((timedelta(seconds=step) for step in steps), timedelta())
    assert clock.now() == START + passed
    assert clock.seconds() == passed.total_seconds()


def test_a_manual_clock_stands_still() -> None:
    clock = ManualClock()
    assert clock.now() == clock.now() == START
    assert clock.seconds() == 0
    assert START.utcoffset() == timedelta()
    assert not clock.is_real_time


def test_a_manual_clock_starts_at_a_given_time() -> None:
    moment = datetime(2026, 3, 29, 1, tzinfo=UTC)
    clock = ManualClock(moment)
    clock.advance(1.5)
    assert (clock.now(), clock.seconds()) == (moment + timedelta(seconds=1.5), 1.5)


@pytest.mark.parametrize("seconds", [-1, -0.001])
def test_a_manual_clock_cannot_be_moved_back(seconds: float) -> None:
    clock = ManualClock()
    with pytest.raises(ValueError, match=f"^a clock cannot be moved by {seconds} s$"):
        clock.advance(seconds)
    assert clock.seconds() == 0


def test_threads_can_move_one_clock() -> None:
    clock = ManualClock()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(clock.advance, [0.25] * 2_000))
    assert clock.seconds() == 500


# The machine's clock


def test_a_real_clock_shows_the_real_time() -> None:
    before = datetime.now(UTC)
    clock = RealClock()
    shown = clock.now()
    assert before <= shown <= datetime.now(UTC)
    assert clock.is_real_time


def test_a_real_clock_that_was_moved_is_not_true() -> None:
    clock = RealClock()
    clock.advance(0)
    assert clock.is_real_time
    before = datetime.now(UTC)
    clock.advance(3_600)
    clock.advance(0.5)
    shown = clock.now() - timedelta(seconds=3_600.5)
    assert before <= shown <= datetime.now(UTC)
    assert not clock.is_real_time


def test_a_real_clock_cannot_be_moved_back() -> None:
    clock = RealClock()
    with pytest.raises(ValueError, match="cannot be moved by"):
        clock.advance(-1)
    assert clock.is_real_time
