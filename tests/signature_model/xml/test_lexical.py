"""Times and numbers are read and written as XML Schema does."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xmlschema import XMLSchema

from signature_model.type_checks import maybe_choice
from signature_model.xml.lexical import (
    holds_seconds,
    holds_time,
    in_utc,
    maybe_seconds,
    maybe_time,
    maybe_whole,
    seconds_text,
    time_text,
    whole_text,
)
from tests.kits.wild import LONGEST, moments

SHORTEST = timedelta.min // timedelta(seconds=1)


@cache
def schema() -> XMLSchema:
    moment = '<xs:element name="moment" type="xs:dateTime"/>'
    return XMLSchema(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{moment}</xs:schema>')


class Zoneless(tzinfo):
    """A time zone that does not know its offset, which is none."""

    def utcoffset(self, _: datetime | None) -> None: ...

    dst = utcoffset

    def tzname(self, _: datetime | None) -> None: ...


@given(moments())
def test_a_moment_comes_back_from_its_text(moment: datetime) -> None:
    assert holds_time(time_text(moment))
    again = maybe_time(time_text(moment))
    assert again == moment
    assert again is not None
    assert again.utcoffset() == moment.utcoffset()


@given(moments())
def test_the_text_of_a_moment_is_a_date_time(moment: datetime) -> None:
    assert schema().is_valid(f"<moment>{time_text(moment)}</moment>")


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        pytest.param(datetime(2030, 1, 31, 12, tzinfo=UTC), "2030-01-31T12:00:00Z", id="UTC"),
        pytest.param(datetime(2030, 1, 31, 12), "2030-01-31T12:00:00", id="naive"),  # noqa: DTZ001 - it has no zone
        pytest.param(datetime(2030, 1, 31, 12, tzinfo=Zoneless()), "2030-01-31T12:00:00", id="a zone without offset"),
        pytest.param(
            datetime(2030, 1, 31, 12, tzinfo=timezone(timedelta(hours=-2))), "2030-01-31T12:00:00-02:00", id="west"
        ),
        pytest.param(datetime(2030, 1, 31, microsecond=500_000, tzinfo=UTC), "2030-01-31T00:00:00.5Z", id="a half"),
        pytest.param(datetime(999, 1, 1, microsecond=1, tzinfo=UTC), "0999-01-01T00:00:00.000001Z", id="smallest part"),
    ],
)
def test_how_a_moment_is_written(moment: datetime, text: str) -> None:
    assert time_text(moment) == text


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2030-01-31T24:00:00Z", "2030-02-01T00:00:00Z"),
        ("2030-12-31T24:00:00.000", "2031-01-01T00:00:00"),
        (" \t2030-01-31T12:00:00Z\r\n", "2030-01-31T12:00:00Z"),
        ("2030-01-31T12:00:00-00:00", "2030-01-31T12:00:00Z"),
        ("2030-01-31T12:00:00+14:00", "2030-01-30T22:00:00Z"),
        ("2030-01-31T12:00:00.1200000000Z", "2030-01-31T12:00:00.12Z"),
        ("2028-02-29T12:00:00Z", "2028-02-29T12:00:00Z"),
        ("9999-12-30T24:00:00Z", "9999-12-31T00:00:00Z"),
    ],
)
def test_the_same_moment_can_be_written_in_several_ways(text: str, same: str) -> None:
    assert maybe_time(text) == datetime.fromisoformat(same)
    assert holds_time(text)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("12030-01-31T12:00:00Z", datetime.max.replace(tzinfo=UTC)),
        ("999999999999-01-31T12:00:00+02:00", datetime.max.replace(tzinfo=UTC)),
        ("9999-12-31T24:00:00Z", datetime.max.replace(tzinfo=UTC)),
        ("12028-02-29T12:00:00", datetime.max),  # noqa: DTZ901 - naive, as the text is
        ("-2030-01-31T12:00:00Z", datetime.min.replace(tzinfo=UTC)),
        ("-12030-01-31T12:00:00", datetime.min),  # noqa: DTZ901 - naive, as the text is
        ("2030-01-31T12:00:00.1234567Z", datetime(2030, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)),
    ],
)
def test_the_nearest_datetime_stands_for_a_time_beyond_it(text: str, nearest: datetime) -> None:
    assert maybe_time(text) == nearest
    assert not holds_time(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "soon",
            "2030-01-31",
            "2030-01-31 12:00:00",
            "2030-01-31T12:00",
            "20300131T120000Z",
            "2030-W05-4T12:00:00",
        ),
        *("2030-02-30T12:00:00Z", "2030-01-31T25:00:00Z", "2030-01-31T24:00:01Z", "2030-01-31T24:00:00.1Z"),
        *("2030-01-31T12:00:60Z", "2030-01-31T12:60:00Z", "2030-13-01T12:00:00Z", "2030-01-31T12:00:00+99:99"),
        *(
            "2030-01-31T12:00:00.Z",
            "2030-01-31T12:00:00,5Z",
            "2030-01-31T12:00:00z",
            "\N{NO-BREAK SPACE}2030-01-31T12:00:00",
        ),
        *("0000-01-31T12:00:00Z", "12030-13-31T12:00:00Z", "12030-01-31T25:00:00Z", "-2030-01-32T12:00:00"),
        *("2030-01-31T24:00:00.0000001Z", "\N{ARABIC-INDIC DIGIT TWO}030-01-31T12:00:00Z"),
    ],
)
def test_another_text_is_not_a_time(text: str) -> None:
    assert maybe_time(text) is None
    assert not holds_time(text)


@given(st.text(st.sampled_from("0123456789-:.TZ+ ")) | st.text())
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = maybe_time(text)
    assert moment is None or schema().is_valid(f"<moment>{text}</moment>")
    assert not holds_time(text) or moment is not None


def test_a_moment_without_a_zone_is_taken_for_utc_where_one_is_needed() -> None:
    moment = datetime(2030, 1, 31, 12)  # noqa: DTZ001 - it has no zone
    there = datetime(2030, 1, 31, 12, tzinfo=timezone(timedelta(hours=1)))
    assert in_utc(moment) == datetime(2030, 1, 31, 12, tzinfo=UTC)
    assert in_utc(there) is there
    assert in_utc(None) is None


@given(st.integers(SHORTEST, LONGEST))
def test_a_duration_comes_back_from_its_seconds(seconds: int) -> None:
    duration = timedelta(seconds=seconds)
    assert seconds_text(duration) == str(seconds)
    assert maybe_seconds(seconds_text(duration)) == duration
    assert holds_seconds(seconds_text(duration))


def test_parts_of_a_second_are_written_as_they_are() -> None:
    assert seconds_text(timedelta(seconds=1.5)) == "1.5"
    assert maybe_seconds("1.5") is None


@pytest.mark.parametrize(
    ("number", "nearest"),
    [
        pytest.param(LONGEST, timedelta(seconds=LONGEST), id="the most"),
        pytest.param(LONGEST + 1, timedelta.max, id="one more"),
        pytest.param(2**63 - 1, timedelta.max, id="the largest long"),
        pytest.param(SHORTEST, timedelta.min, id="the least"),
        pytest.param(SHORTEST - 1, timedelta.min, id="one less"),
        pytest.param(-(2**63) + 1, timedelta.min, id="the smallest long, nearly"),
        pytest.param(2**63, None, id="beyond a long"),
        pytest.param(-(2**64), None, id="below a long"),
    ],
)
def test_the_nearest_timedelta_stands_for_a_duration_beyond_it(number: int, nearest: timedelta | None) -> None:
    assert maybe_seconds(str(number)) == nearest
    assert holds_seconds(str(number)) is (SHORTEST <= number <= LONGEST)


@given(st.integers(-(10**99), 10**99), st.sampled_from(["", "\r\n", " \t"]))
def test_any_number_is_read_with_blanks_around_it(number: int, blank: str) -> None:
    assert maybe_whole(f"{blank}{number}{blank}") == number
    assert (maybe_seconds(f"{blank}{number}") is None) is (abs(number) >= 2**63)


@pytest.mark.parametrize(("text", "number"), [("+5", 5), ("-0", 0), ("0005", 5), (" 7\n", 7), ("9" * 100, 10**100 - 1)])
def test_how_a_whole_number_may_be_written(text: str, number: int) -> None:
    assert maybe_whole(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "+",
        "1.0",
        "1e3",
        "1_000",
        "0x10",
        "- 1",
        "\N{ARABIC-INDIC DIGIT FIVE}",
        "\N{NO-BREAK SPACE}5",
        "9" * 101,
    ],
)
def test_another_text_is_not_a_whole_number(text: str) -> None:
    assert maybe_whole(text) is None


class Colour(StrEnum):
    RED = "red"


def test_a_choice_is_taken_literally() -> None:
    assert maybe_choice(Colour, "red") is Colour.RED
    assert maybe_choice(Colour, "RED") is None
    assert maybe_choice(Colour, " red") is None


@given(st.integers(-(10**19), 10**19))
def test_a_whole_number_is_written_so_that_it_can_be_read(number: int) -> None:
    assert maybe_whole(whole_text(number)) == (number if abs(number) < 2**63 else None)


def test_a_number_too_long_for_tens_is_written_all_the_same() -> None:
    assert maybe_whole(whole_text(10**5000)) is None
