"""Tests of the notifications of signers."""

from datetime import UTC, datetime, timedelta

import pytest

from signature_model import Lookup, Notifications, Signer
from signature_model.jobs.moments import LATEST_TIME
from signature_model.preview.notifications import Channel, channels_of, notices
from tests.kits.jobs import KARI

NOON = datetime(2030, 6, 3, 10, tzinfo=UTC)
"""Noon in Norway, in summer."""
BOTH = frozenset(Channel)
MAIL = frozenset({Channel.EMAIL})
SMS = frozenset({Channel.SMS})


def plan(days: float, channels: frozenset[Channel], opened: datetime = NOON) -> list[str]:
    """Return what is sent, each with the days before the deadline."""
    deadline = opened + timedelta(days=days)
    return [
        f"{'reminder' if each.is_reminder else 'first'} {each.channel} {(deadline - each.moment) / timedelta(days=1):g}"
        for each in notices(opened, timedelta(days=days), channels)
    ]


@pytest.mark.parametrize(
    ("days", "reminders"),
    [
        (2, ["reminder SMS 1", "reminder e-mail 1"]),
        (3, ["reminder SMS 1", "reminder e-mail 1"]),
        (4, ["reminder e-mail 2", "reminder SMS 1"]),
        (5, ["reminder e-mail 2", "reminder SMS 1"]),
        (6, ["reminder e-mail 3", "reminder SMS 2"]),
        (9, ["reminder e-mail 3", "reminder SMS 2"]),
        (10, ["reminder e-mail 5", "reminder SMS 2"]),
        (90, ["reminder e-mail 5", "reminder SMS 2"]),
    ],
)
def test_with_both_addresses_an_e_mail_is_first_and_both_remind(days: int, reminders: list[str]) -> None:
    assert plan(days, BOTH) == [f"first e-mail {days}", *reminders]


@pytest.mark.parametrize("days", [0, 0.5, 1])
def test_a_job_of_one_day_has_no_reminders(days: float) -> None:
    assert plan(days, BOTH) == [f"first SMS {days:g}", f"first e-mail {days:g}"]
    assert plan(days, MAIL) == [f"first e-mail {days:g}"]
    assert plan(days, SMS) == [f"first SMS {days:g}"]


def test_a_little_more_than_a_day_has_the_reminders_of_two_days() -> None:
    assert plan(1.25, BOTH) == ["first e-mail 1.25", "reminder SMS 1", "reminder e-mail 1"]


@pytest.mark.parametrize(("days", "before"), [(2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (9, 3), (10, 5), (30, 5)])
@pytest.mark.parametrize("channel", Channel)
def test_with_one_address_the_reminder_is_sent_on_the_day_of_the_e_mail(
    channel: Channel, days: int, before: int
) -> None:
    assert plan(days, frozenset({channel})) == [f"first {channel} {days}", f"reminder {channel} {before}"]


def test_without_an_address_nothing_is_sent() -> None:
    assert notices(NOON, timedelta(days=10), ()) == ()


def sms_at(opened: datetime, hours: float) -> datetime:
    """Return when the only SMS of a job is sent."""
    (notice,) = notices(opened, timedelta(hours=hours), SMS)
    return notice.moment


@pytest.mark.parametrize(
    ("opened", "sent"),
    [
        ("2030-06-03T21:59:59+02:00", "2030-06-03T21:59:59+02:00"),
        ("2030-06-03T22:00:00+02:00", "2030-06-04T08:00:00+02:00"),
        ("2030-06-04T00:00:00+02:00", "2030-06-04T08:00:00+02:00"),
        ("2030-06-04T07:59:59+02:00", "2030-06-04T08:00:00+02:00"),
        ("2030-06-04T08:00:00+02:00", "2030-06-04T08:00:00+02:00"),
        ("2030-01-03T23:00:00+01:00", "2030-01-04T08:00:00+01:00"),
        ("2030-03-30T23:00:00+01:00", "2030-03-31T08:00:00+02:00"),
        ("2030-10-26T23:00:00+02:00", "2030-10-27T08:00:00+01:00"),
    ],
)
def test_no_sms_is_sent_at_night(opened: str, sent: str) -> None:
    assert sms_at(datetime.fromisoformat(opened), 24) == datetime.fromisoformat(sent)


def test_an_sms_is_sent_at_night_if_the_deadline_forces_it() -> None:
    night = datetime.fromisoformat("2030-06-03T23:00:00+02:00")
    assert sms_at(night, 9) == night, "the morning is the deadline"
    assert sms_at(night, 9.01) == night + timedelta(hours=9)


def test_a_reminder_by_sms_waits_for_the_morning() -> None:
    opened = datetime.fromisoformat("2030-06-03T23:00:00+02:00")
    moments = [each.moment for each in notices(opened, timedelta(days=2), BOTH)]
    assert moments == [opened, opened + timedelta(days=1), datetime.fromisoformat("2030-06-05T08:00:00+02:00")]


def test_a_deadline_at_the_end_of_time_is_possible() -> None:
    assert len(notices(LATEST_TIME - timedelta(days=3), timedelta(days=90), BOTH)) == 3


@pytest.mark.parametrize(
    ("signer", "expected"),
    [
        (Signer.by_email("kari@example.com"), MAIL),
        (Signer.by_mobile("99999999"), SMS),
        (Signer.by_contact_information(email="kari@example.com", sms="99999999"), BOTH),
        (Signer.by_national_id(KARI, notify=Notifications(sms="99999999")), SMS),
        (Signer.by_national_id(KARI, notify=Lookup()), MAIL),
        (Signer.by_national_id(KARI, notify=Lookup(sms=True)), BOTH),
        (Signer(notify=None), frozenset()),
    ],
)
def test_the_channels_of_a_signer(signer: Signer, expected: frozenset[Channel]) -> None:
    assert channels_of(signer) == expected
