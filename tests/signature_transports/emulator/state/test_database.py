"""Tests of the state file: other files are refused and left as they are, and one emulator at a time can use it."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_transports.clocks import ManualClock
from signature_transports.emulator.state.database import APPLICATION, VERSION, UnusableState
from signature_transports.emulator.state.replay import State
from tests.kits.preloaded import run_command
from tests.kits.processes import ENVIRONMENT
from tests.signature_model.strategies.examples import fewer
from tests.signature_transports.emulator.calls import an_emulator, create
from tests.signature_transports.emulator.restarts import Restarting, a_state, used

Make = Callable[[Path], None]


def changed(path: Path, *statements: str) -> None:
    """Change a database."""
    with closing(sqlite3.connect(path)) as database, database:
        for each in statements:
            database.execute(each)


def permissions(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_read_a_new_file_and_the_log_beside_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with State(tmp_path / "a.state") as state:
            Restarting.emulator_of(state)
            assert {each.name: permissions(each) for each in tmp_path.iterdir()} == {
                "a.state": 0o600,
                "a.state-wal": 0o600,
            }
    finally:
        os.umask(before)
    assert [each.name for each in tmp_path.iterdir()] == ["a.state"]


def test_an_empty_file_becomes_a_state_that_only_its_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "a.state"
    path.touch(0o644)
    used(path)
    assert permissions(path) == 0o600
    used(path)


def garbage(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)


def a_word(path: Path) -> None:
    path.write_bytes(b"a")


def text(path: Path) -> None:
    path.write_text("some text\n" * 100)


def another_database(path: Path) -> None:
    changed(path, "CREATE TABLE commands (number)", f"PRAGMA user_version = {VERSION}")


def another_database_that_writes_ahead(path: Path) -> None:
    changed(path, "PRAGMA journal_mode = WAL", "CREATE TABLE commands (number)")


def another_version(path: Path) -> None:
    a_state(path)
    changed(path, f"PRAGMA user_version = {VERSION + 1}")


def no_version(path: Path) -> None:
    changed(path, f"PRAGMA application_id = {APPLICATION}", "CREATE TABLE commands (number)")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (garbage, "cannot be used"),
        (a_word, "is not the state of an emulator"),
        (text, "cannot be used: file is not a database"),
        (another_database, "is not the state of an emulator"),
        (another_database_that_writes_ahead, "is not the state of an emulator"),
        (another_version, f"has format version {VERSION + 1}; this emulator reads version {VERSION}"),
        (no_version, f"has format version 0; this emulator reads version {VERSION}"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_another_file_is_refused_and_stays_as_it_is(tmp_path: Path, make: Make, reason: str) -> None:
    path = tmp_path / "a.state"
    make(path)
    path.chmod(0o644)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    with pytest.raises(UnusableState, match=reason):
        used(path)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before
    assert permissions(path) == 0o644


def another_database_whose_writer_was_killed(path: Path) -> None:
    """Leave a journal beside the database. SQLite would roll it back when it opens the database."""
    program = (
        "import os, sqlite3, sys; database = sqlite3.connect(sys.argv[1]);"
        "database.execute('PRAGMA cache_size = 1'); database.execute('CREATE TABLE a (b)');"
        "database.execute('BEGIN'); database.execute('INSERT INTO a VALUES (zeroblob(1000000))'); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", program, path], check=False)


def test_a_journal_beside_another_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    another_database_whose_writer_was_killed(path)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert sorted(before) == ["a.db", "a.db-journal"]
    with pytest.raises(UnusableState, match="is not the state of an emulator"):
        used(path)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (".", "is not a regular file"),
        ("/dev/null", "is not a regular file"),
        ("/proc/a.state", "cannot be used: "),
        ("missing/a.state", "cannot be used: No such file or directory"),
    ],
)
def test_a_path_that_cannot_be_a_state_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnusableState, match=reason):
        used(Path(path))
    assert not list(tmp_path.iterdir())


def test_a_file_in_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """The superuser can write in every folder."""
    path = tmp_path / "folder" / "a.state"
    path.parent.mkdir()
    a_state(path)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        if os.access(path, os.W_OK):
            used(path)
        else:
            with pytest.raises(UnusableState, match="cannot be used"):
                used(path)
    finally:
        path.parent.chmod(0o700)


@pytest.mark.parametrize("kept", [10, 99, 512, 16_384, 20_000, 3 * 16_384, -16_384, -1])
def test_a_file_that_was_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "a.state"
    a_state(path)
    content = path.read_bytes()[:kept]
    path.write_bytes(content)
    with pytest.raises(UnusableState):
        used(path)
    assert path.read_bytes() == content


def test_a_file_whose_schema_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.state"
    a_state(path)
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE settings", b"CREATE \x80ABLE settings"))
    with pytest.raises(UnusableState, match="cannot be used"):
        used(path)


@fewer(4)
@given(st.data())
def test_a_file_with_changed_bytes_is_used_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.state"
    a_state(path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        used(path)
    except UnusableState:
        assert path.read_bytes() == content


def refusal_by_another_process(path: Path) -> str:
    """Return the error of another process that uses the file."""
    command = (sys.executable, "-m", "signature_transports", "emulator", "--state", str(path))
    ended = run_command(command, text=True, env=ENVIRONMENT)
    assert ended.returncode == 3
    error: str = ended.stderr
    return error


def test_a_second_emulator_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.state"
    with State(path) as state:
        emulator = Restarting.emulator_of(state)
        with pytest.raises(UnusableState, match="is in use by another emulator"):
            State(path)
        create(emulator)
        assert f"Error: {path} is in use by another emulator" in refusal_by_another_process(path)
        create(emulator)
    with State(path) as state:
        assert len(Restarting.emulator_of(state).jobs()) == 2


def test_a_path_may_have_any_characters(tmp_path: Path) -> None:
    path = tmp_path / "åpen tilstand?mode=memory#%41&.state"
    used(path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_an_emulator_without_a_state_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    create(an_emulator(ManualClock()))
    assert not list(tmp_path.iterdir())
