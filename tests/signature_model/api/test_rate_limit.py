"""At most ten calls of an organisation are sent in a second."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.rate_limit import BLOCKED_FOR, CALLS, PERIOD, CallLimit

MOMENTS = st.lists(st.floats(0, 5), min_size=1, max_size=60)


def times(limit: CallLimit, moments: list[float]) -> list[float]:
    """When the calls of these moments may leave, in the order of time."""
    return sorted(moment + limit.reserve(moment) for moment in moments)


def is_within(limit: list[float], calls: int = CALLS, period: float = PERIOD) -> bool:
    """Whether there are never more than so many calls in any period."""
    return all(later - earlier > period for earlier, later in zip(limit, limit[calls:], strict=False))


@given(MOMENTS)
def test_at_most_ten_calls_are_sent_in_a_second(moments: list[float]) -> None:
    assert is_within(times(CallLimit(), moments))


@given(MOMENTS, st.integers(1, 5), st.floats(0.1, 3))
def test_another_limit_is_kept_too(moments: list[float], calls: int, period: float) -> None:
    assert is_within(times(CallLimit(calls, period), moments), calls, period)


@given(MOMENTS)
def test_no_wait_is_negative(moments: list[float]) -> None:
    limit = CallLimit()
    assert all(limit.reserve(moment) >= 0 for moment in moments)


@given(st.lists(st.floats(0.13, 5), max_size=30))
def test_infrequent_calls_do_not_wait(pauses: list[float]) -> None:
    limit, now = CallLimit(), 0.0
    for pause in pauses:
        now += pause
        assert limit.reserve(now) == 0


def test_the_eleventh_call_waits_one_period_and_the_twenty_first_two() -> None:
    limit = CallLimit()
    waits = [limit.reserve(100) for _ in range(21)]
    assert waits[:10] == [0] * 10
    assert waits[10:20] == pytest.approx([1.2] * 10)
    assert waits[20] == pytest.approx(2.4)


@given(MOMENTS, st.floats(0, 5))
def test_no_call_is_sent_while_the_organisation_is_blocked(moments: list[float], shut: float) -> None:
    limit = CallLimit()
    limit.block(shut)
    left = times(limit, moments)
    assert left[0] >= shut + BLOCKED_FOR - 1e-9
    assert is_within(left)


def test_an_earlier_block_does_not_end_a_later_one() -> None:
    limit = CallLimit()
    limit.block(10)
    limit.block(5)
    assert limit.reserve(10) == BLOCKED_FOR


def test_blocks_are_counted() -> None:
    limit = CallLimit()
    limit.block(10)
    limit.block(5)
    assert limit.times_blocked == 2


def test_threads_share_a_limit() -> None:
    limit = CallLimit()
    with ThreadPoolExecutor(8) as pool:
        left = sorted(pool.map(limit.reserve, [0.0] * 200))
    assert is_within(left)
    assert left == pytest.approx([1.2 * (number // 10) for number in range(200)])


@pytest.mark.parametrize("calls", [0, -1])
def test_a_limit_of_no_calls_is_refused(calls: int) -> None:
    with pytest.raises(ValueError, match="at least one call"):
        CallLimit(calls)


def test_another_process_continues_with_the_numbers_of_a_limit() -> None:
    limit = CallLimit()
    assert limit.as_numbers() == {"times": [], "opens": None, "times_blocked": 0}
    limit.reserve(1)
    limit.block(2)
    numbers = {"times": [1], "opens": 2 + BLOCKED_FOR, "times_blocked": 1}
    assert limit.as_numbers() == CallLimit.from_numbers(numbers, 3).as_numbers() == numbers
    in_ten_minutes = {"times": [603], "opens": 603, "times_blocked": 1}
    assert CallLimit.from_numbers(in_ten_minutes, 3).as_numbers() == in_ten_minutes


def test_times_from_before_a_restart_of_the_machine_are_forgotten() -> None:
    numbers = {"times": [99_999], "opens": 99_999, "times_blocked": 1}
    assert CallLimit.from_numbers(numbers, 3).as_numbers() == {"times": [], "opens": None, "times_blocked": 1}
