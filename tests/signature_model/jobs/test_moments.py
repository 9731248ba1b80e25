"""A moment after a duration is at most the last one."""

from datetime import UTC, datetime, timedelta

from signature_model.jobs.moments import LATEST_TIME, later


def test_what_is_later_than_the_last_moment_is_the_last_moment() -> None:
    moment = datetime(2030, 1, 31, tzinfo=UTC)
    assert later(moment, timedelta(days=1)) == datetime(2030, 2, 1, tzinfo=UTC)
    assert later(moment, timedelta.max) == LATEST_TIME
