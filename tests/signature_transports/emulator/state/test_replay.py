"""What was done is still done after a restart, whatever way the emulator before has ended."""

from __future__ import annotations

import logging
import resource
import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from signature_model import Document, Environment, Sector
from signature_transports.clocks import START, ManualClock, RealClock
from signature_transports.emulator import REJECTS, SIGNS, Event, Persona, UnknownJob
from signature_transports.emulator.state.database import UnusableState
from signature_transports.emulator.state.replay import State
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_pdf
from tests.kits.pdfs import paper, saved, stream
from tests.signature_transports.emulator.calls import (
    JOBS,
    a_change,
    by,
    call,
    create,
    creation,
    job_of,
    next_change,
    poll,
)
from tests.signature_transports.emulator.restarts import Restarting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from signature_transports.emulator import Emulator

DAY = 86_400.0


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Restarting]:
    """An emulator that can be started again."""
    with Restarting(tmp_path, long_term_storage=(NUMBER,)) as restarting:
        yield restarting


def rows(path: Path, table: str) -> int:
    """How many rows of a table are in a file that nobody has open."""
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a name of ours
    assert isinstance(count, int)
    return count


def picture(emulator: Emulator) -> object:
    """All that an emulator shows of its jobs."""
    jobs = emulator.jobs()
    return jobs, emulator.queues(), [emulator.documents(each.id) for each in jobs]


def created(life: Restarting) -> None:
    """Two jobs, one of them in a queue of its own."""
    create(life.emulator, job_of(*by("a", "b", orders=(1, 2))))
    create(life.emulator, job_of(*by("c"), documents=[Document(title="Other", content=saved(), href="o.pdf")]), "hr")


def acted(life: Restarting) -> None:
    created(life)
    life.emulator.sign(1, 0)
    life.emulator.reject(2, 0)


def polled(life: Restarting) -> None:
    acted(life)
    a_change(life.emulator)


def completed(life: Restarting) -> None:
    polled(life)
    life.emulator.sign(1, 1)


def confirmed(life: Restarting) -> None:
    completed(life)
    for query in ("", "", "?polling_queue=hr"):
        while change := next_change(life.emulator, query):
            assert call(life.emulator, "POST", change.confirmation_url).status == 204


def deleted(life: Restarting) -> None:
    completed(life)
    life.clock.advance(DAY)
    assert call(life.emulator, "DELETE", f"{JOBS}/1/documents").status == 204


def cancelled(life: Restarting) -> None:
    created(life)
    assert call(life.emulator, "POST", f"{JOBS}/1/cancel").status == 204


def expired(life: Restarting) -> None:
    acted(life)
    life.clock.advance(10 * DAY)
    assert life.emulator.job(1).status == "FAILED"


def dropped(life: Restarting) -> None:
    expired(life)
    life.clock.advance(40 * DAY)
    assert not life.emulator.job(1).has_documents


def reset(life: Restarting) -> None:
    confirmed(life)
    life.emulator.reset()
    create(life.emulator, job_of(*by("a")))


def reset_to_nothing(life: Restarting) -> None:
    created(life)
    life.emulator.reset()


LIVES = [created, acted, polled, completed, confirmed, deleted, cancelled, expired, dropped, reset]


@pytest.mark.parametrize("end", [Restarting.restart, Restarting.crash], ids=["restart", "crash"])
@pytest.mark.parametrize("live", LIVES, ids=lambda each: each.__name__)
def test_all_is_as_it_was(
    life: Restarting, live: Callable[[Restarting], None], end: Callable[[Restarting], None]
) -> None:
    live(life)
    before = picture(life.emulator)
    for _ in range(2):
        end(life)
        assert picture(life.emulator) == before


@pytest.mark.parametrize("live", LIVES, ids=lambda each: each.__name__)
def test_a_start_writes_nothing(life: Restarting, live: Callable[[Restarting], None]) -> None:
    live(life)
    life.restart()
    life.state.close()
    before = life.path.read_bytes()
    life.restart()
    life.state.close()
    assert life.path.read_bytes() == before


def test_what_was_delivered_comes_again_after_ten_minutes_and_not_at_once(life: Restarting) -> None:
    acted(life)
    change = a_change(life.emulator)
    life.crash()
    assert next_change(life.emulator) is None
    life.clock.advance(599)
    life.crash()
    assert next_change(life.emulator) is None
    life.clock.advance(1)
    life.crash()
    assert a_change(life.emulator) == change


def test_what_was_confirmed_does_not_come_again(life: Restarting) -> None:
    acted(life)
    change = a_change(life.emulator)
    assert call(life.emulator, "POST", change.confirmation_url).status == 204
    life.crash()
    life.clock.advance(3_600)
    assert next_change(life.emulator) is None
    assert call(life.emulator, "POST", change.confirmation_url).status == 204


def test_an_empty_queue_has_to_be_left_alone_as_long_as_before(tmp_path: Path) -> None:
    with Restarting(tmp_path, empty_queue_wait=timedelta(seconds=20)) as life:
        assert poll(life.emulator).status == 204
        life.clock.advance(19)
        life.crash()
        assert poll(life.emulator).status == 429
        life.clock.advance(20)
        life.crash()
        assert poll(life.emulator).status == 204


def test_jobs_go_on_being_numbered(life: Restarting) -> None:
    confirmed(life)
    life.crash()
    assert create(life.emulator) == 3


def test_signed_documents_are_the_same_bytes(life: Restarting) -> None:
    completed(life)
    urls = (f"{JOBS}/1/pades", f"{JOBS}/1/xades/1", f"{JOBS}/1/xades/2")
    before = [call(life.emulator, "GET", url).body for url in urls]
    life.crash()
    assert [call(life.emulator, "GET", url).body for url in urls] == before


def test_people_go_on_doing_what_is_in_their_nature(tmp_path: Path) -> None:
    with Restarting(tmp_path, persona=Persona(does=Event.SIGN, after=timedelta(hours=3))) as life:
        create(life.emulator, job_of(*by("a", "b", orders=(1, 2))))
        life.clock.advance(3_600)
        life.crash()
        life.clock.advance(7_200)
        life.crash()
        view = life.emulator.job(1)
        assert [each.status for each in view.signers] == ["SIGNED", "WAITING"]
        assert view.signers[0].since == START + timedelta(hours=3)


def test_a_document_is_kept_once_and_goes_with_the_last_job_that_holds_it(tmp_path: Path) -> None:
    with Restarting(tmp_path) as life:
        for _ in range(3):
            create(life.emulator, job_of(*by("a")))
            life.restart()
        life.state.close()
        assert rows(life.path, "documents") == 1
        life.restart()
        for number in (1, 2, 3):
            call(life.emulator, "POST", f"{JOBS}/{number}/cancel")
            assert call(life.emulator, "POST", a_change(life.emulator).confirmation_url).status == 204
            life.state.close()
            assert rows(life.path, "documents") == int(number < 3)
            life.restart()


def test_two_documents_of_one_job_that_are_the_same_are_kept_once(life: Restarting) -> None:
    documents = [Document(title=name, content=a_pdf(), href=f"{name}.pdf") for name in ("one", "two")]
    create(life.emulator, job_of(*by("a"), documents=documents))
    life.state.close()
    assert rows(life.path, "documents") == 1
    life.restart()
    assert [each.content for each in life.emulator.documents(1)] == [a_pdf(), a_pdf()]


def test_a_document_that_was_left_behind_is_removed_at_the_next_start(life: Restarting) -> None:
    created(life)
    life.state.close()
    with closing(sqlite3.connect(life.path)) as database, database:
        database.execute("INSERT INTO documents (content) VALUES (x'00')")
    life.restart()
    life.state.close()
    assert rows(life.path, "documents") == 2


def test_one_that_was_killed_before_it_removed_a_document_removes_it_at_the_next_start(tmp_path: Path) -> None:
    with Restarting(tmp_path) as life:
        create(life.emulator, job_of(*by("a")))
        life.emulator.sign(1, 0)
        assert call(life.emulator, "POST", a_change(life.emulator).confirmation_url).status == 204
        life.state.close()
        with closing(sqlite3.connect(life.path)) as database, database:
            database.execute("DELETE FROM commands WHERE name = 'time-passed'")
            database.execute("INSERT INTO documents VALUES (1, ?)", (a_pdf(),))
        before = rows(life.path, "commands")
        life.restart()
        assert not life.emulator.jobs()
        life.state.close()
        assert (rows(life.path, "documents"), rows(life.path, "commands")) == (0, before)


def test_a_manual_clock_keeps_its_time(life: Restarting) -> None:
    for _ in range(10):
        life.clock.advance(0.1)
    life.clock.advance(1e9)
    shown = life.clock.now()
    life.crash()
    assert life.clock.now() == shown == START + timedelta(seconds=1e9 + 1)
    assert not life.clock.is_true


def test_nothing_happens_before_what_has_happened_where_a_clock_was_put_back(life: Restarting) -> None:
    create(life.emulator, job_of(*by("a", "b")))
    life.clock.advance(DAY)
    life.emulator.sign(1, 0)
    life.state.close()
    with closing(sqlite3.connect(life.path)) as database, database:
        database.execute("DELETE FROM steps")
    life.restart()
    assert life.clock.now() == START
    assert life.emulator.sign(1, 1).signers[1].since == START + timedelta(days=1)


def test_a_real_clock_keeps_how_far_it_was_put_forward(tmp_path: Path) -> None:
    path = tmp_path / "a.state"
    with State(path) as state:
        clock = state.clock(RealClock())
        assert clock.is_true
        clock.advance(3_600)
    with State(path) as state:
        ahead = state.clock(RealClock()).now() - RealClock().now()
        assert timedelta(seconds=3_590) < ahead <= timedelta(seconds=3_600)
        assert not state.clock(ManualAfterReal()).is_true


class ManualAfterReal(ManualClock):
    """A clock that does not say whether it is true until it was moved."""

    @property
    def is_true(self) -> bool:
        return not self.seconds()


def test_a_step_back_is_refused_and_not_kept(life: Restarting) -> None:
    with pytest.raises(ValueError, match="a clock runs forward only"):
        life.clock.advance(-1)
    life.crash()
    assert life.clock.now() == START


def test_a_reset_keeps_the_time(life: Restarting) -> None:
    life.clock.advance(60)
    reset(life)
    life.crash()
    assert life.clock.now() == START + timedelta(seconds=60)
    assert [each.id for each in life.emulator.jobs()] == [1]


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"sector": Sector.PRIVATE}, "another sector"),
        ({"sectors": {NUMBER: Sector.PRIVATE}}, "another sectors"),
        ({"environment": Environment.PRODUCTION}, "another environment"),
        ({"long_term_storage": ()}, "another long term storage"),
        ({"empty_queue_wait": None}, "another empty queue wait"),
        ({"persona": SIGNS}, "another persona"),
        ({"personas": {KARI: REJECTS}, "seed": 1}, "another personas, another seed"),
    ],
)
def test_deeds_are_for_the_settings_that_they_were_done_with(
    life: Restarting, settings: dict[str, object], named: str
) -> None:
    created(life)
    with pytest.raises(UnusableState) as refused:
        life.change(**settings)
    assert str(refused.value).endswith(f"emulator.state was made with {named}")
    assert KARI not in str(refused.value)


def test_other_settings_change_nothing_that_was_done(life: Restarting) -> None:
    created(life)
    before = picture(life.emulator)
    life.change(journal_length=1, senders=(NUMBER,), long_term_storage=[NUMBER], root="http://127.0.0.1:1/api")
    assert picture(life.emulator) == before
    life.emulator.sign(1, 0)
    assert a_change(life.emulator).confirmation_url.startswith("http://127.0.0.1:1/api/")


@pytest.mark.parametrize("live", [lambda _: None, reset_to_nothing], ids=["new", "reset"])
def test_without_deeds_any_settings_do(life: Restarting, live: Callable[[Restarting], None]) -> None:
    live(life)
    life.change(sector=Sector.PRIVATE)
    assert life.emulator.handle(creation()).status == 400
    life.restart()


def test_deeds_are_for_the_kind_of_clock_that_they_were_done_by(life: Restarting) -> None:
    created(life)
    life.state.close()
    with State(life.path) as state, pytest.raises(UnusableState, match="was made with another clock"):
        state.clock(RealClock())
    life.restart()


def test_nothing_is_done_that_cannot_be_written(life: Restarting, caplog: pytest.LogCaptureFixture) -> None:
    completed(life)
    before = picture(life.emulator)
    confirmation = f"{JOBS}/1/complete/1"
    life.state.close()
    for method, path in (("POST", f"{JOBS}/1/cancel"), ("GET", JOBS), ("POST", confirmation)):
        if path.endswith("cancel"):
            assert call(life.emulator, method, path).status == 409  # nothing would be written
            continue
        with pytest.raises(UnusableState, match="cannot be written"):
            call(life.emulator, method, path)
    for deed in (lambda: create(life.emulator), life.emulator.reset, lambda: life.clock.advance(0)):
        with pytest.raises(UnusableState, match="cannot be written"):
            deed()
    assert picture(life.emulator) == before
    life.restart()
    assert picture(life.emulator) == before
    assert not caplog.records


def test_a_full_disk_keeps_things_from_being_done_and_is_got_over(life: Restarting) -> None:
    created(life)
    large = job_of(*by("a"), documents=[Document(title="Large", content=large_pdf(), href="large.pdf")])
    before = picture(life.emulator)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(UnusableState, match="cannot be written"):
            create(life.emulator, large)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert picture(life.emulator) == before
    assert create(life.emulator, large) == 3
    life.crash()
    assert [each.content for each in life.emulator.documents(3)] == [large_pdf()]


@cache
def large_pdf() -> bytes:
    """A document of more than half a megabyte."""
    return paper(objects={9: stream(bytes(range(256)) * 2_500)})


def test_a_document_that_cannot_be_removed_stays_for_now(life: Restarting, caplog: pytest.LogCaptureFixture) -> None:
    dropped_before = 40 * DAY + 10 * DAY
    acted(life)
    life.clock.advance(dropped_before)
    life.state.close()
    with caplog.at_level(logging.WARNING):
        assert not life.emulator.job(1).has_documents
    assert "an unused document stays in" in caplog.text
    life.restart()
    assert not life.emulator.job(1).has_documents


def test_a_job_that_is_gone_stays_gone(tmp_path: Path) -> None:
    with Restarting(tmp_path) as life:
        confirmed(life)
        life.crash()
        with pytest.raises(UnknownJob):
            life.emulator.job(1)


def test_the_same_deeds_come_to_the_same_in_this_version(tmp_path: Path) -> None:
    """Where this fails, states that there are come to something else than they did: raise ``state_file.VERSION``."""
    persona = Persona(does=Event.SIGN, after=timedelta(days=2))
    with Restarting(tmp_path, empty_queue_wait=None, seed=3, persona=persona) as life:
        created(life)
        life.clock.advance(DAY)
        life.emulator.reject(2, 0)
        for query in ("", "?polling_queue=hr", "?polling_queue=it"):
            poll(life.emulator, query)
            life.clock.advance(15 * 3_600)
        life.crash()
        jobs = [
            (each.id, [(one.status, str(one.since - START)) for one in each.signers]) for each in life.emulator.jobs()
        ]
        assert jobs == [
            (1, [("SIGNED", "2 days, 0:00:00"), ("WAITING", "0:00:00")]),
            (2, [("REJECTED", "1 day, 0:00:00")]),
        ]
        queues = [(each.name, each.waiting, str(each.permitted - START)) for each in life.emulator.queues()]
        assert queues == [
            ("hr", (2,), "1 day, 15:00:00"),
            (None, (1,), "1 day, 0:00:10.949000"),
            ("it", (), "2 days, 6:00:14.249000"),
        ]
