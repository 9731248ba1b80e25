"""What can happen to a job, and what becomes of its signers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from signature_model import JobStatus, Lookup, Notifications, OnBehalfOf, Sector, Signer, SignerStatus
from signature_transports.clocks import START
from signature_transports.emulator.errors import NotPossible
from signature_transports.emulator.events import Event
from signature_transports.emulator.jobs.lifecycle import (
    TRANSITIONS,
    Course,
    Whom,
    begun,
    happened,
    is_group_done,
    opened_next,
    why_not,
)
from signature_transports.emulator.jobs.moments import END_OF_TIME
from tests.kits.jobs import KARI, OLA
from tests.signature_transports.emulator.counter import by

if TYPE_CHECKING:
    from collections.abc import Sequence

LATER = START + timedelta(hours=1)
LOOKED_UP = Signer.by_national_id(KARI, notify=Lookup())
GIVEN = Signer.by_national_id(KARI, notify=Notifications(email="kari@example.com"))
IN_A_ROLE = Signer.by_national_id(KARI, notify=Notifications(email="kari@example.com"), on_behalf_of=OnBehalfOf.OTHER)
BY_EMAIL = Signer.by_email("kari@example.com")


def a_course(signers: Sequence[Signer], sector: Sector = Sector.PUBLIC) -> Course:
    """A course whose first group has the job."""
    return opened_next(begun(signers, sector, None, START), START)


def statuses(course: Course) -> list[str]:
    """The job's status and its signers'."""
    return [course.status, *(each.status for each in course.standings)]


@pytest.mark.parametrize(
    ("event", "signer", "expected"),
    [
        (Event.SIGN, BY_EMAIL, ["IN_PROGRESS", "SIGNED", "WAITING", "WAITING"]),
        (Event.REJECT, BY_EMAIL, ["FAILED", "REJECTED", "NOT_APPLICABLE", "NOT_APPLICABLE"]),
        (Event.BLOCK, BY_EMAIL, ["FAILED", "BLOCKED", "NOT_APPLICABLE", "NOT_APPLICABLE"]),
        (Event.RESERVE, LOOKED_UP, ["FAILED", "RESERVED", "NOT_APPLICABLE", "NOT_APPLICABLE"]),
        (
            Event.LACK_CONTACT_INFORMATION,
            LOOKED_UP,
            ["FAILED", "CONTACT_INFORMATION_MISSING", "NOT_APPLICABLE", "NOT_APPLICABLE"],
        ),
        (Event.LACK_NAME, GIVEN, ["FAILED", "SIGNERS_NAME_NOT_AVAILABLE", "NOT_APPLICABLE", "NOT_APPLICABLE"]),
        (Event.EXPIRE, BY_EMAIL, ["FAILED", "EXPIRED", "EXPIRED", "NOT_APPLICABLE"]),
        (Event.CANCEL, BY_EMAIL, ["FAILED", "CANCELLED", "CANCELLED", "CANCELLED"]),
    ],
)
def test_what_becomes_of_everybody(event: Event, signer: Signer, expected: list[str]) -> None:
    course = a_course([signer, *by("a", "b", orders=(0, 1))])
    after = happened(course, event, LATER, 0)
    assert statuses(after) == expected
    moved = [each.since for each in after.standings if each.status is not SignerStatus.WAITING]
    assert set(moved) == {LATER}
    assert after.ended == (None if event is Event.SIGN else LATER)


@pytest.mark.parametrize("event", [each for each in Event if each is not Event.SIGN])
def test_who_has_signed_has_signed_whatever_happens_to_the_job(event: Event) -> None:
    signer = {Event.BLOCK: BY_EMAIL}.get(event, LOOKED_UP)
    course = happened(a_course([BY_EMAIL, signer]), Event.SIGN, START, 0)
    after = happened(course, event, LATER, 1)
    assert statuses(after) == ["FAILED", "SIGNED", TRANSITIONS[event].to]
    assert after.standings[0].since == START


def test_every_event_stands_in_the_table_and_leads_to_a_status_of_its_own() -> None:
    assert set(TRANSITIONS) == set(Event)
    reached = [each.to for each in TRANSITIONS.values()]
    unreached = {SignerStatus.WAITING, SignerStatus.NOT_APPLICABLE}
    assert sorted(reached) == sorted(set(SignerStatus) - unreached)


def test_a_job_is_completed_when_the_last_has_signed() -> None:
    course = a_course(by("a", "b"))
    course = happened(course, Event.SIGN, START, 1)
    assert (course.status, course.open_to, is_group_done(course)) == (JobStatus.IN_PROGRESS, (0,), False)
    course = happened(course, Event.SIGN, LATER, 0)
    assert (course.status, course.ended, course.open_to) == (JobStatus.COMPLETED_SUCCESSFULLY, LATER, ())
    assert not is_group_done(course)


def test_groups_get_the_job_by_their_order_gaps_and_missing_orders_included() -> None:
    course = a_course([*by("a", "b", "c", orders=(9, 3, 3)), BY_EMAIL])
    assert course.groups == ((3,), (1, 2), (0,))
    assert course.open_to == (3,)
    course = happened(course, Event.SIGN, START, 3)
    assert is_group_done(course)
    course = opened_next(course, LATER)
    assert (course.open_to, course.openings) == ((1, 2), (START, LATER))


def test_an_order_on_a_single_signer_has_no_effect() -> None:
    assert a_course(by("a", orders=(7,))).open_to == (0,)


def test_each_group_has_the_whole_time_anew() -> None:
    course = begun(by("a", "b", orders=(1, 2)), Sector.PUBLIC, timedelta(days=4), START)
    assert course.deadline is None
    course = opened_next(course, START)
    assert course.deadline == START + timedelta(days=4)
    course = opened_next(happened(course, Event.SIGN, LATER, 0), LATER)
    assert course.deadline == LATER + timedelta(days=4)


def test_a_job_that_does_not_say_it_is_open_for_30_days() -> None:
    assert a_course(by("a")).deadline == START + timedelta(days=30)


def test_a_deadline_after_the_end_of_time_is_the_end_of_time() -> None:
    course = begun(by("a"), Sector.PUBLIC, timedelta(days=90), START)
    assert opened_next(course, END_OF_TIME - timedelta(days=1)).deadline == END_OF_TIME


@pytest.mark.parametrize(
    ("event", "signer", "sector", "reason"),
    [
        (Event.BLOCK, GIVEN, Sector.PUBLIC, "to block is for signers addressed by e-mail or mobile number; "),
        (Event.RESERVE, BY_EMAIL, Sector.PUBLIC, "to reserve is for signers of public senders, addressed by number"),
        (Event.RESERVE, GIVEN, Sector.PRIVATE, "to reserve is for signers of public senders"),
        (Event.RESERVE, IN_A_ROLE, Sector.PUBLIC, "to reserve is for signers of public senders"),
        (Event.LACK_CONTACT_INFORMATION, GIVEN, Sector.PUBLIC, "is for signers whose contact information is looked up"),
        (Event.LACK_NAME, BY_EMAIL, Sector.PUBLIC, "to lack-name is for signers addressed by number; "),
        (Event.EXPIRE, BY_EMAIL, Sector.PUBLIC, "to expire is nothing that one signer does"),
        (Event.CANCEL, BY_EMAIL, Sector.PUBLIC, "to cancel is nothing that one signer does"),
    ],
)
def test_what_does_not_happen_to_such_a_signer(event: Event, signer: Signer, sector: Sector, reason: str) -> None:
    course = a_course([signer], sector)
    assert reason in (why_not(course, event, 0) or "")
    if TRANSITIONS[event].whom is Whom.ONE:
        with pytest.raises(NotPossible, match=reason):
            happened(course, event, LATER, 0)


@pytest.mark.parametrize(
    ("signer", "sector"), [(GIVEN, Sector.PUBLIC), (LOOKED_UP, Sector.PUBLIC)], ids=["notified", "looked up"]
)
def test_citizens_of_public_senders_can_have_opted_out(signer: Signer, sector: Sector) -> None:
    assert why_not(a_course([signer], sector), Event.RESERVE, 0) is None


@pytest.mark.parametrize("place", [-1, 2, 10])
def test_there_is_no_such_signer(place: int) -> None:
    with pytest.raises(NotPossible, match=f"there is no signer {place}; they are numbered from 0 to 1"):
        happened(a_course(by("a", "b")), Event.SIGN, START, place)


def test_an_event_without_a_signer_that_needs_one_is_not_possible() -> None:
    with pytest.raises(NotPossible, match="there is no signer"):
        happened(a_course(by("a")), Event.SIGN, START)


def test_nobody_acts_twice_or_out_of_turn_or_after_the_end() -> None:
    course = a_course(by("a", "b", orders=(1, 2)))
    with pytest.raises(NotPossible, match="the job is not open to signer 1 yet"):
        happened(course, Event.SIGN, START, 1)
    signed = happened(course, Event.SIGN, START, 0)
    with pytest.raises(NotPossible, match="signer 0 is SIGNED already"):
        happened(signed, Event.REJECT, START, 0)
    ended = happened(signed, Event.CANCEL, START)
    for event in Event:
        with pytest.raises(NotPossible, match="the job is FAILED already"):
            happened(ended, event, START, 1)


def test_nobody_acts_before_the_job_is_open_but_the_sender_can_cancel() -> None:
    course = begun(by("a", "b"), Sector.PUBLIC, None, START)
    assert (course.open_to, course.group, is_group_done(course)) == ((), -1, False)
    with pytest.raises(NotPossible, match="not open to signer 0 yet"):
        happened(course, Event.SIGN, START, 0)
    assert statuses(happened(course, Event.CANCEL, START)) == ["FAILED", "CANCELLED", "CANCELLED"]


def test_what_is_not_possible_is_a_value_error_that_names_nobody() -> None:
    course = a_course([Signer.by_national_id(OLA, notify=Lookup())])
    with pytest.raises(ValueError, match="signer 0 is not") as caught:
        happened(course, Event.BLOCK, START, 0)
    assert OLA not in str(caught.value)


def test_it_is_known_in_which_order_they_signed_even_at_one_moment() -> None:
    course = a_course(by("a", "b", "c"))
    for place in (2, 0, 1):
        course = happened(course, Event.SIGN, LATER, place)
    assert course.signed == (2, 0, 1)
    assert happened(a_course(by("a")), Event.REJECT, LATER, 0).signed == ()
