"""Tests of the polling queues."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from signature_model import Environment, JobRequest
from signature_model.api.exchange import POLL_TIME
from signature_model.api.http import Response
from signature_model.jobs.context import SigningFlow
from signature_model.xml.lexical import maybe_time
from signature_transports.clocks import START, ManualClock
from signature_transports.emulator import Emulator
from signature_transports.emulator.jobs.queues import MIN_NAME_COST, QueuedChange, QueueName, Queues
from tests.kits.certificates import NUMBER
from tests.signature_model.scripts import CHANGE
from tests.signature_transports.emulator.calls import (
    JOBS,
    OTHER,
    a_change,
    an_emulator,
    by,
    call,
    clock_of,
    code_of,
    create,
    creation,
    job_of,
    next_change,
    poll,
    statuses,
)

MINUTE = 60.0


def permitted(answer: Response) -> datetime:
    """Return the moment from which the next poll is permitted."""
    moment = maybe_time(answer.headers[POLL_TIME])
    assert moment is not None
    assert moment.utcoffset() is not None
    return moment


def wait(answer: Response) -> timedelta:
    """Return how long a client has to wait, by the service's own clock."""
    return permitted(answer) - parsedate_to_datetime(answer.headers["date"])


def signed(emulator: Emulator, *names: str, polling_queue: str | None = None) -> int:
    """Create a job that all have signed, with a change for each, and return its number."""
    number = create(emulator, job_of(*by(*names)), polling_queue)
    for place in range(len(names)):
        emulator.sign(number, place)
    return number


def test_each_event_gives_one_change_with_the_statuses_of_that_moment() -> None:
    emulator = an_emulator()
    signed(emulator, "a", "b")
    assert statuses(a_change(emulator)) == ["IN_PROGRESS", "SIGNED", "WAITING"]
    assert statuses(a_change(emulator)) == ["COMPLETED_SUCCESSFULLY", "SIGNED", "SIGNED"]
    assert next_change(emulator) is None


def test_creation_opening_and_confirmation_give_no_change() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", orders=(1, 2))))
    assert next_change(emulator) is None
    emulator.sign(1, 0)
    call(emulator, "POST", a_change(emulator).confirmation_url)
    assert next_change(emulator) is None


def test_changes_of_all_jobs_come_in_the_order_of_their_events() -> None:
    emulator = an_emulator()
    numbers = [create(emulator, job_of(*by("a", "b"))) for _ in range(3)]
    events = [(numbers[2], 0), (numbers[0], 1), (numbers[2], 1), (numbers[1], 0)]
    for number, place in events:
        emulator.sign(number, place)
    assert [a_change(emulator).signature_job_id for _ in events] == [number for number, _ in events]


@pytest.mark.parametrize(
    ("polling_queue", "query"),
    [
        pytest.param(None, "", id="the default queue"),
        pytest.param(None, "?polling_queue", id="the default queue, as Java asks for it"),
        pytest.param(None, "?another=x", id="the default queue, with another parameter"),
        pytest.param("", "?polling_queue=", id="a queue without a name"),
        pytest.param("hr", "?polling_queue=hr", id="a name"),
        pytest.param("hr & æ/+", "?polling_queue=hr%20%26%20%C3%A6%2F%2B", id="percent-encoded"),
        pytest.param("a b", "?x=y&polling_queue=a+b", id="form-encoded"),
    ],
)
def test_changes_appear_in_the_queue_of_their_job_only(polling_queue: str | None, query: str) -> None:
    emulator = an_emulator()
    signed(emulator, "a", polling_queue=polling_queue)
    for other in ("", "?polling_queue=", "?polling_queue=HR", "?polling_queue=hr"):
        if other != query and not (polling_queue is None and other == ""):
            assert next_change(emulator, other) is None
    assert a_change(emulator, query).signature_job_id == 1


@pytest.mark.parametrize(
    "query", ["?polling_queue=a&polling_queue=b", "?polling_queue&polling_queue=b", "?polling_queue=%E6"]
)
def test_an_unclear_queue_name_is_refused(query: str) -> None:
    answer = poll(an_emulator(), query)
    assert (answer.status, code_of(answer)) == (400, "BAD_REQUEST")


def test_each_sender_has_its_own_queues() -> None:
    emulator = an_emulator(brokers={OTHER: {NUMBER}})
    answer = emulator.handle(creation(job_of(*by("a"), sender=OTHER), sender=OTHER))
    assert answer.status == 200
    emulator.sign(1, 0)
    assert next_change(emulator) is None
    assert call(emulator, "GET", f"/{OTHER}/portal/signature-jobs").status == 200


def test_an_unconfirmed_change_is_delivered_again_after_ten_minutes() -> None:
    emulator = an_emulator()
    signed(emulator, "a")
    first = a_change(emulator)
    clock_of(emulator).advance(10 * MINUTE - 0.001)
    assert next_change(emulator) is None
    clock_of(emulator).advance(0.001)
    assert next_change(emulator) == first
    assert next_change(emulator) is None
    clock_of(emulator).advance(10 * MINUTE)
    assert next_change(emulator) == first


def test_a_redelivered_change_is_last_in_the_queue() -> None:
    emulator = an_emulator()
    signed(emulator, "a", "b", "c")
    first, second = a_change(emulator), a_change(emulator)
    clock_of(emulator).advance(10 * MINUTE)
    third = a_change(emulator)
    assert statuses(third)[0] == "COMPLETED_SUCCESSFULLY"
    assert [a_change(emulator), a_change(emulator)] == [first, second]


def test_a_confirmed_change_is_not_delivered_again() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    change = a_change(emulator)
    assert call(emulator, "POST", change.confirmation_url).status == 204
    clock_of(emulator).advance(3600)
    assert next_change(emulator) is None


def test_a_change_can_be_confirmed_late_and_twice() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    change = a_change(emulator)
    clock_of(emulator).advance(11 * MINUTE)
    assert [call(emulator, "POST", change.confirmation_url).status for _ in range(2)] == [204, 204]
    assert next_change(emulator) is None


def test_a_change_that_was_not_delivered_cannot_be_confirmed() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    for change in (0, 1, 2):
        answer = call(emulator, "POST", f"{JOBS}/1/complete/{change}")
        assert (answer.status, code_of(answer)) == (404, "STATUS_CHANGE_NOT_FOUND")
    assert statuses(a_change(emulator))[0] == "IN_PROGRESS"


def test_after_a_change_the_next_poll_is_permitted_immediately() -> None:
    clock = ManualClock(START + timedelta(microseconds=900_000))
    emulator = an_emulator(clock, empty_queue_wait=timedelta(minutes=10))
    signed(emulator, "a", "b")
    answers = [poll(emulator) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 204]
    assert wait(answers[0]) == timedelta()


def test_after_an_empty_queue_the_next_poll_must_wait() -> None:
    emulator = an_emulator(empty_queue_wait=timedelta(seconds=20))
    answer = poll(emulator)
    assert (answer.status, answer.body, wait(answer)) == (204, b"", timedelta(seconds=20))
    signed(emulator, "a")
    clock_of(emulator).advance(19.9)
    assert poll(emulator).status == 429
    clock_of(emulator).advance(20)
    assert poll(emulator).status == 200


def test_a_poll_that_is_too_early_gets_a_new_time() -> None:
    emulator = an_emulator(empty_queue_wait=timedelta(seconds=20))
    first = poll(emulator)
    signed(emulator, "a")
    clock_of(emulator).advance(10)
    early = poll(emulator)
    assert (early.status, code_of(early)) == (429, "TOO_EAGER_POLLING")
    assert permitted(early) == permitted(first) + timedelta(seconds=10)
    assert "dosfilter" not in early.headers
    clock_of(emulator).advance(10)
    assert poll(emulator).status == 429, "the new time holds"
    clock_of(emulator).advance(20)
    assert poll(emulator).status == 200


def test_each_queue_has_its_own_wait() -> None:
    emulator = an_emulator(empty_queue_wait=timedelta(minutes=10))
    assert [poll(emulator, query).status for query in ("", "?polling_queue=a", "?polling_queue=b")] == [204] * 3
    assert poll(emulator, "?polling_queue=a").status == 429


def test_in_production_the_wait_is_ten_minutes() -> None:
    emulator = an_emulator(environment=Environment.PRODUCTION, empty_queue_wait=None)
    assert wait(poll(emulator)) == timedelta(minutes=10)


def test_in_the_test_environments_the_wait_is_random_and_depends_on_the_seed() -> None:
    def waits(seed: int) -> list[timedelta]:
        emulator = an_emulator(empty_queue_wait=None, seed=seed)
        return [wait(poll(emulator, f"?polling_queue={each}")) for each in range(50)]

    assert all(timedelta(seconds=5) <= each <= timedelta(seconds=30) for each in waits(1))
    assert len(set(waits(1))) > 40
    assert waits(1) == waits(1) != waits(2)


def test_without_a_wait_polls_are_always_permitted() -> None:
    emulator = an_emulator(ManualClock(datetime(2030, 1, 1, 12, 0, 0, 900_000, tzinfo=UTC)))
    answers = [poll(emulator) for _ in range(20)]
    assert {answer.status for answer in answers} == {204}
    assert wait(answers[0]) == timedelta()


def test_a_fetched_change_leaves_the_queue() -> None:
    emulator = an_emulator()
    for name in "abcdefgh":
        signed(emulator, name)
    found = [a_change(emulator).signature_job_id for _ in range(8)]
    assert sorted(found) == list(range(1, 9))


def test_a_queue_is_chosen_by_the_request() -> None:
    emulator = an_emulator()
    assert emulator.handle(creation(request=JobRequest(polling_queue="hr"))).status == 200
    assert emulator.job(1).polling_queue == "hr"


def named(name: str | None) -> QueueName:
    """Return a queue of the portal flow."""
    return QueueName(NUMBER, name, SigningFlow.PORTAL)


def a_status_change(queue: str) -> QueuedChange:
    return QueuedChange(value=CHANGE, queue=named(queue))


def test_the_empty_queues_that_were_polled_last_are_remembered() -> None:
    queues = Queues(max_idle=3)
    queues.put(a_status_change("waiting"))
    queues.put(a_status_change("fetched"))
    for name in ("fetched", "fetched", *map(str, range(1_000)), "998"):
        queues.poll(named(name), START, timedelta())
    assert [name.name for name, _ in queues.all()] == ["waiting", "997", "998", "999"]
    queues.poll(named("new"), START, timedelta())
    assert [name.name for name, _ in queues.all()] == ["waiting", "998", "999", "new"]


@pytest.mark.parametrize(
    ("length", "remembered"), [(MIN_NAME_COST, 3), (MIN_NAME_COST + 1, 2), (3 * MIN_NAME_COST, 1), (10_000, 0)]
)
def test_a_long_name_costs_as_much_as_several(length: int, remembered: int) -> None:
    queues = Queues(max_idle=3)
    for number in range(10):
        queues.poll(named(f"{number:0{length}}"), START, timedelta())
    assert len(queues.all()) == remembered


def test_a_queue_that_is_used_again_is_counted_once() -> None:
    queues = Queues(max_idle=2)
    queues.poll(named(None), START, timedelta())
    for _ in range(5):
        queues.put(replace(a_status_change("hr"), queue=named(None)))
        queues.poll(named(None), START, timedelta())
    queues.poll(named("hr"), START, timedelta())
    assert [name.name for name, _ in queues.all()] == [None, "hr"]


def test_a_change_can_be_put_into_a_queue_that_was_forgotten() -> None:
    queues, change = Queues(max_idle=1), a_status_change("hr")
    queues.put(change)
    for name in ("hr", "another"):
        queues.poll(named(name), START, timedelta())
    assert [name.name for name, _ in queues.all()] == ["another"]
    queues.put(change)
    assert queues.poll(named("hr"), START, timedelta()).change is change


def test_polling_invented_queues_takes_a_bounded_amount_of_memory() -> None:
    queues = Queues(max_idle=100)

    def polled(numbers: range) -> int:
        """Poll the queues of these numbers; return the bytes in use."""
        for number in numbers:
            queues.poll(named(f"{number:09}"), START, timedelta())
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = polled(range(1_000))
        assert polled(range(1_000, 3_000)) - before < 20_000
    finally:
        tracemalloc.stop()
