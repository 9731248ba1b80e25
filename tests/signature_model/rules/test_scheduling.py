"""A job is open for a limited time, from an unambiguous time on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest

from signature_model import Availability, validate_bundle
from tests.kits.bundles import with_manifest
from tests.kits.certificates import MOMENT
from tests.kits.jobs import DAY, PUBLIC, available
from tests.kits.reports import FULL, codes_of, of_job

SECOND = timedelta(seconds=1)
OSLO = timezone(timedelta(hours=2))


class Nowhere(tzinfo):
    """A time zone that does not know its offset."""

    def utcoffset(self, _: datetime | None) -> None: ...

    dst = utcoffset

    def tzname(self, _: datetime | None) -> None: ...


NOWHERE = Nowhere()


@pytest.mark.parametrize(
    ("duration", "codes"),
    [
        pytest.param(timedelta(days=90), [], id="90 days"),
        pytest.param(timedelta(days=90) + SECOND, ["PSR401"], id="a second more"),
        pytest.param(timedelta.max, ["PSR103", "PSR401"], id="as long as can be, in parts of seconds"),
        pytest.param(timedelta(0), ["PSR404"], id="no time at all"),
        pytest.param(-SECOND, ["PSR103"], id="less than no time"),
        pytest.param(SECOND, ["PSR405"], id="a second"),
        pytest.param(timedelta(hours=24), ["PSR405"], id="24 hours"),
        pytest.param(timedelta(hours=24) + SECOND, [], id="24 hours and a second"),
        pytest.param(None, [], id="not said: 30 days"),
    ],
)
def test_a_job_is_open_for_at_most_90_days_and_at_best_for_more_than_one(
    duration: timedelta | None, codes: list[str]
) -> None:
    assert codes_of(of_job(availability=Availability(available_for=duration))) == codes


def test_a_job_without_availability_is_open_for_the_default() -> None:
    assert codes_of(of_job(availability=None)) == []


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        pytest.param("7862400", "open for 91 days; the maximum is 90 (7,776,000 seconds)", id="whole days"),
        pytest.param("7776001", "open for 7,776,001 seconds; the maximum is 7,776,000 (90 days)", id="not whole days"),
        pytest.param(str(2**63 - 1), "open for at least 86,399,999,999,999 seconds; ", id="the longest that is valid"),
    ],
)
def test_the_message_states_how_long_the_job_is_open(seconds: str, message: str) -> None:
    [finding] = validate_bundle(with_manifest("864000", seconds), FULL).findings
    assert finding.code == "PSR401"
    assert finding.message.startswith(message)
    assert (finding.member, finding.where, finding.line) == (
        "manifest.xml",
        "/portal-signature-job-manifest/availability/available-seconds",
        29,
    )


@pytest.mark.parametrize(
    ("activation", "now", "codes"),
    [
        pytest.param(MOMENT - SECOND, MOMENT, ["PSR402"], id="a second ago"),
        pytest.param(MOMENT, MOMENT, [], id="now"),
        pytest.param(MOMENT + SECOND, MOMENT, [], id="in a second"),
        pytest.param((MOMENT - SECOND).astimezone(OSLO), MOMENT, ["PSR402"], id="a second ago, in Oslo's time"),
        pytest.param(MOMENT - SECOND, None, [], id="no present moment"),
        pytest.param(None, MOMENT, [], id="at once"),
        pytest.param(datetime(2020, 1, 1), MOMENT, ["PSR403"], id="without a zone, in the past"),  # noqa: DTZ001 - found
        pytest.param(datetime(2040, 1, 1), None, ["PSR403"], id="without a zone"),  # noqa: DTZ001 - found
        pytest.param(datetime(2020, 1, 1, tzinfo=NOWHERE), MOMENT, ["PSR403"], id="in a zone without an offset"),
        pytest.param(datetime(2040, 1, 1, tzinfo=UTC), None, [], id="in UTC"),
    ],
)
def test_a_past_or_ambiguous_activation_time_is_a_finding(
    activation: datetime | None, now: datetime | None, codes: list[str]
) -> None:
    context = replace(PUBLIC, now=now)
    assert codes_of(of_job(context, availability=Availability(activation_time=activation))) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("2026-06-01T11:59:59.9999999Z", ["PSR402"], id="seven decimals, in the past"),
        pytest.param("2026-06-01T11:59:59.999999999Z", ["PSR402"], id="nine decimals, in the past"),
        pytest.param("2026-06-01T12:00:00.0000009Z", [], id="seven decimals, now"),
        pytest.param("2026-06-01T11:00:00.1234567", ["PSR403"], id="seven decimals, without a zone"),
        pytest.param("12026-06-01T12:00:00Z", [], id="a year of five digits"),
        pytest.param("12026-06-01T12:00:00", ["PSR403"], id="a year of five digits, without a zone"),
        pytest.param("-2026-06-01T12:00:00Z", ["PSR402"], id="before our era"),
        pytest.param("9999-12-31T24:00:00Z", [], id="the last midnight"),
    ],
)
def test_an_activation_time_beyond_datetime_is_checked(text: str, codes: list[str]) -> None:
    timed = f"<activation-time>{text}</activation-time><available-seconds>"
    assert codes_of(validate_bundle(with_manifest("<available-seconds>", timed), FULL)) == codes


@pytest.mark.parametrize(
    ("seconds", "codes"),
    [
        pytest.param("86400000000000", ["PSR401"], id="one more than can be held"),
        pytest.param("9223372036854775808", ["PSR103"], id="more than the schema allows"),
        pytest.param("-86399999913601", ["PSR103"], id="one less than can be held"),
        pytest.param("-9223372036854775809", ["PSR103"], id="less than any schema allows"),
    ],
)
def test_any_number_of_seconds_is_checked(seconds: str, codes: list[str]) -> None:
    assert codes_of(validate_bundle(with_manifest("864000", seconds), FULL)) == codes


def test_without_the_current_time_the_layer_is_skipped() -> None:
    assert "now" in {each.layer for each in of_job().skipped}
    assert codes_of(of_job(availability=available(DAY + SECOND))) == []
