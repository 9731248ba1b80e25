import sys
from time import process_time

import pytest

from fuzz.limits import MOST_MEMORY, MOST_SECONDS, Cost, TooCostly, cost_of, require_affordable

LARGE = 64 * 1024 * 1024


def is_busy(_: bytes) -> None:
    end = process_time() + MOST_SECONDS
    while process_time() < end:
        pass


def takes_memory(_: bytes) -> None:
    bytearray(b"x") * LARGE


@pytest.mark.parametrize(
    ("cost", "is_affordable"),
    [
        pytest.param(Cost(seconds=MOST_SECONDS, memory=MOST_MEMORY), True, id="the most"),
        pytest.param(Cost(seconds=MOST_SECONDS + 0.01, memory=0), False, id="more time"),
        pytest.param(Cost(seconds=0, memory=MOST_MEMORY + 1), False, id="more memory"),
    ],
)
def test_what_is_affordable_is_within_both_limits(cost: Cost, *, is_affordable: bool) -> None:
    assert cost.is_affordable is is_affordable


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is measured on Linux")
def test_memory_that_was_given_back_counts() -> None:
    assert cost_of(takes_memory, b"").memory > LARGE // 2
    assert cost_of(lambda _: None, b"").memory < LARGE // 2


def test_what_takes_too_long_is_told() -> None:
    with pytest.raises(TooCostly, match=r"an input of 3 bytes takes 1\.\d\d s and"):
        require_affordable(is_busy, b"abc")


def test_what_the_check_raises_passes_through() -> None:
    def refuses(_: bytes) -> None:
        msg = "not so"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="not so"):
        require_affordable(refuses, b"")
