"""Processes share the limit on calls through a file, and count alone if they cannot."""

import fcntl
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from threading import Timer
from typing import Final

import pytest

from signature_model import DIFITEST, Environment, Service
from signature_model.api.rate_limit import BLOCKED_FOR, CALLS, PERIOD, CallLimit
from signature_transports.shared_limit import SharedCallLimit, limit_of
from tests.kits.processes import ENVIRONMENT

PROGRAM: Final = """
import sys, time
from signature_transports import SharedCallLimit
limit = SharedCallLimit(sys.argv[1])
for _ in range(15):
    now = time.monotonic()
    print(now + limit.reserve(now))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calls"


def test_two_processes_stay_within_the_limit_together(file: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(file)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) for _ in range(2)]
    left = sorted(float(line) for each in both for line in each.communicate()[0].split())

    assert len(left) == 30
    assert all(later - earlier > PERIOD for earlier, later in zip(left, left[CALLS:], strict=False))


def test_a_restarted_program_remembers_its_calls(file: Path) -> None:
    assert [SharedCallLimit(file).reserve(100) for _ in range(11)] == [0.0] * 10 + [pytest.approx(1.2)]


def test_all_wait_when_the_service_refuses_one(file: Path) -> None:
    one, other = SharedCallLimit(file), SharedCallLimit(file)
    one.block(100)

    assert other.times_blocked == 1
    assert other.reserve(101) == pytest.approx(BLOCKED_FOR - 1)


def test_times_of_before_a_restart_of_the_machine_have_no_effect(file: Path) -> None:
    SharedCallLimit(file).block(1_000_000)
    SharedCallLimit(file).reserve(1_000_000)

    assert SharedCallLimit(file).reserve(5) == 0


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"\xff", b"[" * 4000),
        b'{"times": ["x"], "opens": 0, "times_blocked": 0}',
        b'{"times": [], "opens": null, "times_blocked": Infinity}',
        b'{"times": [], "opens": -1%s, "times_blocked": 0}' % (b"0" * 400),
    ],
    ids=lambda each: each[:60],
)
def test_a_damaged_file_begins_again(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    assert SharedCallLimit(file).reserve(5) == 0
    assert [SharedCallLimit(file).reserve(5) for _ in range(10)][-1] > 0


def test_without_the_file_each_process_counts_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    limit = SharedCallLimit(tmp_path / "missing" / "calls")

    assert [limit.reserve(5) for _ in range(11)][-1] > 0
    limit.block(5)
    assert limit.times_blocked == 1
    assert [each.levelno for each in caplog.records] == [logging.WARNING]


@pytest.fixture
def held(file: Path) -> Iterator[FileIO]:
    """The file, locked as if by another process; closing it ends the lock."""
    SharedCallLimit(file).reserve(5)
    with FileIO(file, "r+") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield opened


def test_a_lock_that_is_held_for_a_moment_is_waited_for(held: FileIO, file: Path) -> None:
    Timer(0.05, held.close).start()
    for _ in range(9):
        SharedCallLimit(file).reserve(5)

    assert SharedCallLimit(file).reserve(5) > 0


def test_a_process_that_does_not_let_go_stops_no_call(
    held: FileIO, file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("signature_transports.shared_limit._PATIENCE", 0.05)  # two seconds would be slow
    limit = SharedCallLimit(file)

    assert [limit.reserve(5) for _ in range(11)][-1] > 0
    assert [each.message.partition("calls: ")[2] for each in caplog.records] == [
        "another process does not release its lock"
    ]
    assert not held.closed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_on_a_full_disk_a_process_counts_alone_and_forgets_no_call(caplog: pytest.LogCaptureFixture) -> None:
    limit = SharedCallLimit("/dev/full")

    assert [limit.reserve(5) for _ in range(11)] == [0.0] * 10 + [pytest.approx(1.2)]
    assert [each.levelno for each in caplog.records] == [logging.WARNING]


def test_the_mode_of_the_file_stays_that_of_its_creator(file: Path) -> None:
    SharedCallLimit(file).reserve(5)
    file.chmod(0o664)
    SharedCallLimit(file).reserve(5)

    assert file.stat().st_mode & 0o777 == 0o664


def test_a_service_and_an_organisation_have_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    for number in ("999999999", "984661185"):
        limit_of(DIFITEST, number).reserve(time.monotonic())

    assert len([*(tmp_path / "signering").iterdir()]) == 2
    assert (tmp_path / "signering").stat().st_mode & 0o777 == 0o700


def test_the_emulator_without_tls_is_not_shared() -> None:
    service = Service(root="http://127.0.0.1:1/api", environment=Environment.TEST)
    assert isinstance(limit_of(service, None), CallLimit)


def test_a_folder_that_others_can_write_to_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    limit_of(DIFITEST, None).reserve(5)
    (folder,) = tmp_path.iterdir()
    folder.chmod(0o777)

    assert isinstance(limit_of(DIFITEST, None), CallLimit)
    assert "others can write to it" in caplog.text
