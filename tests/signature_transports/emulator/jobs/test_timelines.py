"""Tests of the timelines of jobs."""

from datetime import timedelta

import pytest

from signature_model import Availability, Lookup, Signer
from signature_model.preview.timeline import GroupState
from signature_transports.clocks import START
from signature_transports.emulator import Emulator
from signature_transports.emulator.jobs.timelines import JobTimeline
from tests.kits.jobs import DAY, KARI
from tests.signature_transports.emulator.calls import an_emulator, by, clock_of, create, direct_job_of, job_of


@pytest.fixture
def emulator() -> Emulator:
    """An emulator with a job of three groups, which have it for ten days each."""
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", "c", orders=(1, 2, 3))))
    return emulator


def times(timeline: JobTimeline) -> list[tuple[float, float, str]]:
    """Return when the periods begin and end, in days from the start, and their phases."""
    return [((each.opens - START) / DAY, (each.closes - START) / DAY, each.state.value) for each in timeline.periods]


def sent(timeline: JobTimeline) -> list[tuple[float, str | None, bool]]:
    return [((each.notice.moment - START) / DAY, each.to, each.is_sent) for each in timeline.notifications]


def test_what_is_to_come_is_the_slowest_course(emulator: Emulator) -> None:
    assert times(emulator.timeline(1)) == [(0, 10, "open"), (10, 20, "planned"), (20, 30, "planned")]
    assert sent(emulator.timeline(1))[:3] == [
        (0, "a@example.com", True),
        (5, "a@example.com", False),
        (10, "b@example.com", False),
    ]


def test_a_stage_ends_when_the_next_group_gets_the_job(emulator: Emulator) -> None:
    clock_of(emulator).advance(3 * 86_400)
    emulator.sign(1, 0)
    timeline = emulator.timeline(1)

    assert times(timeline) == [(0, 3, "ended"), (3, 13, "open"), (13, 23, "planned")]
    assert sent(timeline)[:2] == [(0, "a@example.com", True), (3, "b@example.com", True)]
    assert timeline.current == timeline.periods[1]


def test_an_ended_job_has_no_stages_to_come(emulator: Emulator) -> None:
    clock_of(emulator).advance(6 * 86_400)
    emulator.reject(1, 0)
    timeline = emulator.timeline(1)

    assert times(timeline) == [(0, 6, "ended")]
    assert [each[0] for each in sent(timeline)] == [0, 5]
    assert timeline.current is None


def test_a_job_opens_at_its_activation_time() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a"), availability=Availability(activation_time=START + 2 * DAY)))

    assert times(emulator.timeline(1)) == [(2, 32, "planned")]
    assert emulator.timeline(1).current is not None


@pytest.mark.parametrize(
    ("signer", "result"),
    [
        (Signer.by_national_id(KARI, notify=Lookup()), "national id number"),
        (Signer.by_mobile("+4799999999"), "mobile number"),
        (Signer.by_contact_information(email="a@example.com", sms="+4799999999"), "e-mail address and mobile number"),
    ],
)
def test_a_course_knows_how_signers_are_addressed(signer: Signer, result: str) -> None:
    emulator = an_emulator()
    create(emulator, job_of(signer, nonsensitive_title=None))

    assert emulator.timeline(1).addressed_by == (result,)
    assert emulator.timeline(1).notifications[0].title is None
    assert KARI not in repr(emulator.timeline(1))


def test_signers_of_direct_jobs_are_not_notified() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari"))
    (period,) = emulator.timeline(1).periods

    assert (period.state, period.notifications, period.closes - period.opens) == (
        GroupState.OPEN,
        (),
        timedelta(days=30),
    )
    assert emulator.timeline(1).addressed_by == ("the sender's identifier",)


def test_the_notifications_of_the_latest_jobs(emulator: Emulator) -> None:
    create(emulator, job_of(*by("x", "y")))

    assert [each.to for each in emulator.notifications(1)] == ["x@example.com", "y@example.com"]
    assert [each.job for each in emulator.notifications(9)] == [1, 2, 2]


def test_what_is_next(emulator: Emulator) -> None:
    def ahead() -> dict[str, float]:
        return {name: (moment - START) / DAY for name, moment in emulator.upcoming(9).items()}

    later = Availability(activation_time=START + 3 * DAY, available_for=timedelta(days=2))
    create(emulator, job_of(*by("x"), availability=later))
    assert ahead() == {"opening": 3, "notification": 5, "deadline": 10}
    clock_of(emulator).advance(5 * 86_400)
    emulator.reject(1, 0)
    assert ahead() == {}
    create(emulator, job_of(*by("x"), availability=Availability(available_for=timedelta(days=1))))
    assert ahead() == {"deadline": 6}
