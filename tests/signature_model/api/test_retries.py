"""How long is waited before each retry."""

from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.retries import Retries


@given(
    st.floats(0, 100),
    st.floats(0, 1_000),
    st.floats(0, 1, exclude_max=True),
    st.integers(1, 20) | st.integers(1, 10**6),
)
def test_a_wait_is_between_half_and_all_of_its_maximum(first: float, longest: float, chance: float, retry: int) -> None:
    waited = Retries(first=first, longest=longest, random=lambda: chance).wait_before(retry)
    bound = min(longest, first * 2.0 ** min(retry - 1, 100))
    assert bound / 2 <= waited <= bound <= longest


def test_waits_double_until_the_maximum() -> None:
    retries = Retries(times=7, first=1, longest=30, random=lambda: 0.5)
    assert [retries.wait_before(retry) for retry in range(1, 8)] == [0.75, 1.5, 3, 6, 12, 22.5, 22.5]


def test_waits_are_random_by_default() -> None:
    assert len({Retries().wait_before(9) for _ in range(20)}) > 1
