"""Tests of the views of jobs and queues."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from signature_model import Availability, JobRequest, Lookup, Signer
from signature_model.jobs.context import SigningFlow
from signature_transports.clocks import START
from signature_transports.emulator import Event
from signature_transports.emulator.jobs.views import QueueView
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_transports.emulator.calls import (
    a_change,
    an_emulator,
    by,
    call,
    clock_of,
    create,
    creation,
    job_of,
    next_change,
)


def test_a_job_is_shown_with_its_progress() -> None:
    emulator = an_emulator()
    job = job_of(
        Signer.by_national_id(KARI, notify=Lookup(), order=2),
        *by("a", orders=(1,)),
        availability=Availability(activation_time=START + timedelta(hours=1), available_for=timedelta(days=5)),
    )
    create(emulator, job, "hr")
    view = emulator.job(1)
    assert (view.id, view.sender, view.reference, view.polling_queue) == (1, NUMBER, "our own", "hr")
    assert (view.created, view.opened, view.deadline, view.ended) == (START, None, None, None)
    assert [(each.place, each.order, each.address) for each in view.signers] == [
        (0, 2, "018180*****"),
        (1, 1, "a@example.com"),
    ]
    clock_of(emulator).advance(3600)
    view = emulator.job(1)
    assert (view.opened, view.deadline) == (START + timedelta(hours=1), START + timedelta(days=5, hours=1))
    emulator.sign(1, 1)
    view = emulator.reject(1, 0)
    assert (view.status, view.ended, view.unconfirmed) == ("FAILED", START + timedelta(hours=1), (1, 2))
    call(emulator, "POST", a_change(emulator, "?polling_queue=hr").confirmation_url)
    assert emulator.job(1).unconfirmed == (2,)
    assert emulator.jobs() == (emulator.job(1),)


@pytest.mark.parametrize(
    ("signer", "events"),
    [
        (by("a")[0], [Event.SIGN, Event.REJECT, Event.BLOCK]),
        (
            Signer.by_national_id(KARI, notify=Lookup()),
            [Event.SIGN, Event.REJECT, Event.RESERVE, Event.LACK_CONTACT_INFORMATION, Event.LACK_NAME],
        ),
    ],
)
def test_the_possible_events_of_each_signer_are_shown(signer: Signer, events: Sequence[Event]) -> None:
    emulator = an_emulator()
    create(emulator, job_of(signer, *by("b", orders=(1,))))
    first, second = emulator.job(1).signers
    assert (list(first.events), list(second.events)) == (list(events), [])
    for event in first.events:
        number = create(emulator, job_of(signer))
        assert emulator.act(number, 0, event).signers[0].events == ()


def test_national_id_numbers_are_masked() -> None:
    emulator = an_emulator()
    kari = Signer.by_national_id(KARI, notify=Lookup())
    answer = emulator.handle(
        creation(job_of(kari, title=f"For {KARI}"), request=JobRequest(reference=KARI, polling_queue=KARI))
    )
    assert answer.status == 200
    view = emulator.job(1)
    assert KARI not in f"{view!r} {view} {view.title} {view.reference}"
    clean = creation(job_of(kari), request=JobRequest())
    emulator.handle(clean)
    assert emulator.job(2).reference is None


def test_queues_are_shown_with_the_jobs_that_wait() -> None:
    emulator = an_emulator(empty_queue_wait=timedelta(seconds=20))
    assert emulator.queues() == ()
    for queue in ("hr", None):
        create(emulator, job_of(*by("a", "b")), queue)
    for number, place in ((2, 0), (1, 0), (2, 1)):
        emulator.sign(number, place)
    first, second = emulator.queues()
    assert (first.sender, first.name, first.waiting) == (NUMBER, None, (2, 2))
    assert (second.sender, second.name, second.waiting) == (NUMBER, "hr", (1,))
    assert first.permitted < START

    change = a_change(emulator)
    assert emulator.queues()[0].waiting == (2,)
    clock_of(emulator).advance(600)
    assert emulator.queues()[0].waiting == (2, 2)
    call(emulator, "POST", change.confirmation_url)
    assert emulator.queues()[0].waiting == (2,)
    a_change(emulator)
    assert next_change(emulator) is None
    assert emulator.queues()[0].permitted == START + timedelta(seconds=620)


def test_a_queue_named_by_a_national_id_number_is_masked() -> None:
    emulator = an_emulator()
    create(emulator, None, KARI)
    emulator.sign(1, 0)
    (queue,) = emulator.queues()
    assert KARI not in f"{queue} {emulator.job(1)}"
    assert queue.name is not None
    assert queue.name.startswith(KARI[:6])


def test_a_queue_that_was_only_polled_is_shown_until_a_reset() -> None:
    emulator = an_emulator()
    next_change(emulator, "?polling_queue=hr")
    (queue,) = emulator.queues()
    assert queue == QueueView(sender=NUMBER, name="hr", flow=SigningFlow.PORTAL, waiting=(), permitted=START)

    emulator.reset()
    assert emulator.queues() == ()


def test_notifications_are_shown_when_they_have_been_sent() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", orders=(1, 2))))
    assert [len(each.notices) for each in emulator.job(1).signers] == [1, 0]
    clock_of(emulator).advance(6 * 86_400)
    assert [len(each.notices) for each in emulator.job(1).signers] == [2, 0]
    view = emulator.sign(1, 0)
    assert [[each.moment for each in signer.notices] for signer in view.signers] == [
        [START, START + timedelta(days=5)],
        [START + timedelta(days=6)],
    ]


def test_signers_who_have_signed_get_no_reminders() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    clock_of(emulator).advance(9 * 86_400)
    assert [len(each.notices) for each in emulator.job(1).signers] == [1, 2]
