"""Worker processes die alone and are replaced; where there can be none, the work is done nevertheless."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
import threading
from concurrent.futures import BrokenExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from signature_model.cli.parallel import executors
from signature_model.cli.parallel.processes import Processes
from signature_model.console.signals import mask
from tests.kits.processes import require_no_workers

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def two() -> Iterator[Processes]:
    """Two processes at most."""
    with Processes(2) as executor:
        yield executor
    require_no_workers()


def wait_for(path: str) -> int:
    """Wait until a pipe is written to; the process that did."""
    os.close(os.open(path, os.O_RDONLY))
    return os.getpid()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_there_are_no_more_processes_than_work(two: Processes) -> None:
    assert two.submit(os.getpid).result() == two.submit(os.getpid).result() != os.getpid()
    assert len(multiprocessing.active_children()) == 1


def test_work_goes_to_the_process_that_has_least_to_do(two: Processes, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    busy = two.submit(wait_for, str(tmp_path / "pipe"))
    others = {two.submit(os.getpid).result() for _ in range(3)}
    (tmp_path / "pipe").write_bytes(b"")

    assert len(others) == 1
    assert busy.result() not in others


def test_a_process_that_dies_takes_no_other_with_it(two: Processes, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    busy = two.submit(wait_for, str(tmp_path / "pipe"))
    for _ in range(3):
        with pytest.raises(BrokenExecutor):
            two.submit(die).result()
    (tmp_path / "pipe").write_bytes(b"")

    assert busy.result() in {each.pid for each in multiprocessing.active_children()}
    assert two.submit(abs, -1).result() == 1


def test_what_has_not_begun_can_be_given_up(two: Processes, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    busy = [two.submit(wait_for, str(tmp_path / "pipe")) for _ in range(2)]
    futures = [two.submit(abs, -1) for _ in range(20)]
    threading.Timer(0.1, (tmp_path / "pipe").write_bytes, [b""]).start()
    two.shutdown(cancel_futures=True)

    assert wait(busy).not_done == set()
    assert futures[-1].cancelled()


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit])
def test_who_leaves_does_not_wait_for_what_is_unfinished(tmp_path: Path, error: type[BaseException]) -> None:
    os.mkfifo(tmp_path / "pipe")
    with suppress(error), executors.processes(2) as engine:
        busy = [engine.submit(wait_for, str(tmp_path / "pipe")) for _ in range(8)]
        for each in busy:
            each.cancel()
        raise error

    require_no_workers()


def test_a_signal_while_work_is_handed_out_leaves_none_behind(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt), Processes(1) as executor:
            mask(signal.SIG_BLOCK)
            signal.raise_signal(signal.SIGTERM)
            executor.submit(wait_for, str(tmp_path / "pipe"))
    finally:
        signal.signal(signal.SIGTERM, before)

    require_no_workers()


@pytest.mark.parametrize("spare", [0, 4, 7, 12, 20])
def test_without_descriptors_the_work_is_done_here(spare: int) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest, taken = max(map(int, os.listdir("/proc/self/fd"))), [0]  # noqa: PTH208 - no folder of ours
    while taken[-1] < highest + 2:  # so that there are no gaps below the limit
        taken.append(os.open(os.devnull, os.O_RDONLY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (taken[-1] + 2 + spare, before[1]))
    try:
        with Processes(8) as executor:
            found = [each.result() for each in [executor.submit(Path(os.devnull).read_bytes) for _ in range(20)]]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for each in taken[1:]:
            os.close(each)

    assert found == [b""] * 20
    require_no_workers()


@pytest.mark.parametrize(
    "error", [BlockingIOError(errno.EAGAIN, "too many processes"), RuntimeError("can't start new thread")]
)
def test_without_threads_or_processes_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(_: threading.Thread) -> None:
        raise error

    other = multiprocessing.Process(target=signal.pause)
    other.start()
    monkeypatch.setattr(threading.Thread, "start", refuse)  # by then the process is there
    with Processes(2) as executor:
        assert executor.submit(os.getpid).result() == os.getpid()
        assert executor.submit(os.getpid).result() == os.getpid()

    assert multiprocessing.active_children() == [other]
    other.kill()
    other.join()
