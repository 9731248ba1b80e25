"""A digest is right whoever works it out, and whenever."""

from __future__ import annotations

import hashlib
import multiprocessing
import subprocess
import sys
import threading
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import Document, build_bundle, validate_bundle
from signature_model.seals.digests import HELPER, WORTH_BEGINNING, Digests, Helper, PendingDigest
from tests.processes import ENVIRONMENT, LIMIT, wait_until
from tests.signature_model.samples import a_job, a_pdf, credentials

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

LARGE = [bytes([byte]) * WORTH_BEGINNING for byte in range(3)]
SMALL = [b"", b"small", b"\0" * (WORTH_BEGINNING - 1)]
CONTENTS = [*LARGE, *SMALL]
WORKING = "signature_model.digests"


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def started(before: Iterable[threading.Thread]) -> list[str]:
    return [each.name for each in threading.enumerate() if each not in before]


class Told(PendingDigest):
    """Tells which thread works it out, and lets that wait for a signal."""

    def __init__(self) -> None:
        super().__init__(b"content")
        self.threads: list[threading.Thread] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def value(self) -> bytes:
        self.threads.append(threading.current_thread())
        assert self.may_go_on.wait(60)
        return super().value()

    def worker(self) -> threading.Thread:
        """The first to work it out, as soon as it has begun."""
        wait_until(lambda: bool(self.threads))
        return self.threads[0]


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(CONTENTS)), max_size=12),
    st.sampled_from([Helper(idle=0), Helper(idle=0.001), Helper()]),
)
def test_digests_are_right_in_whatever_order_they_are_begun_and_asked_for(
    steps: list[tuple[bool, bytes]], helper: Helper
) -> None:
    digests = Digests(helper)
    for is_asked, content in steps:
        if is_asked:
            assert digests.sha256(content) == sha256(content)
        else:
            digests.begin(content)
    assert [digests.sha256(content) for content in CONTENTS] == list(map(sha256, CONTENTS))


def test_digests_are_right_in_many_threads_at_once() -> None:
    def work(_: int) -> list[bytes]:
        digests = Digests()
        for content in LARGE:
            digests.begin(content)
            zlib.crc32(content)
        return [digests.sha256(content) for content in LARGE]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(work, range(40))) == [list(map(sha256, LARGE))] * 40


def test_a_digest_is_worked_out_once_for_all_threads_that_ask() -> None:
    digest, begin = PendingDigest(bytes(16 << 20)), threading.Barrier(4)

    def work(_: int) -> bytes:
        begin.wait()
        return digest.value()

    with ThreadPoolExecutor(4) as threads:
        assert len(set(map(id, threads.map(work, range(4))))) == 1


def test_the_helper_works_in_a_thread_of_its_own_that_ends_when_it_is_idle_and_comes_back() -> None:
    helper, workers = Helper(idle=0.01), []
    for _ in range(2):
        helper.give(told := Told())
        worker = told.worker()
        assert (worker.name, worker.daemon) == (WORKING, True)
        worker.join(60)
        assert not worker.is_alive()
        workers.append(worker)
    assert workers[0] is not workers[1]


def test_the_helper_stays_as_long_as_there_is_work_and_ends_when_it_is_told_to() -> None:
    helper = Helper(idle=60)
    helper.end()
    helper.give(first := Told())
    helper.give(second := Told())
    assert first.worker() is second.worker()
    helper.end()
    assert not first.worker().is_alive()
    helper.give(third := Told())
    assert third.worker() is not first.worker()
    helper.end()


def test_what_nobody_will_ask_for_any_more_is_neither_worked_out_nor_kept() -> None:
    helper, busy = Helper(idle=60), Told()
    busy.may_go_on.clear()
    helper.give(busy)
    busy.worker()
    helper.give(unwanted := Told())
    threads, content = unwanted.threads, ref(unwanted)
    del unwanted
    assert content() is None
    busy.may_go_on.set()
    helper.end()
    assert threads == []


def test_the_helper_keeps_nothing_while_it_waits() -> None:
    helper, done = Helper(idle=60), Told()
    helper.give(done)
    done.worker()
    content = ref(done)
    del done
    wait_until(lambda: content() is None)
    helper.end()


class Recording(Helper):
    """Is told what is begun, and does nothing about it."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[PendingDigest] = []

    def give(self, digest: PendingDigest) -> None:
        self.given.append(digest)


def test_what_is_large_is_begun_and_worked_out_once() -> None:
    helper = Recording()
    digests = Digests(helper)
    digests.begin(LARGE[1])
    [begun] = helper.given
    assert digests.sha256(LARGE[1]) is begun.value()


@pytest.mark.parametrize("content", SMALL)
def test_what_is_small_is_left_to_who_asks(content: bytes) -> None:
    helper = Recording()
    Digests(helper).begin(content)
    assert helper.given == []


def test_without_another_thread_everything_is_worked_out_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more(_: threading.Thread) -> None:
        message = "can't start new thread"
        raise RuntimeError(message)

    monkeypatch.setattr(threading.Thread, "start", no_more)
    digests = Digests(Helper())
    digests.begin(LARGE[1])
    assert digests.sha256(LARGE[1]) == sha256(LARGE[1])


def test_large_documents_are_begun_where_bundles_are_built_and_validated() -> None:
    large = a_pdf().replace(b"startxref", b"%" * WORTH_BEGINNING + b"\nstartxref")
    HELPER.end()
    before = threading.enumerate()
    bundle = build_bundle(a_job(documents=[Document.from_bytes(large, title="Large")]), credentials())
    assert started(before) == [WORKING]
    HELPER.end()
    assert started(before) == []
    validate_bundle(bundle.content)
    assert started(before) == [WORKING]


LAST_OF_ALL = """
from signature_model import Document, build_bundle, validate_bundle
from signature_model.seals.digests import HELPER, WORTH_BEGINNING, Digests
class Late:
    def __del__(self, begin=Digests().begin, content=bytes(WORTH_BEGINNING)):
        begin(content)
late = Late()
Digests().begin(bytes(WORTH_BEGINNING))
"""


def test_it_is_left_alone_while_the_interpreter_ends() -> None:
    subprocess.run([sys.executable, "-c", LAST_OF_ALL], env=ENVIRONMENT, check=True, timeout=LIMIT)


def tell(digests_of: Helper, to: Connection) -> None:
    digests_of.give(told := Told())
    to.send(told.worker().name)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no processes are forked here")
def test_a_process_that_is_forked_has_a_helper_of_its_own() -> None:
    helper = Helper(idle=60)
    helper.give(told := Told())
    told.worker()
    forked = multiprocessing.get_context("fork")
    here, there = forked.Pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # later Pythons warn of forks where there are threads
        child = forked.Process(target=tell, args=(helper, there))
        child.start()
    assert here.poll(60)
    assert here.recv() == WORKING
    child.join(60)
    assert child.exitcode == 0
    helper.end()
