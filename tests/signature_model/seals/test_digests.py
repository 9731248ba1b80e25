"""A digest is right whoever works it out, and whenever."""

from __future__ import annotations

import hashlib
import multiprocessing
import threading
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.seals.algorithms import SHA1, SHA256
from signature_model.seals.digests import WORTH_BEGINNING, Digests, Helper, PendingDigest
from tests.processes import wait_until

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LARGE = [bytes([byte]) * WORTH_BEGINNING for byte in range(3)]
CONTENTS = [*LARGE, b"", b"small", b"\0" * (WORTH_BEGINNING - 1)]
WORKING = "signature_model.digests"


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


class Told(PendingDigest):
    """Tells which thread works it out."""

    def __init__(self) -> None:
        super().__init__(b"content", sha256)
        self.threads: list[threading.Thread] = []

    def value(self) -> bytes:
        self.threads.append(threading.current_thread())
        return super().value()


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


def test_threads_that_judge_side_by_side_share_the_helper() -> None:
    def work(_: int) -> list[bytes]:
        digests = Digests()
        for content in LARGE:
            digests.begin(content)
            zlib.crc32(content)
        return [digests.sha256(content) for content in LARGE]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(work, range(40))) == [list(map(sha256, LARGE))] * 40


def test_the_helper_works_in_a_thread_of_its_own_that_ends_when_it_is_idle_and_comes_back() -> None:
    helper, workers = Helper(idle=0.01), []
    for _ in range(2):
        told = Told()
        helper.give(told)
        wait_until(lambda told=told: bool(told.threads))  # type: ignore[misc]  # a loop's variable must be bound
        [worker] = told.threads
        assert (worker.name, worker.daemon) == (WORKING, True)
        worker.join(60)
        assert not worker.is_alive()
        workers.append(worker)
    assert workers[0] is not workers[1]


def test_the_helper_stays_as_long_as_there_is_work() -> None:
    helper, told = Helper(idle=60), [Told(), Told()]
    for each in told:
        helper.give(each)
        wait_until(lambda each=each: bool(each.threads))  # type: ignore[misc]  # a loop's variable must be bound
    assert told[0].threads == told[1].threads


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


def test_digests_are_known_by_their_algorithms() -> None:
    digests = Digests()
    assert [digests.maybe_of(LARGE[1], each) for each in (SHA256, SHA1, "unknown")] == [
        hashlib.sha256(LARGE[1]).digest(),
        hashlib.sha1(LARGE[1], usedforsecurity=False).digest(),
        None,
    ]
    assert digests.maybe_of(LARGE[1], SHA1) is digests.maybe_of(LARGE[1], SHA1)


def test_what_is_small_is_left_to_who_asks() -> None:
    helper = Recording()
    digests = Digests(helper)
    digests.begin(b"\0" * (WORTH_BEGINNING - 1))
    assert helper.given == []


def test_without_another_thread_everything_is_worked_out_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more(_: threading.Thread) -> None:
        message = "can't start new thread"
        raise RuntimeError(message)

    monkeypatch.setattr(threading.Thread, "start", no_more)
    digests = Digests(Helper())
    digests.begin(LARGE[1])
    assert digests.sha256(LARGE[1]) == sha256(LARGE[1])


def tell(digests_of: Helper, to: Connection) -> None:
    told = Told()
    digests_of.give(told)
    wait_until(lambda: bool(told.threads))
    to.send(told.threads[0].name)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no processes are forked here")
def test_a_process_that_is_forked_has_a_helper_of_its_own() -> None:
    helper = Helper(idle=60)
    helper.give(Told())
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
