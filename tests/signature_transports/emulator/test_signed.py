"""Signed documents are made when somebody fetches them, once, and with those who have signed until then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.authority import root
from signature_transports.emulator.signed import Kept
from tests.signature_transports.emulator.counter import JOBS, an_emulator, by, call, clock_of, create, job_of
from tests.signature_transports.emulator.pdf_witness import verdicts
from tests.signature_transports.emulator.signed_jobs import a_signed_job

if TYPE_CHECKING:
    from signature_transports.emulator.signed import SignedJob


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


def test_only_what_was_given_of_late_is_kept() -> None:
    signatories = Counting()
    kept = Kept(signatories, most=2)
    jobs = [replace(a_signed_job(0), id=number) for number in range(3)]
    for job in (*jobs, jobs[2], jobs[0]):
        kept.pades(job)
    assert signatories.asked == ["pades 0 1", "pades 1 1", "pades 2 1", "pades 0 1"]


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
