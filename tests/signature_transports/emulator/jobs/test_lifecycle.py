"""Tests of the events in a job's life."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from signature_model import DirectSigner, JobStatus, Lookup, Notifications, OnBehalfOf, Sector, Signer, SignerStatus
from signature_model.api.statuses import DirectSignerStatus
from signature_model.jobs.flows import AnySigner
from signature_model.jobs.moments import LATEST_TIME
from signature_transports.clocks import START
from signature_transports.emulator.errors import NotPossible
from signature_transports.emulator.events import Event
from signature_transports.emulator.jobs.lifecycle import (
    TRANSITIONS,
    Progress,
    Scope,
    apply_event,
    open_next_group,
    start,
    why_not,
)
from tests.kits.jobs import KARI, OLA
from tests.signature_transports.emulator.calls import by

LATER = START + timedelta(hours=1)
LOOKED_UP = Signer.by_national_id(KARI, notify=Lookup())
GIVEN = Signer.by_national_id(KARI, notify=Notifications(email="kari@example.com"))
IN_A_ROLE = Signer.by_national_id(KARI, notify=Notifications(email="kari@example.com"), on_behalf_of=OnBehalfOf.OTHER)
BY_EMAIL = Signer.by_email("kari@example.com")
DIRECT = DirectSigner.by_national_id(KARI)


def a_progress(signers: Sequence[AnySigner], sector: Sector = Sector.PUBLIC) -> Progress:
    """Return the progress of a job that its first group has."""
    return open_next_group(start(signers, sector, None, START), START)


def statuses(progress: Progress) -> list[str]:
    """Return the status of the job and those of its signers."""
    return [progress.status, *(each.status for each in progress.states)]


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
        (Event.FAIL, DIRECT, ["FAILED", "FAILED", "NOT_APPLICABLE", "NOT_APPLICABLE"]),
        (Event.EXPIRE, BY_EMAIL, ["FAILED", "EXPIRED", "EXPIRED", "NOT_APPLICABLE"]),
        (Event.CANCEL, BY_EMAIL, ["FAILED", "CANCELLED", "CANCELLED", "CANCELLED"]),
    ],
)
def test_each_event_changes_the_statuses(event: Event, signer: AnySigner, expected: list[str]) -> None:
    signers: list[AnySigner] = [signer, *by("a", "b", orders=(0, 1))]
    progress = a_progress(signers)
    after = apply_event(progress, event, LATER, 0)
    assert statuses(after) == expected
    moved = [each.since for each in after.states if each.status is not SignerStatus.WAITING]
    assert set(moved) == {LATER}
    assert after.ended == (None if event is Event.SIGN else LATER)


@pytest.mark.parametrize("event", [each for each in Event if each is not Event.SIGN])
def test_signed_is_final(event: Event) -> None:
    others: dict[Event, AnySigner] = {Event.BLOCK: BY_EMAIL, Event.FAIL: DIRECT}
    signer = others.get(event, LOOKED_UP)
    signers: list[AnySigner] = [BY_EMAIL, signer]
    progress = apply_event(a_progress(signers), Event.SIGN, START, 0)
    after = apply_event(progress, event, LATER, 1)
    assert statuses(after) == ["FAILED", "SIGNED", TRANSITIONS[event].to]
    assert after.states[0].since == START


def test_every_event_leads_to_another_status() -> None:
    assert set(TRANSITIONS) == set(Event)
    reached = [each.to for each in TRANSITIONS.values()]
    unreached = {SignerStatus.WAITING, SignerStatus.NOT_APPLICABLE}
    assert sorted(reached) == sorted({*SignerStatus, DirectSignerStatus.FAILED} - unreached)


def test_a_job_is_completed_when_the_last_has_signed() -> None:
    progress = a_progress(by("a", "b"))
    progress = apply_event(progress, Event.SIGN, START, 1)
    assert (progress.status, progress.open_to, progress.is_group_done) == (JobStatus.IN_PROGRESS, (0,), False)
    progress = apply_event(progress, Event.SIGN, LATER, 0)
    assert (progress.status, progress.ended, progress.open_to) == (JobStatus.COMPLETED_SUCCESSFULLY, LATER, ())
    assert not progress.is_group_done


def test_groups_get_the_job_in_their_order() -> None:
    progress = a_progress([*by("a", "b", "c", orders=(9, 3, 3)), BY_EMAIL])
    assert progress.groups == ((3,), (1, 2), (0,))
    assert progress.open_to == (3,)
    progress = apply_event(progress, Event.SIGN, START, 3)
    assert progress.is_group_done
    progress = open_next_group(progress, LATER)
    assert (progress.open_to, progress.openings) == ((1, 2), (START, LATER))


def test_all_signers_of_a_direct_job_have_it_at_the_same_time_for_30_days() -> None:
    progress = a_progress([DIRECT, DirectSigner.by_identifier("ola")])
    assert (progress.open_to, progress.deadline) == ((0, 1), START + timedelta(days=30))


def test_an_order_on_a_single_signer_has_no_effect() -> None:
    assert a_progress(by("a", orders=(7,))).open_to == (0,)


def test_each_group_has_the_whole_time() -> None:
    progress = start(by("a", "b", orders=(1, 2)), Sector.PUBLIC, timedelta(days=4), START)
    assert progress.deadline is None
    progress = open_next_group(progress, START)
    assert progress.deadline == START + timedelta(days=4)
    progress = open_next_group(apply_event(progress, Event.SIGN, LATER, 0), LATER)
    assert progress.deadline == LATER + timedelta(days=4)


def test_a_job_is_available_for_30_days_by_default() -> None:
    assert a_progress(by("a")).deadline == START + timedelta(days=30)


def test_the_latest_deadline_is_the_end_of_time() -> None:
    progress = start(by("a"), Sector.PUBLIC, timedelta(days=90), START)
    assert open_next_group(progress, LATEST_TIME - timedelta(days=1)).deadline == LATEST_TIME


@pytest.mark.parametrize(
    ("event", "signer", "sector", "reason"),
    [
        (
            Event.BLOCK,
            GIVEN,
            Sector.PUBLIC,
            "block is only possible for signers addressed by e-mail or mobile number, and",
        ),
        (
            Event.RESERVE,
            BY_EMAIL,
            Sector.PUBLIC,
            "reserve is only possible for signers of portal jobs of public senders, addressed by number",
        ),
        (Event.RESERVE, GIVEN, Sector.PRIVATE, "reserve is only possible for signers of portal jobs of public senders"),
        (
            Event.RESERVE,
            IN_A_ROLE,
            Sector.PUBLIC,
            "reserve is only possible for signers of portal jobs of public senders",
        ),
        (
            Event.LACK_CONTACT_INFORMATION,
            GIVEN,
            Sector.PUBLIC,
            "is only possible for signers whose contact information is looked up",
        ),
        (
            Event.LACK_NAME,
            BY_EMAIL,
            Sector.PUBLIC,
            "lack-name is only possible for signers of portal jobs, addressed by number, and",
        ),
        (Event.EXPIRE, BY_EMAIL, Sector.PUBLIC, "expire cannot happen to a single signer"),
        (Event.FAIL, BY_EMAIL, Sector.PUBLIC, "fail is only possible for signers of direct jobs, and"),
        (Event.BLOCK, DIRECT, Sector.PUBLIC, "block is only possible for signers addressed by e-mail"),
        (Event.RESERVE, DIRECT, Sector.PUBLIC, "reserve is only possible for signers of portal jobs"),
        (Event.LACK_CONTACT_INFORMATION, DIRECT, Sector.PUBLIC, "whose contact information is looked up"),
        (Event.LACK_NAME, DIRECT, Sector.PUBLIC, "lack-name is only possible for signers of portal jobs"),
        (Event.CANCEL, BY_EMAIL, Sector.PUBLIC, "cancel cannot happen to a single signer"),
    ],
)
def test_some_events_are_only_possible_for_some_signers(
    event: Event, signer: AnySigner, sector: Sector, reason: str
) -> None:
    progress = a_progress([signer], sector)
    assert reason in (why_not(progress, event, 0) or "")
    if TRANSITIONS[event].scope is Scope.ONE_SIGNER:
        with pytest.raises(NotPossible, match=reason):
            apply_event(progress, event, LATER, 0)


@pytest.mark.parametrize(
    ("signer", "sector"), [(GIVEN, Sector.PUBLIC), (LOOKED_UP, Sector.PUBLIC)], ids=["notified", "looked up"]
)
def test_citizens_who_get_a_job_of_a_public_sender_can_be_reserved(signer: Signer, sector: Sector) -> None:
    assert why_not(a_progress([signer], sector), Event.RESERVE, 0) is None


@pytest.mark.parametrize("place", [-1, 2, 10])
def test_an_unknown_signer_is_refused(place: int) -> None:
    with pytest.raises(NotPossible, match=f"signer {place} does not exist; signers are numbered from 0 to 1"):
        apply_event(a_progress(by("a", "b")), Event.SIGN, START, place)


def test_an_event_that_needs_a_signer_is_refused_without_one() -> None:
    with pytest.raises(NotPossible, match="does not exist"):
        apply_event(a_progress(by("a")), Event.SIGN, START)


def test_signers_act_once_in_their_turn_and_before_the_end() -> None:
    progress = a_progress(by("a", "b", orders=(1, 2)))
    with pytest.raises(NotPossible, match="the job is not open to signer 1 yet"):
        apply_event(progress, Event.SIGN, START, 1)
    signed = apply_event(progress, Event.SIGN, START, 0)
    with pytest.raises(NotPossible, match="signer 0 is already SIGNED"):
        apply_event(signed, Event.REJECT, START, 0)
    ended = apply_event(signed, Event.CANCEL, START)
    for event in Event:
        with pytest.raises(NotPossible, match="the job is already FAILED"):
            apply_event(ended, event, START, 1)


def test_before_a_job_is_open_only_the_sender_can_act() -> None:
    progress = start(by("a", "b"), Sector.PUBLIC, None, START)
    assert (progress.open_to, progress.group, progress.is_group_done) == ((), -1, False)
    with pytest.raises(NotPossible, match="not open to signer 0 yet"):
        apply_event(progress, Event.SIGN, START, 0)
    assert statuses(apply_event(progress, Event.CANCEL, START)) == ["FAILED", "CANCELLED", "CANCELLED"]


def test_an_error_does_not_name_the_signer() -> None:
    progress = a_progress([Signer.by_national_id(OLA, notify=Lookup())])
    with pytest.raises(ValueError, match="signer 0 is not one of them") as caught:
        apply_event(progress, Event.BLOCK, START, 0)
    assert OLA not in str(caught.value)


def test_the_order_of_signing_is_known_even_at_the_same_moment() -> None:
    progress = a_progress(by("a", "b", "c"))
    for place in (2, 0, 1):
        progress = apply_event(progress, Event.SIGN, LATER, place)
    assert progress.signed == (2, 0, 1)
    assert apply_event(a_progress(by("a")), Event.REJECT, LATER, 0).signed == ()
