"""Worker processes end with the context; if there can be none, the work is done in this process."""

import errno
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import threading
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from signature_model.cli.parallel import executors
from signature_model.cli.parallel.processes import processes
from tests.kits.processes import require_no_workers, wait_until


def wait_for(path: str) -> int:
    """Wait until another process writes to a pipe."""
    os.close(os.open(path, os.O_RDONLY))
    return os.getpid()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_calls_run_in_other_processes() -> None:
    with processes(2) as executor:
        assert executor.submit(os.getpid).result() in {each.pid for each in multiprocessing.active_children()}
        assert len(multiprocessing.active_children()) <= 2
    require_no_workers()


def test_a_forkserver_imports_the_modules_once() -> None:
    """Python 3.14 starts processes like this on Linux."""
    program = """
import multiprocessing
from signature_model.cli.parallel.processes import processes
multiprocessing.set_start_method("forkserver")
with processes(1) as executor:
    print(executor.submit(eval, "'signature_model.cli.parallel.tasks' in __import__('sys').modules").result())
"""
    assert subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE).stdout == b"True\n"


def test_a_process_that_dies_breaks_the_executor_which_is_opened_again() -> None:
    with executors.local(2) as workers:
        for _ in range(3):
            with pytest.raises(BrokenExecutor):
                workers.submit(die).result()
        assert workers.submit(abs, -1).result() == 1
    require_no_workers()


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit])
def test_unfinished_calls_are_not_waited_for(tmp_path: Path, error: type[BaseException]) -> None:
    os.mkfifo(tmp_path / "pipe")
    with suppress(error), processes(2) as executor:
        futures = [executor.submit(wait_for, str(tmp_path / "pipe")) for _ in range(8)]
        for each in futures:
            each.cancel()
        raise error

    wait_until(lambda: all(each.done() for each in futures))
    require_no_workers()


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="the system or Python does not fork here")
def test_a_signal_while_processes_start_leaves_no_process_behind() -> None:
    coming = [signal.SIGTERM]

    def arrive() -> None:
        if coming:
            signal.raise_signal(coming.pop())

    os.register_at_fork(after_in_parent=arrive)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), processes(2):
            pytest.fail("the signal comes first")
    finally:
        signal.signal(signal.SIGTERM, before)

    assert coming == []
    require_no_workers()


@pytest.mark.parametrize("spare", [0, 4, 7, 12, 20])
def test_without_descriptors_the_work_is_done_in_this_process(spare: int) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest, taken = max(map(int, os.listdir("/proc/self/fd"))), [0]  # noqa: PTH208 - pathlib opens another descriptor
    while taken[-1] < highest + 2:  # so that there are no gaps below the limit
        taken.append(os.open(os.devnull, os.O_RDONLY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (taken[-1] + 2 + spare, before[1]))
    try:
        with processes(8) as executor:
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
def test_without_threads_or_processes_the_work_is_done_in_this_process(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(_: threading.Thread) -> None:
        raise error

    # A forkserver could be ending: it does so after a connection that broke, as in the test above.
    other = multiprocessing.get_context("spawn").Process(target=signal.pause)
    other.start()
    monkeypatch.setattr(threading.Thread, "start", refuse)  # by then the processes are there
    with processes(2) as executor:
        assert executor.submit(os.getpid).result() == os.getpid()

    assert multiprocessing.active_children() == [other]
    other.kill()
    other.join()
