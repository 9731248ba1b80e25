"""Signed documents are made when somebody fetches them, once, and with those who have signed until then."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Event

import pytest

from signature_model.credentials.chains import chain_of, is_trusted, reaches_root
from signature_model.seals.inspection import inspect_seal
from signature_model.seals.verification import verify
from signature_transports.clocks import START
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.jobs.job import SignedJob
from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.authority import key_of, root
from signature_transports.emulator.signing.signatories import SignatureCache, TestSignatories
from signature_transports.emulator.web.control import LAST_MOMENT
from tests.kits.jobs import a_pdf
from tests.kits.pdfs import saved
from tests.signature_model.seals.witness import accepts
from tests.signature_transports.emulator.calls import (
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
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job

SIGNATORIES = TestSignatories()


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


def held(cache: SignatureCache, signatories: Counting, *numbers: int) -> list[int]:
    """Which of those jobs' signed documents are cache, as they need not be made again."""
    found = []
    for number in numbers:
        before = len(signatories.asked)
        cache.pades(replace(a_signed_job(0), id=number))
        if len(signatories.asked) == before:
            found.append(number)
    return found


def test_only_so_many_bytes_of_what_was_asked_for_of_late_are_kept() -> None:
    signatories = Counting()
    cache = SignatureCache(signatories, size=3 * len(b"%PDF-"))
    assert held(cache, signatories, 1, 2, 3) == []
    assert held(cache, signatories, 1, 2, 3) == [1, 2, 3]
    assert held(cache, signatories, 1, 4) == [1]
    assert held(cache, signatories, 3, 1, 4, 2) == [3, 1, 4]


def test_what_is_larger_than_that_is_not_kept() -> None:
    signatories = Counting()
    cache = SignatureCache(signatories, size=1)
    assert held(cache, signatories, 1, 1) == []


def test_all_that_a_job_s_signers_gave_goes_at_once() -> None:
    signatories = Counting()
    cache = SignatureCache(signatories, size=10)
    for place in (0, 1, 0, 1):
        cache.xades(a_signed_job(0, 1), place)
    assert len(signatories.asked) == 2
    cache.pades(a_signed_job(0, 1))
    for place in (0, 1):
        cache.xades(a_signed_job(0, 1), place)
    assert len(signatories.asked) == 5


def test_a_job_that_is_forgotten_while_something_is_made_for_it_stays_forgotten() -> None:
    signatories = Counting()

    class Forgetting(Counting):
        def pades(self, job: SignedJob) -> bytes:
            cache.forget(job.id)
            return signatories.pades(job)

    cache = SignatureCache(Forgetting())
    for _ in range(2):
        cache.pades(a_signed_job(0))
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
    cache = SignatureCache(signatories)
    with ThreadPoolExecutor(5) as threads:
        asked = [threads.submit(cache.pades, a_signed_job(0)) for _ in range(5)]
        assert begun.wait(60)
        assert held(cache, signatories, 2, 2) == [2]
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
    result = verdicts(call(emulator, "GET", f"{JOBS}/1/pades").body, root())
    assert [each.field[:8] for each in result] == ["Signer 3", "Signer 1", "Signer 2"]


def test_the_signed_document_grows_with_each_signer() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 1)
    first = call(emulator, "GET", f"{JOBS}/1/pades").body
    clock_of(emulator).advance(60)
    emulator.sign(1, 0)
    second = call(emulator, "GET", f"{JOBS}/1/pades").body
    assert second.startswith(first)
    result = [[(each.field[:8], each.is_sound) for each in verdicts(content, root())] for content in (first, second)]
    assert result == [[("Signer 2", True)], [("Signer 2", True), ("Signer 1", True)]]


def test_it_verifies_over_the_documents() -> None:
    job = a_signed_job(0, 2, documents={"a b.pdf": a_pdf(), "ø.pdf": saved()})
    members = {str(each.href): each.content or b"" for each in job.content.documents}
    for place, moment in job.signed:
        seal = inspect_seal(SIGNATORIES.xades(job, place))
        assert (seal.refusal, seal.faults) == (None, ())
        verification = verify(seal.signatures[0], members, members)
        assert [each.intact for each in verification.files] == [True, True]
        assert (verification.properties_intact, verification.signature_valid) == (True, True)
        assert verification.seal.properties is not None
        assert verification.seal.properties.signing_time == moment


@pytest.mark.parametrize("moment", [datetime(2000, 1, 1, tzinfo=UTC), START, LAST_MOMENT], ids=str)
def test_another_verifier_accepts_it(moment: datetime) -> None:
    job = replace(a_signed_job(documents={"a.pdf": a_pdf(), "b.pdf": saved()}), signed=((0, moment), (2, moment)))
    members = {str(each.href): each.content or b"" for each in job.content.documents}
    for place in (0, 2):
        assert accepts(SIGNATORIES.xades(job, place), members)
        assert not accepts(SIGNATORIES.xades(job, place), members | {"a.pdf": b"%PDF-1.7 changed"})


def test_it_is_by_a_person_whom_the_emulator_s_own_authority_vouches_for() -> None:
    seal = inspect_seal(SIGNATORIES.xades(a_signed_job(0, 1), 1))
    certificates = verify(seal.signatures[0], {}, {}).seal.certificates
    assert reaches_root(chain_of(certificates[0], certificates))
    assert is_trusted(certificates[0], certificates, (root(),), START)
    assert name_of(PEOPLE[1]) in certificates[0].subject.rfc4514_string()


def test_a_document_changed_afterwards_does_not_verify() -> None:
    seal = inspect_seal(SIGNATORIES.xades(a_signed_job(0), 0))
    verification = verify(seal.signatures[0], ["contract.pdf"], {"contract.pdf": a_pdf() + b"\n"})
    assert [each.intact for each in verification.files] == [False]


def test_the_same_job_gives_the_same_bytes() -> None:
    first = SIGNATORIES.xades(a_signed_job(0, 1), 1)
    key_of.cache_clear()
    root.cache_clear()
    assert SIGNATORIES.xades(a_signed_job(0, 1), 1) == first


def test_signatures_of_others_and_at_other_times_differ() -> None:
    job = a_signed_job(0, 1)
    later = replace(job, signed=tuple((place, moment + timedelta(days=1)) for place, moment in job.signed))
    assert (
        len(
            {
                SIGNATORIES.xades(job, 0),
                SIGNATORIES.xades(job, 1),
                SIGNATORIES.xades(later, 0),
                SIGNATORIES.xades(replace(job, id=8), 0),
            }
        )
        == 4
    )
