"""Tests of the emulator as a whole: with a client, with many threads, and with many jobs."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import islice

import pytest

from signature_model import (
    AlreadyFinished,
    Availability,
    Document,
    Lookup,
    NotOffered,
    Sector,
    Sender,
    ServiceError,
    Signer,
    from_json,
    to_json,
)
from signature_model.api.http import Response
from signature_model.api.responses import StatusChange
from signature_transports.emulator import SIGNS, Emulator, NotPossible, Settings, UnknownJob
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_job, a_pdf
from tests.signature_transports.emulator.calls import (
    JOBS,
    ROOT,
    a_change,
    a_client,
    an_emulator,
    by,
    call,
    clock_of,
    create,
    creation,
    job_of,
    next_change,
    poll,
)


def test_a_client_creates_a_job_and_confirms_its_last_change() -> None:
    emulator = Emulator(Settings(root=ROOT))
    client = a_client(emulator)
    created = client.create(a_job(reference="our own"))
    assert client.poll(sender=NUMBER).change is None
    emulator.sign(created.signature_job_id, 0)
    changes = client.changes(sender=NUMBER)
    first = next(changes)
    assert (first.reference, first.status) == ("our own", "IN_PROGRESS")
    assert client.pades(first).startswith(b"%PDF-")
    assert b"SignedProperties" in client.xades(first.signatures[0])
    with pytest.raises(NotOffered):
        client.xades(first.signatures[1])
    emulator.sign(created.signature_job_id, 1)
    last = next(changes)
    assert last.status == "COMPLETED_SUCCESSFULLY"
    client.confirm(last)
    assert emulator.jobs() == ()
    with pytest.raises(ServiceError) as caught:
        client.pades(last)
    assert caught.value.code == "SIGNATURE_JOB_NOT_FOUND"


def test_a_client_waits_between_polls_and_never_polls_too_early() -> None:
    emulator = Emulator(Settings(root=ROOT, persona=SIGNS))
    client = a_client(emulator)
    opens = clock_of(emulator).now() + timedelta(minutes=20)
    client.create(job_of(*by("a"), availability=Availability(activation_time=opens)))
    (change,) = islice(client.changes(sender=NUMBER), 1)
    assert change.status == "COMPLETED_SUCCESSFULLY"
    polls = [each.status for each in emulator.journal() if each.operation == "poll"]
    assert len(polls) > 20
    assert set(polls) == {200, 204}


def test_a_job_that_is_signed_first_cannot_be_cancelled() -> None:
    emulator = an_emulator()
    client = a_client(emulator)
    created = client.create(job_of(*by("a")))
    emulator.sign(1, 0)
    with pytest.raises(AlreadyFinished):
        client.cancel(created)


def test_a_second_client_continues_with_a_stored_change() -> None:
    emulator = an_emulator(long_term_storage={NUMBER})
    client = a_client(emulator)
    client.create(job_of(*by("a")))
    emulator.sign(1, 0)
    change = client.poll(sender=NUMBER).change
    assert change is not None
    kept = from_json(to_json(change))
    assert isinstance(kept, StatusChange)
    other = a_client(emulator)
    assert other.pades(kept) == client.pades(change)
    other.confirm(kept)
    clock_of(emulator).advance(50 * 86_400)
    assert other.archived_pades("1", sender=NUMBER) == other.pades(kept)


def test_a_private_sender_can_send_a_job() -> None:
    emulator = an_emulator(sector=Sector.PRIVATE, persona=SIGNS)
    client = a_client(emulator, Sector.PRIVATE)
    client.create(a_job(signers=by("a", "b"), sender=Sender(NUMBER, sector=Sector.PRIVATE)))
    changes = list(islice(client.changes(sender=NUMBER), 2))
    assert [each.status for each in changes] == ["IN_PROGRESS", "COMPLETED_SUCCESSFULLY"]


def test_documents_and_signed_documents_can_be_read() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b"), documents=[Document.from_bytes(a_pdf(), title=each) for each in "xy"]))
    assert [(each.title, each.content) for each in emulator.documents(1)] == [("x", a_pdf()), ("y", a_pdf())]
    with pytest.raises(
        NotPossible, match="job 1 has no signed document: no signer has signed, or the document is deleted"
    ):
        emulator.pades(1)
    emulator.sign(1, 0)
    assert emulator.pades(1) == call(emulator, "GET", f"{JOBS}/1/pades").body

    emulator.reject(1, 1)
    clock_of(emulator).advance(41 * 86_400)
    assert [each.content for each in emulator.documents(1)] == [None, None]
    with pytest.raises(NotPossible):
        emulator.pades(1)


def test_an_unknown_job_has_no_documents() -> None:
    for read in (an_emulator().documents, an_emulator().pades):
        with pytest.raises(UnknownJob, match="there is no job 7"):
            read(7)


def a_story(emulator: Emulator) -> list[Response]:
    """Make some calls, and return the responses."""
    calls: list[Callable[[], Response]] = [
        partial(emulator.handle, creation(job_of(Signer.by_national_id(KARI, notify=Lookup()), *by("b")))),
        partial(poll, emulator),
        partial(call, emulator, "GET", f"{JOBS}/1/pades"),
        partial(call, emulator, "GET", f"{JOBS}/1/xades/1"),
        partial(poll, emulator, "?polling_queue=x"),
        partial(call, emulator, "POST", f"{JOBS}/1/cancel"),
    ]
    answers = []
    for each in calls:
        answers.append(each())
        clock_of(emulator).advance(7)
    return answers


def test_the_same_seed_and_calls_give_the_same_bytes() -> None:
    settings = Settings(root=ROOT, persona=SIGNS, seed=5)
    assert a_story(Emulator(settings)) == a_story(Emulator(settings))
    assert a_story(Emulator(settings)) != a_story(Emulator(Settings(root=ROOT, persona=SIGNS, seed=6)))


def test_threads_that_create_get_different_jobs() -> None:
    emulator = an_emulator()
    request = creation(job_of(*by("a")))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: emulator.handle(request), range(40)))
    assert {each.status for each in answers} == {200}
    assert len({each.body for each in answers}) == 40
    assert [each.id for each in emulator.jobs()] == list(range(1, 41))


def test_threads_that_poll_get_different_changes() -> None:
    emulator = an_emulator()
    request = creation(job_of(*by("a")))
    for number in range(1, 41):
        emulator.handle(request)
        emulator.sign(number, 0)

    def fetch_all() -> list[int]:
        found = []
        while change := next_change(emulator):
            assert call(emulator, "POST", change.confirmation_url).status == 204
            found.append(change.signature_job_id)
        return found

    with ThreadPoolExecutor(8) as pool:
        fetched = [number for each in [pool.submit(fetch_all) for _ in range(8)] for number in each.result()]
    assert sorted(fetched) == list(range(1, 41))
    assert emulator.jobs() == ()


def test_one_of_many_threads_signs() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))

    def sign(_: int) -> bool:
        try:
            emulator.sign(1, 0)
        except ValueError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(sign, range(40))) == 1
    assert a_change(emulator).signatures[0].status == "SIGNED"
    assert next_change(emulator) is None


def cost(action: Callable[[], object]) -> int:
    """Return how many functions an action calls. This is the same on every machine."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(None)
    return calls


def test_the_cost_of_a_job_does_not_depend_on_their_number() -> None:
    emulator = an_emulator()
    request = creation(job_of(*by("a", "b")))

    def a_life() -> None:
        emulator.handle(request)
        number = next(numbers)
        emulator.sign(number, 0)
        emulator.sign(number, 1)
        for _ in range(2):
            call(emulator, "POST", a_change(emulator).confirmation_url)
        clock_of(emulator).advance(1)

    numbers = iter(range(1, 10_000))
    a_life()
    few = cost(a_life)
    for _ in range(500):
        create(emulator)
        next(numbers)
    assert len(emulator.jobs()) == 500
    assert cost(a_life) <= few * 1.01


def test_the_latest_jobs_and_the_number_of_jobs_are_known() -> None:
    emulator = an_emulator()
    for _ in range(4):
        create(emulator)
    assert [[job.id for job in emulator.jobs(most)] for most in (0, 1, 3, 9)] == [[], [4], [2, 3, 4], [1, 2, 3, 4]]
    assert (emulator.held(), len(emulator.jobs())) == (4, 4)


def test_many_jobs_are_all_returned() -> None:
    emulator = an_emulator()
    for _ in range(501):
        create(emulator)
    assert [job.id for job in emulator.jobs()] == list(range(1, 502))
