"""Moments have a time zone, or are the present one."""

from datetime import UTC, datetime, timedelta, timezone

import click
import pytest

from signature_model.console.moments import Moment, moment

OPTION = click.Option(["--now"])
CONTEXT = click.Context(click.Command("command"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2030-01-31T12:00:00Z", datetime(2030, 1, 31, 12, tzinfo=UTC)),
        ("2030-01-31T12:00:00+01:00", datetime(2030, 1, 31, 12, tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_a_moment_has_a_time_zone(text: str, value: datetime) -> None:
    read = moment(CONTEXT, OPTION, text)

    assert read == Moment(value=value)
    assert read.value.utcoffset() == value.utcoffset()


def test_the_option_may_be_left_out() -> None:
    assert moment(CONTEXT, OPTION, None) is None


def test_now_is_a_moment_that_the_clock_gives() -> None:
    read = moment(CONTEXT, OPTION, "now")

    assert read is not None
    assert (read.is_now, read.value.tzinfo) == (True, UTC)


@pytest.mark.parametrize("text", ["9999-01-01T00:00:00Z", "0001-12-31T23:59:59+14:00"])
def test_a_moment_is_far_from_the_first_and_the_last_year(text: str) -> None:
    with pytest.raises(click.BadParameter, match="must be from 2 to 9998"):
        moment(CONTEXT, OPTION, text)


@pytest.mark.parametrize("text", ["", "NOW", "yesterday", "2030-01-31", "2030-01-31T12:00:00", "2030-02-30T12:00:00Z"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is neither `now` nor a moment with a time zone, like 2030-01-31T"):
        moment(CONTEXT, OPTION, text)
