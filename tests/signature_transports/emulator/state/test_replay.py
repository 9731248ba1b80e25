"""Tests of the state: what a file keeps, when it can be used, and what happens when it cannot be written."""

import logging
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from signature_model import Document, Environment, Sector
from signature_model.api.messages.direct_reading import parse_direct_signer
from signature_transports.clocks import START, ManualClock, RealClock
from signature_transports.emulator import REJECTS, SIGNS, AlreadyUsed, Emulator, Event, Persona
from signature_transports.emulator.state.database import UnusableState
from signature_transports.emulator.state.replay import State
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_pdf
from tests.kits.pdfs import paper, saved, stream
from tests.signature_transports.emulator.calls import (
    DIRECT_JOBS,
    JOBS,
    a_change,
    by,
    call,
    create,
    created_direct,
    creation,
    direct_job_of,
    direct_status,
    job_of,
    poll,
    statuses,
)
from tests.signature_transports.emulator.restarts import Restarting, a_state, used

DAY = 86_400.0


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Restarting]:
    """An emulator that can be restarted."""
    with Restarting(tmp_path, long_term_storage=(NUMBER,)) as restarting:
        yield restarting


def rows(path: Path, table: str) -> int:
    """Return the number of rows of a table in a closed state."""
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a name of ours
    assert isinstance(count, int)
    return count


def changed(path: Path, statement: str, *values: object) -> None:
    """Change a closed state."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement, values)


def picture(emulator: Emulator) -> object:
    """Return all that an emulator shows of its jobs."""
    jobs = emulator.jobs()
    return jobs, emulator.queues(), [emulator.documents(each.id) for each in jobs]


def created(life: Restarting) -> None:
    """Create two jobs, the second in another queue."""
    create(life.emulator, job_of(*by("a", "b", orders=(1, 2))))
    create(life.emulator, job_of(*by("c"), documents=[Document(title="Other", content=saved(), href="o.pdf")]), "hr")


def completed(life: Restarting) -> None:
    """Let the first job be signed, and the second be rejected."""
    created(life)
    for number, place, event in ((1, 0, "sign"), (2, 0, "reject"), (1, 1, "sign")):
        life.emulator.act(number, place, event, "Buypass" if place else None)


def every_command(life: Restarting) -> None:
    """Run every command, and let documents be removed in each way."""
    completed(life)
    for query in ("?polling_queue=hr", "", ""):
        assert call(life.emulator, "POST", a_change(life.emulator, query).confirmation_url).status == 204
    life.clock.advance(DAY)
    assert call(life.emulator, "DELETE", f"{JOBS}/1/documents").status == 204
    created(life)
    assert call(life.emulator, "POST", f"{JOBS}/3/cancel").status == 204
    life.clock.advance(50 * DAY)
    assert not life.emulator.job(3).has_documents
    create(life.emulator)
    a_change(life.emulator)
    direct(life)


def direct(life: Restarting) -> None:
    """Let signers of direct jobs be redirected and sign."""
    jobs = [created_direct(life.emulator, direct_job_of("kari", polling=queue)) for queue in (None, "")]
    for job in jobs:
        again = call(life.emulator, "POST", job.signers[0].signer_url)
        life.emulator.visit(f"{parse_direct_signer(again.body).redirect_url}".rpartition("/")[2])
        life.emulator.sign(job.signature_job_id, 0)
    assert call(life.emulator, "GET", f"{DIRECT_JOBS}?polling_queue=").status == 200


def reset(life: Restarting) -> None:
    completed(life)
    life.emulator.reset()
    create(life.emulator, job_of(*by("a")))


@pytest.mark.parametrize("live", [every_command, reset])
def test_a_restart_changes_nothing(life: Restarting, live: Callable[[Restarting], None]) -> None:
    live(life)
    before = picture(life.emulator)
    for end in (Restarting.restart, Restarting.crash, Restarting.restart):
        end(life)
        assert picture(life.emulator) == before
    life.state.close()
    written = life.path.read_bytes()
    life.restart()
    life.state.close()
    assert life.path.read_bytes() == written


def test_redirect_urls_and_tokens_outlive_a_crash(life: Restarting) -> None:
    link = created_direct(life.emulator, direct_job_of("kari", "ola")).signers[0]
    token = f"{link.redirect_url}".rpartition("/")[2]
    visit = life.emulator.visit(token)
    life.crash()
    assert life.emulator.visit(token, visit.session) == visit
    with pytest.raises(AlreadyUsed):
        life.emulator.visit(token)
    exit_url = life.emulator.sign(1, 0).signers[0].exit_url or ""
    life.crash()
    status = call(life.emulator, "GET", f"{DIRECT_JOBS}/1/status?{urlsplit(exit_url).query}")
    assert statuses(direct_status(status)) == ["IN_PROGRESS", "SIGNED", "WAITING"]


def test_a_document_is_stored_once_and_removed_with_the_last_job_that_holds_it(tmp_path: Path) -> None:
    twice = [Document(title=name, content=a_pdf(), href=f"{name}.pdf") for name in ("one", "two")]
    with Restarting(tmp_path) as life:
        create(life.emulator, job_of(*by("a"), documents=twice))
        life.restart()
        create(life.emulator, job_of(*by("a")))
        life.state.close()
        assert rows(life.path, "documents") == 1
        life.restart()
        assert [each.content for each in life.emulator.documents(1)] == [a_pdf(), a_pdf()]
        for number, left in ((1, 1), (2, 0)):
            call(life.emulator, "POST", f"{JOBS}/{number}/cancel")
            assert call(life.emulator, "POST", a_change(life.emulator).confirmation_url).status == 204
            life.state.close()
            assert rows(life.path, "documents") == left
            life.restart()


def test_a_document_that_no_job_holds_is_removed_at_the_next_start(tmp_path: Path) -> None:
    with Restarting(tmp_path) as life:
        create(life.emulator, job_of(*by("a")))
        life.emulator.sign(1, 0)
        assert call(life.emulator, "POST", a_change(life.emulator).confirmation_url).status == 204
        life.state.close()
        changed(life.path, "DELETE FROM commands WHERE name = 'time-passed'")
        changed(life.path, "INSERT INTO documents VALUES (1, ?)", a_pdf())
        changed(life.path, "INSERT INTO documents VALUES (2, x'00')")
        before = rows(life.path, "commands")
        life.restart()
        assert not life.emulator.jobs()
        life.state.close()
        assert (rows(life.path, "documents"), rows(life.path, "commands")) == (0, before)


def test_a_manual_clock_keeps_its_time(life: Restarting) -> None:
    for _ in range(10):
        life.clock.advance(0.1)
    life.clock.advance(1e9)
    reset(life)
    life.crash()
    assert life.clock.now() == START + timedelta(seconds=1e9 + 1)
    assert not life.clock.is_real_time


def test_time_does_not_go_back_with_the_clock(life: Restarting) -> None:
    create(life.emulator, job_of(*by("a", "b")))
    life.clock.advance(DAY)
    life.emulator.sign(1, 0)
    life.state.close()
    changed(life.path, "DELETE FROM steps")
    life.restart()
    assert life.clock.now() == START
    assert life.emulator.sign(1, 1).signers[1].since == START + timedelta(days=1)


class ManualAfterReal(ManualClock):
    """A clock that is true until it is advanced."""

    @property
    def is_real_time(self) -> bool:
        return not self.seconds()


def test_a_real_clock_keeps_its_steps(tmp_path: Path) -> None:
    path = tmp_path / "a.state"
    with State(path) as state:
        clock = state.clock(RealClock())
        assert clock.is_real_time
        clock.advance(3_600)
    with State(path) as state:
        ahead = state.clock(RealClock()).now() - RealClock().now()
        assert timedelta(seconds=3_590) < ahead <= timedelta(seconds=3_600)
        assert not state.clock(ManualAfterReal()).is_real_time


def test_a_step_back_is_refused_and_not_recorded(life: Restarting) -> None:
    with pytest.raises(ValueError, match="a clock cannot be moved by -1 s"):
        life.clock.advance(-1)
    life.crash()
    assert life.clock.now() == START


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
def test_settings_that_change_what_commands_do_are_refused(
    life: Restarting, settings: dict[str, object], named: str
) -> None:
    created(life)
    with pytest.raises(UnusableState) as refused:
        life.change(**settings)
    assert str(refused.value).endswith(f"emulator.state was made with {named}")


def test_other_settings_can_change(life: Restarting) -> None:
    created(life)
    before = picture(life.emulator)
    life.change(journal_length=1, senders=(NUMBER,), long_term_storage=[NUMBER], root="http://127.0.0.1:1/api")
    assert picture(life.emulator) == before
    life.emulator.sign(1, 0)
    assert a_change(life.emulator).confirmation_url.startswith("http://127.0.0.1:1/api/")


@pytest.mark.parametrize("is_reset", [False, True])
def test_all_settings_can_change_while_there_are_no_commands(life: Restarting, *, is_reset: bool) -> None:
    if is_reset:
        created(life)
        life.emulator.reset()
    life.change(sector=Sector.PRIVATE)
    assert life.emulator.handle(creation()).status == 400
    life.restart()


def test_another_kind_of_clock_is_refused(life: Restarting) -> None:
    created(life)
    life.state.close()
    with State(life.path) as state, pytest.raises(UnusableState, match="was made with another clock"):
        state.clock(RealClock())
    life.restart()


def test_a_command_that_cannot_be_written_does_not_run(life: Restarting, caplog: pytest.LogCaptureFixture) -> None:
    completed(life)
    a_change(life.emulator)
    before = picture(life.emulator)
    life.state.close()
    for command in (
        lambda: create(life.emulator),
        lambda: poll(life.emulator),
        lambda: call(life.emulator, "POST", f"{JOBS}/1/complete/1"),
        life.emulator.reset,
        lambda: life.clock.advance(0),
    ):
        with pytest.raises(UnusableState, match="cannot be written"):
            command()
    assert call(life.emulator, "POST", f"{JOBS}/1/cancel").status == 409  # refused, so that nothing is written
    assert picture(life.emulator) == before
    life.restart()
    assert picture(life.emulator) == before
    assert not caplog.records


@cache
def large_pdf() -> bytes:
    """Return a document of more than half a megabyte."""
    return paper(objects={9: stream(bytes(range(256)) * 2_500)})


def test_a_full_disk_refuses_a_command_and_does_no_harm(life: Restarting) -> None:
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


def test_a_document_that_cannot_be_removed_is_removed_at_the_next_start(
    life: Restarting, caplog: pytest.LogCaptureFixture
) -> None:
    created(life)
    life.emulator.reject(1, 0)
    life.clock.advance(40 * DAY)
    life.state.close()
    with caplog.at_level(logging.WARNING):
        assert not life.emulator.job(1).has_documents
    assert "an unused document stays in" in caplog.text
    life.restart()
    assert not life.emulator.job(1).has_documents
    life.state.close()
    assert rows(life.path, "documents") == 1


def test_the_same_commands_have_the_same_effect_as_before(tmp_path: Path) -> None:
    """If this fails, existing states would be replayed differently: raise ``database.VERSION``."""
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


DAMAGES = {
    "no table": "DROP TABLE commands",
    "no settings": "DROP TABLE settings",
    "no steps": "DROP TABLE steps",
    "other settings": "UPDATE settings SET value = x'00'",
    "no moment": "UPDATE commands SET moment = 'yesterday'",
    "a moment without zone": "UPDATE commands SET moment = '2030-01-01T12:00:00'",
    "a moment of bytes": "UPDATE commands SET moment = x'ff'",
    "bytes that are not text": "UPDATE commands SET moment = cast(x'ff' AS TEXT)",
    "an unknown command": "UPDATE commands SET name = 'dance'",
    "no arguments": "UPDATE commands SET arguments = '[]'",
    "other arguments": """UPDATE commands SET arguments = '{"a": 1}'""",
    "arguments that are not JSON": "UPDATE commands SET arguments = '['",
    "arguments that are deep": "UPDATE commands SET arguments = replace(hex(zeroblob(50000)), '0', '[')",
    "arguments of bytes": "UPDATE commands SET arguments = x'ff'",
    "an unknown job": """UPDATE commands SET arguments = '[7, 0, "sign"]' WHERE name = 'act'""",
    "an unknown signer": """UPDATE commands SET arguments = '[1, 7, "sign"]' WHERE name = 'act'""",
    "a signer of the wrong kind": """UPDATE commands SET arguments = '[1, "a", "sign"]' WHERE name = 'act'""",
    "an unknown event": """UPDATE commands SET arguments = '[1, 0, "dance"]' WHERE name = 'act'""",
    "a queue of the wrong kind": """UPDATE commands SET arguments = '["984661185", []]' WHERE name = 'poll'""",
    "no request": """UPDATE commands SET arguments = '["", "", {}]' WHERE name = 'create'""",
    "another request": """UPDATE commands SET arguments = '["<a/>", "<a/>", {}]' WHERE name = 'create'""",
    "numbers of the wrong kind": """UPDATE commands SET arguments = '["<a/>", "<a/>", 1]' WHERE name = 'create'""",
    "a command twice": "INSERT INTO commands (moment, name, arguments) SELECT moment, name, arguments FROM commands",
    "no document": "DELETE FROM documents",
    "a document of a number": "UPDATE documents SET content = 'a'",
    "a step back": "UPDATE steps SET seconds = -1",
    "a step of letters": "UPDATE steps SET seconds = 'a'",
    "an endless step": "UPDATE steps SET seconds = 9e999",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_file_with_other_content_is_refused_and_stays_as_it_is(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.state"
    a_state(path)
    changed(path, damage)
    before = path.read_bytes()
    with pytest.raises(UnusableState, match=r"is damaged|was made with another"):
        used(path)
    assert path.read_bytes() == before
