"""A process forks only while no other thread validates."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from signature_model.validation import forks
from signature_model.validation.forks import delaying_forks
from tests.kits.bundles import changed, with_manifest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

_PROGRAM = """
import os, signal, sys, threading
from signature_model import validate_bundle

def validate():
    for each in sys.argv[1:]:
        validate_bundle(open(each, "rb").read())

for _ in range(2):
    threading.Thread(target=validate, daemon=True).start()
statuses = set()
for _ in range(5):
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        validate()
        os._exit(0)
    statuses.add(os.waitpid(child, 0)[1])
os._exit(statuses != {0})
"""


def test_the_child_validates_while_other_threads_do_so_for_the_first_time(tmp_path: Path) -> None:
    bundles = {"explained.asice": with_manifest("<signers>", "<unknown/><signers>"), "valid.asice": changed()}
    for name, content in bundles.items():
        (tmp_path / name).write_bytes(content)
    command = (sys.executable, "-W", "ignore", "-c", _PROGRAM, *bundles)
    ended = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, timeout=240)
    assert (ended.returncode, ended.stderr) == (0, b"")


@contextmanager
def another_thread(function: Callable[[], object]) -> Iterator[None]:
    """Run a function in another thread, apart from forks, until the body ends."""
    begun, ended = threading.Event(), threading.Event()

    @delaying_forks
    def run() -> None:
        begun.set()
        function()

    thread = threading.Thread(target=run)
    thread.start()
    begun.wait()
    yield
    ended.set()
    thread.join()


def status_of_fork(in_child: Callable[[], int]) -> int:
    """Fork, and return the status that the function returns in the child."""
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        os._exit(in_child())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_fork_waits_for_another_thread() -> None:
    ended: list[bool] = []

    def slow() -> None:
        time.sleep(0.2)
        ended.append(True)

    with another_thread(slow):
        assert status_of_fork(lambda: len(ended)) == 1


def test_a_fork_does_not_wait_for_its_own_thread() -> None:
    @delaying_forks
    def nested(depth: int) -> int:
        return nested(depth - 1) if depth else status_of_fork(lambda: delaying_forks(int)("7"))

    assert nested(2) == 7


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_fork_does_not_wait_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "MAX_WAIT", 0.05)
    release = threading.Event()
    with another_thread(release.wait):
        assert status_of_fork(lambda: 3) == 3
        release.set()


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_validation_goes_on_if_a_signal_interrupts_the_wait() -> None:
    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    release, before = threading.Event(), signal.signal(signal.SIGALRM, interrupt)
    with another_thread(release.wait):
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        try:
            assert status_of_fork(lambda: 3) == 3
        finally:
            signal.signal(signal.SIGALRM, before)
        release.set()
    assert delaying_forks(int)("7") == 7


def test_a_validation_inside_a_validation_has_its_arguments() -> None:
    inner = delaying_forks(dict[str, int])
    assert delaying_forks(lambda: inner({"a": 1}, b=2))() == {"a": 1, "b": 2}


def test_the_child_has_a_gate_of_its_own() -> None:
    gate = forks._Gate()  # noqa: SLF001 - as after a fork
    this = threading.get_ident()
    for thread in (this, 1):
        gate.begin(thread)
    gate.before_fork()
    gate.in_child()
    assert not gate.begin(this)
    assert gate.begin(1)
