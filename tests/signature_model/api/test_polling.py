"""The next poll waits as long as the service demands, by the service's clock."""

import logging
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signature_model.api import queues
from signature_model.api.exchange import is_too_early
from signature_model.api.http import Response
from signature_model.api.polling import LEAST_WAIT, LONGEST_WAIT, poll_of
from signature_model.api.responses import Poll, StatusChange
from signature_model.api.services import PRODUCTION
from tests.kits.jobs import KARI
from tests.signature_model.answers import moments
from tests.signature_model.scripts import CHANGE, JOB, NOW, SERVICE, a_manner, done, permitted_after, scripted

SECOND = timedelta(seconds=1)
DATE = format_datetime(NOW, usegmt=True)
CLOCKS = st.integers(0, 10**10).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
"""What the service's clock may show, right or wrong."""
MESSY = st.text(st.sampled_from("0123456789-+:TZ.[]/ GMTonJa,\N{ARABIC-INDIC DIGIT ONE}")) | st.text()


def poll(
    status: int = 204, change: StatusChange | None = None, *, time: str | None = None, date: str | None = DATE
) -> Poll[StatusChange]:
    """What is made of an answer to a poll with these headers."""
    headers = {"x-next-permitted-poll-time": time, "date": date}
    present = {name: value for name, value in headers.items() if value is not None}
    return poll_of(Response(status=status, headers=present), change, SERVICE, NOW + timedelta(seconds=9))


@given(CLOCKS, st.integers(1, 3_600), st.integers(-14, 14))
def test_the_wait_is_the_difference_between_the_poll_time_and_the_date(now: datetime, seconds: int, hours: int) -> None:
    time = (now + timedelta(seconds=seconds)).astimezone(timezone(timedelta(hours=hours)))
    made = poll(time=time.isoformat(), date=format_datetime(now, usegmt=True))
    assert (made.wait, made.next_permitted_poll_time) == (timedelta(seconds=seconds), time)


@pytest.mark.parametrize(
    "time",
    [
        "2030-01-01T12:00:30Z",
        "2030-01-01T12:00:30+00:00",
        "2030-01-01T13:00:30+01:00",
        "2030-01-01T13:00:30.000+01:00",
        "2030-01-01T13:00:30.000000000+01:00",
        "2030-01-01T13:00:30+01:00[Europe/Oslo]",
        " 2030-01-01T13:00:30+01:00 ",
        "20300101T130030+0100",
    ],
)
def test_a_poll_time_may_be_written_in_several_ways(time: str) -> None:
    assert poll(time=time).wait == timedelta(seconds=30)


def test_a_queue_without_a_date_counts_by_this_machine_s_clock() -> None:
    too_early = Response(status=429, headers={"x-next-permitted-poll-time": "2030-01-01T12:00:30Z"})
    polled = done(queues.poll(JOB, lambda _: CHANGE, SERVICE, a_manner()), scripted(too_early))
    assert (polled.change, polled.was_too_early) == (None, True)
    assert polled.wait >= LEAST_WAIT


def test_a_poll_time_without_seconds_is_read() -> None:
    assert poll(time="2030-01-01T13:10+01:00[Europe/Oslo]").wait == timedelta(minutes=10)


def test_after_a_change_the_next_poll_is_permitted_immediately() -> None:
    made = poll(200, CHANGE, time=NOW.isoformat())
    assert (made.change, made.wait, made.was_too_early) == (CHANGE, timedelta(), False)
    assert made.next_permitted_poll_time == NOW


def test_after_a_change_a_fraction_of_a_second_is_not_waited() -> None:
    assert poll(200, CHANGE, time="2030-01-01T12:00:00.999Z").wait == timedelta()


@pytest.mark.parametrize("seconds", [1, 7])
def test_after_a_change_the_service_may_demand_a_wait(seconds: int) -> None:
    assert poll(200, CHANGE, time=f"2030-01-01T12:00:0{seconds}Z").wait == timedelta(seconds=seconds)


@given(moments(), moments())
def test_a_wait_after_an_empty_queue_is_between_a_second_and_an_hour(time: datetime, date: datetime) -> None:
    made = poll(time=time.isoformat(), date=format_datetime(date))
    assert LEAST_WAIT <= made.wait <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("time", "wait"),
    [
        pytest.param("2030-01-01T12:59:59Z", LONGEST_WAIT - SECOND, id="within an hour"),
        pytest.param("2030-01-01T13:00:01Z", LONGEST_WAIT, id="beyond an hour"),
        pytest.param("9999-12-31T23:59:59-14:00", LONGEST_WAIT, id="never"),
        pytest.param("2030-01-01T12:00:00.4Z", LEAST_WAIT, id="within a second"),
        pytest.param("2030-01-01T12:00:00Z", LEAST_WAIT, id="now"),
        pytest.param("2030-01-01T11:00:00Z", LEAST_WAIT, id="past"),
        pytest.param("0001-01-01T00:00:00+14:00", LEAST_WAIT, id="long past"),
    ],
)
def test_a_wait_has_limits(time: str, wait: timedelta) -> None:
    assert poll(time=time).wait == wait


# Too early


def test_the_limits_are_a_second_and_an_hour() -> None:
    assert (timedelta(seconds=1), timedelta(hours=1)) == (LEAST_WAIT, LONGEST_WAIT)


@pytest.mark.parametrize("wait", [timedelta(seconds=-3), timedelta(), timedelta(seconds=0.5)])
def test_a_poll_that_was_too_early_is_followed_by_a_wait(wait: timedelta) -> None:
    made = poll(429, time=(NOW + wait).isoformat())
    assert (made.was_too_early, made.wait) == (True, LEAST_WAIT)


def test_a_poll_that_was_too_early_waits_until_the_poll_time() -> None:
    made = poll(429, time="2030-01-01T12:00:20Z")
    assert (made.was_too_early, made.change, made.wait) == (True, None, timedelta(seconds=20))


def test_a_poll_that_was_too_early_is_not_followed_by_another_before_retry_after() -> None:
    for seconds, wait in (("25", 25), ("5", 20), ("9999", 3600)):
        headers = {"date": DATE, "x-next-permitted-poll-time": "2030-01-01T12:00:20Z", "retry-after": seconds}
        assert poll_of(Response(status=429, headers=headers), None, SERVICE, NOW).wait == timedelta(seconds=wait)


def test_a_poll_that_was_too_early_without_a_valid_time_waits_as_for_an_empty_queue() -> None:
    made = poll(429, time="soon")
    assert (made.was_too_early, made.wait) == (True, SERVICE.empty_queue_wait)


@pytest.mark.parametrize(
    ("status", "headers", "early"),
    [
        pytest.param(429, permitted_after(), True, id="told when"),
        pytest.param(429, {"dosfilter": "delayed"}, False, id="blocked"),
        pytest.param(429, {}, False, id="told nothing"),
        pytest.param(503, permitted_after(), False, id="another status"),
        pytest.param(204, permitted_after(), False, id="nothing new"),
    ],
)
def test_too_early_is_status_429_with_a_poll_time(status: int, headers: dict[str, str], *, early: bool) -> None:
    assert is_too_early(Response(status=status, headers=headers)) is early


# What cannot be understood

NONSENSE = [
    pytest.param(None, DATE, id="no time"),
    pytest.param("", DATE, id="an empty time"),
    pytest.param("soon", DATE, id="no time at all"),
    pytest.param("2030-01-01T12:00:30", DATE, id="no zone"),
    pytest.param("[Europe/Oslo]", DATE, id="a zone alone"),
    pytest.param("2030-02-30T12:00:00Z", DATE, id="no such day"),
    pytest.param("99999999999-01-01T00:00:00Z", DATE, id="no such year"),
    pytest.param("2030-01-01T12:00:09Z", None, id="no date, and the time has passed here"),
]


@pytest.mark.parametrize(("time", "date"), NONSENSE)
def test_without_valid_times_an_empty_queue_has_the_default_wait(
    time: str | None, date: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert poll(time=time, date=date).wait == timedelta(seconds=30)
    assert [each.message for each in caplog.records if each.levelno == logging.WARNING] == [
        "the response to the poll does not say when the next poll is permitted: waiting for 0:00:30"
    ]


def test_the_default_wait_is_longer_in_production() -> None:
    assert poll_of(Response(status=204), None, PRODUCTION, NOW).wait == timedelta(minutes=10)


@pytest.mark.parametrize(("time", "date"), NONSENSE)
def test_without_valid_times_a_change_is_followed_by_another_poll_immediately(
    time: str | None, date: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert poll(200, CHANGE, time=time, date=date).wait == timedelta()
    assert not caplog.records  # nobody has to be warned


@pytest.mark.parametrize(("time", "said"), [(f"of {KARI}", "of 018180*****"), (None, "")])
def test_an_invalid_time_is_logged_as_info(caplog: pytest.LogCaptureFixture, time: str | None, said: str) -> None:
    caplog.set_level(logging.INFO)
    poll(200, CHANGE, time=time)
    assert [each.message for each in caplog.records] == [
        f"X-Next-permitted-poll-time is not a time with a zone: '{said}'"
    ]


@pytest.mark.parametrize(
    "date",
    [
        pytest.param(None, id="no date"),
        pytest.param("", id="an empty date"),
        pytest.param("yesterday", id="no date at all"),
        pytest.param("Tue, 31 Feb 2030 12:00:00 GMT", id="no such date"),
        pytest.param("Tue, 01 Jan 2030 12:00:00 +999999999999999999", id="no such offset"),
        pytest.param("Tue, 01 Jan 999999999999999999999 12:00:00 GMT", id="no such year of a date"),
    ],
)
def test_without_a_valid_date_the_poll_time_is_compared_with_this_machines_clock(
    date: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    for status, change in ((204, None), (429, None), (200, CHANGE)):
        assert poll(status, change, time="2030-01-01T12:00:30Z", date=date).wait == timedelta(seconds=21)
    assert not caplog.records


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_is_in_utc_by_default(zone: str) -> None:
    assert poll(time="2030-01-01T12:00:30Z", date=f"Tue, 01 Jan 2030 12:00:00 {zone}").wait == timedelta(seconds=30)


@example("2030-01-01T12:00:30Z", "Tue, 01 Jan 2030 12:00:00 +99999999999999")
@given(MESSY | moments().map(datetime.isoformat), MESSY | moments().map(format_datetime))
def test_any_headers_give_a_wait_within_the_limits(time: str, date: str) -> None:
    for status, change in ((204, None), (429, None), (200, CHANGE)):
        made = poll(status, change, time=time, date=date)
        assert timedelta() <= made.wait <= LONGEST_WAIT
        assert made.wait >= LEAST_WAIT or made.change
