"""Moments in Norway, for people."""

import sys
import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest

from signature_model.jobs.moments import LATEST_TIME
from signature_model.jobs.norwegian_time import day_in_words, in_words, norway

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


def test_without_a_time_zone_database_it_is_always_winter(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("zoneinfo.ZoneInfo", zoneinfo.ZoneInfo.no_cache)
    for name in {"tzdata", *(each for each in sys.modules if each.startswith("tzdata."))}:
        monkeypatch.setitem(sys.modules, name, None)
    zoneinfo.reset_tzpath(to=())
    try:
        zone = norway.__wrapped__()
    finally:
        zoneinfo.reset_tzpath()
    assert (zone.utcoffset(SUMMER), zone.tzname(SUMMER)) == (timedelta(hours=1), "CET")
    assert caplog.messages == [
        "this machine has no time zone database, so times are without summer time: pip install tzdata"
    ]
