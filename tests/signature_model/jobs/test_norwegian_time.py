"""Moments in Norway, for people."""

from datetime import UTC, datetime

import pytest

from signature_model.jobs.moments import LATEST_TIME
from signature_model.jobs.norwegian_time import day_in_words, in_words

SUMMER = datetime(2030, 6, 3, 10, 0, 0, 999_999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        pytest.param(SUMMER, "Mon 3 June 2030 12:00:00 CEST", id="summer"),
        pytest.param(datetime(2030, 1, 1, 12, tzinfo=UTC), "Tue 1 January 2030 13:00:00 CET", id="winter"),
        pytest.param(SUMMER.replace(tzinfo=None), "2030-06-03T10:00:00", id="no time zone"),
        pytest.param(LATEST_TIME, "Fri 31 December 9999 23:59:59 UTC", id="the last moment"),
    ],
)
def test_a_moment_in_words(moment: datetime, words: str) -> None:
    assert in_words(moment) == words


def test_a_day_is_a_day_in_norway() -> None:
    assert day_in_words(datetime(2029, 12, 31, 23, tzinfo=UTC)) == "1 January 2030"
