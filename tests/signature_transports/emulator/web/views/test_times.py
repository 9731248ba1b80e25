"""Tests of times in words."""

from datetime import timedelta

import pytest

from signature_transports.clocks import START
from signature_transports.emulator.web.views.times import away, exact, short, utc


def test_a_moment_in_norway_and_in_utc() -> None:
    assert exact(START) == "Tue 1 January 2030 13:00:00"
    assert short(START) == "1 Jan 13:00"
    assert utc(START) == "2030-01-01 12:00:00 UTC"


@pytest.mark.parametrize(
    ("distance", "result"),
    [
        (timedelta(), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(hours=-2), "2 hours ago"),
        (timedelta(days=9, hours=23), "in 9 days"),
    ],
)
def test_how_far_away_a_moment_is(distance: timedelta, result: str) -> None:
    assert away(START + distance, START) == result
