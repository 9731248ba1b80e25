"""Signed documents are made when somebody fetches them, once, and with those who have signed until then."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from threading import Event

import pytest

from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.jobs.signed_jobs import SignedJob
from signature_transports.emulator.signing.authority import root
from signature_transports.emulator.signing.signatories import Kept
from tests.signature_transports.emulator.counter import (
    JOBS,
    a_change,
    an_emulator,
    by,
    call,
    clock_of,
    create,
    job_of,
)
from tests.signature_transports.emulator.pdf_witness import verdicts
from tests.signature_transports.emulator.signed_jobs import a_signed_job


class Counting:
    """Signatories who count how often they are asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def xades(self, job: SignedJob, place: int) -> bytes:
        self.asked.append(f"xades {job.id} {place}")
        return b"<a/>"

    def pades(self, job: SignedJob) -> bytes:
        self.asked.append(f"pades {job.id} {len(job.signed)}")
        return b"%PDF-"


def test_signatories_are_asked_when_something_is_fetched_and_once() -> None:
    signatories = Counting()
    emulator = Emulator(Settings(calls_per_second=None), signatories=signatories)
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    assert signatories.asked == []
    for _ in range(3):
        assert call(emulator, "GET", f"{JOBS}/1/pades").body == b"%PDF-"
        assert call(emulator, "GET", f"{JOBS}/1/xades/1").body == b"<a/>"
    emulator.sign(1, 1)
    call(emulator, "GET", f"{JOBS}/1/pades")
    assert signatories.asked == ["pades 1 1", "xades 1 0", "pades 1 2"]


def held(kept: Kept, signatories: Counting, *numbers: int) -> list[int]:
    """Which of those jobs' signed documents are kept, as they need not be made again."""
    found = []
    for number in numbers:
        before = len(signatories.asked)
        kept.pades(replace(a_signed_job(0), id=number))
        if len(signatories.asked) == before:
            found.append(number)
    return found


def test_only_so_many_bytes_of_what_was_asked_for_of_late_are_kept() -> None:
    signatories = Counting()
    kept = Kept(signatories, most=3 * len(b"%PDF-"))
    assert held(kept, signatories, 1, 2, 3) == []
    assert held(kept, signatories, 1, 2, 3) == [1, 2, 3]
    assert held(kept, signatories, 1, 4) == [1]
    assert held(kept, signatories, 3, 1, 4, 2) == [3, 1, 4]


def test_what_is_larger_than_that_is_not_kept() -> None:
    signatories = Counting()
    kept = Kept(signatories, most=1)
    assert held(kept, signatories, 1, 1) == []


def test_all_that_a_job_s_signers_gave_goes_at_once() -> None:
    signatories = Counting()
    kept = Kept(signatories, most=10)
    for place in (0, 1, 0, 1):
        kept.xades(a_signed_job(0, 1), place)
    assert len(signatories.asked) == 2
    kept.pades(a_signed_job(0, 1))
    for place in (0, 1):
        kept.xades(a_signed_job(0, 1), place)
    assert len(signatories.asked) == 5


def test_a_job_that_is_forgotten_while_something_is_made_for_it_stays_forgotten() -> None:
    signatories = Counting()

    class Forgetting(Counting):
        def pades(self, job: SignedJob) -> bytes:
            kept.forget(job.id)
            return signatories.pades(job)

    kept = Kept(Forgetting())
    for _ in range(2):
        kept.pades(a_signed_job(0))
    assert len(signatories.asked) == 2


def test_who_asks_for_what_is_being_made_waits_for_it_and_other_jobs_do_not() -> None:
    begun, may_end = Event(), Event()

    class Slow(Counting):
        def pades(self, job: SignedJob) -> bytes:
            if job.id == a_signed_job(0).id:
                begun.set()
                assert may_end.wait(60)
            return super().pades(job)

    signatories = Slow()
    kept = Kept(signatories)
    with ThreadPoolExecutor(5) as threads:
        asked = [threads.submit(kept.pades, a_signed_job(0)) for _ in range(5)]
        assert begun.wait(60)
        assert held(kept, signatories, 2, 2) == [2]
        may_end.set()
        assert [each.result() for each in asked] == [b"%PDF-"] * 5
    assert signatories.asked == ["pades 2 1", "pades 7 1"]


def held_by_anybody(number: int) -> bool:
    """Whether anything in this process still holds what that job's documents could be made of."""
    gc.collect()
    return any(isinstance(each, SignedJob) and each.id == number for each in gc.get_objects())


@pytest.mark.parametrize("way", ["confirmed", "deleted", "lapsed", "reset"])
def test_nothing_is_kept_of_documents_that_are_gone(way: str) -> None:
    emulator = Emulator(Settings(calls_per_second=None), signatories=Counting(), ids=lambda: count(4711))
    create(emulator, job_of(*by("a")))
    emulator.sign(4711, 0)
    change = a_change(emulator)
    for path in ("pades", "xades/1"):
        assert call(emulator, "GET", f"{JOBS}/4711/{path}").status == 200
    assert held_by_anybody(4711)
    if way == "confirmed":
        call(emulator, "POST", change.confirmation_url)
    elif way == "reset":
        emulator.reset()
    else:
        clock_of(emulator).advance(40 * 86_400 if way == "lapsed" else 86_400)
        call(emulator, "DELETE", f"{JOBS}/4711/documents")
    assert not held_by_anybody(4711)


def test_signers_who_sign_at_one_moment_sign_in_the_order_in_which_they_did() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", "c")))
    for place in (2, 0, 1):
        emulator.sign(1, place)
    told = verdicts(call(emulator, "GET", f"{JOBS}/1/pades").body, root())
    assert [each.field[:8] for each in told] == ["Signer 3", "Signer 1", "Signer 2"]


def test_the_signed_document_grows_with_each_signer() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 1)
    first = call(emulator, "GET", f"{JOBS}/1/pades").body
    clock_of(emulator).advance(60)
    emulator.sign(1, 0)
    second = call(emulator, "GET", f"{JOBS}/1/pades").body
    assert second.startswith(first)
    told = [[(each.field[:8], each.is_sound) for each in verdicts(content, root())] for content in (first, second)]
    assert told == [[("Signer 2", True)], [("Signer 2", True), ("Signer 1", True)]]
