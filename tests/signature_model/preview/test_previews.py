"""Tests of previews, and that what they say happens in the emulator."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import (
    AuthenticationLevel,
    Availability,
    Context,
    IdentifierInSignedDocuments,
    Lookup,
    PortalJob,
    Sector,
    Sender,
    SignatureType,
    Signer,
    SigningFlow,
)
from signature_model.preview import Channel, PreviewedGroup, preview
from signature_model.strategies import jobs
from signature_transports.clocks import START
from tests.kits.certificates import NUMBER
from tests.kits.jobs import DAY, KARI, PUBLIC, a_direct_job, a_job
from tests.signature_transports.emulator.calls import an_emulator, clock_of, create

BEFORE, AFTER = START - DAY, START + DAY
NOW = Context(now=START)


def test_a_portal_job_opens_for_group_after_group() -> None:
    seen = preview(a_job(), NOW)
    assert (seen.flow, seen.opens, seen.ends, seen.longest_life) == (
        SigningFlow.PORTAL,
        START,
        START + 20 * DAY,
        20 * DAY,
    )
    assert [(each.number, each.after, each.earliest, each.latest) for each in seen.groups] == [
        (1, 0 * DAY, START, START),
        (2, 10 * DAY, START, START + 10 * DAY),
    ]
    assert [[(each.place, each.channels) for each in group.signers] for group in seen.groups] == [
        [(0, frozenset(Channel))],
        [(1, frozenset({Channel.EMAIL}))],
    ]


def test_a_direct_job_is_open_for_thirty_days_and_notifies_nobody() -> None:
    seen = preview(a_direct_job(), NOW)
    assert (seen.flow, seen.ends, seen.notification_title) == (SigningFlow.DIRECT, START + 30 * DAY, None)
    (group,) = seen.groups
    assert group.deadline(START) == START + 30 * DAY
    assert group.notices(group.signers[0], START) == ()


@pytest.mark.parametrize(
    ("activation", "now", "opens"),
    [
        pytest.param(None, None, None, id="nothing is known"),
        pytest.param(None, START, START, id="immediately"),
        pytest.param(BEFORE, START, START, id="an activation time in the past"),
        pytest.param(AFTER, START, AFTER, id="an activation time in the future"),
        pytest.param(AFTER, None, AFTER, id="the time is unknown"),
        pytest.param(AFTER.replace(tzinfo=None), START, START, id="an activation time without an offset"),
    ],
)
def test_when_a_job_opens(activation: datetime | None, now: datetime | None, opens: datetime | None) -> None:
    seen = preview(a_job(availability=Availability(activation_time=activation)), Context(now=now))
    assert (seen.opens, seen.groups[0].earliest) == (opens, opens)
    assert seen.ends == (None if opens is None else opens + 60 * DAY)


def test_a_longer_life_than_a_duration_can_have() -> None:
    seen = preview(a_job(availability=Availability(available_for=timedelta.max)), NOW)
    assert seen.longest_life == timedelta.max
    assert seen.ends == datetime.max.replace(tzinfo=START.tzinfo)


def test_defaults_are_stated() -> None:
    seen = preview(a_job())
    assert (seen.title, seen.notification_title) == ("Employment contract", "A contract")
    assert seen.required_authentication is AuthenticationLevel.FOUR
    assert seen.identifier_in_signed_documents is IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME


@pytest.mark.parametrize(
    ("sender", "context", "expected"),
    [
        (Sector.PUBLIC, None, SignatureType.AUTHENTICATED),
        (Sector.PRIVATE, None, SignatureType.ADVANCED),
        (Sector.PRIVATE, Sector.PUBLIC, SignatureType.AUTHENTICATED),
        (None, None, None),
    ],
)
def test_the_sector_decides_the_signature(
    sender: Sector | None, context: Sector | None, expected: SignatureType | None
) -> None:
    seen = preview(a_direct_job(sender=Sender(NUMBER, sector=sender)), Context(sector=context))
    assert seen.groups[0].signers[0].signature_type is expected


def test_what_a_sector_is_refused() -> None:
    assert preview(a_job(), PUBLIC).refused_for == {
        Sector.PRIVATE: ("a private sender cannot use lookup",),
        Sector.PUBLIC: (),
    }


@pytest.mark.parametrize("wrong", [{"job": b""}, {"context": None}])
def test_other_types_are_refused(wrong: Any) -> None:  # noqa: ANN401
    with pytest.raises(TypeError, match=f"{next(iter(wrong))} must be"):
        preview(**{"job": a_job(), "context": NOW, **wrong})


def test_times_need_an_offset() -> None:
    group = preview(a_job()).groups[0]
    with pytest.raises(ValueError, match="opened"):
        group.deadline(datetime(2030, 1, 1))  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="opened"):
        group.notices(group.signers[0], datetime(2030, 1, 1))  # noqa: DTZ001


def test_id_numbers_are_masked() -> None:
    assert KARI not in repr(preview(a_job()))


@given(jobs(sector=Sector.PUBLIC, organization_number=NUMBER), st.data())
def test_what_is_previewed_happens(job: PortalJob, data: st.DataObject) -> None:
    emulator = an_emulator()
    seen = preview(job, Context(now=START))
    create(emulator, job)
    assert seen.opens is not None
    clock_of(emulator).advance((seen.opens - START).total_seconds())
    for group in seen.groups:
        view = emulator.job(1)
        opened = view.opened
        assert opened is not None
        assert group.earliest is not None
        assert group.latest is not None
        assert group.earliest <= opened <= group.latest
        assert view.deadline == group.deadline(opened)
        if data.draw(st.booleans()):
            return let_expire(emulator, group, opened)
        clock_of(emulator).advance(data.draw(st.integers(0, int(group.available_for.total_seconds()) - 1)))
        for signer in data.draw(st.permutations(group.signers)):
            emulator.sign(1, signer.place)
    assert emulator.job(1).status == "COMPLETED_SUCCESSFULLY"
    return None


def let_expire(emulator: Any, group: PreviewedGroup, opened: datetime) -> None:  # noqa: ANN401
    """Let a group's time end, and compare the notifications."""
    clock_of(emulator).advance(group.available_for.total_seconds() - 1)
    assert emulator.job(1).status == "IN_PROGRESS"
    last = emulator.job(1).signers
    for signer in group.signers:
        planned = group.notices(signer, opened)
        assert last[signer.place].notices == tuple(each for each in planned if each.moment < group.deadline(opened))
    clock_of(emulator).advance(1)
    assert emulator.job(1).ended == group.deadline(opened)


def test_a_signer_without_addresses_gets_no_notice() -> None:
    (group,) = preview(a_job(signers=[Signer(notify=None)])).groups
    assert group.notices(group.signers[0], START) == ()
    (other,) = preview(a_job(signers=[Signer.by_national_id(KARI, notify=Lookup())])).groups
    assert len(other.notices(other.signers[0], START)) == 2
