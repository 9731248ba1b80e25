"""Tests of the makers of signed documents and of their cache."""

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
from signature_transports.emulator import Emulator, Fault, Settings, SignedForm
from signature_transports.emulator.jobs.job import SignedJob
from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.makers import PlainMaker, SignedDocumentCache
from signature_transports.emulator.signing.pki.keys import key_of
from signature_transports.emulator.signing.plain.authority import root
from signature_transports.emulator.web.control import LAST_MOMENT
from tests.kits.jobs import a_pdf
from tests.kits.pdfs import saved
from tests.signature_model.seals.witness import accepts
from tests.signature_transports.emulator.calls import JOBS, a_change, an_emulator, by, call, clock_of, create, job_of
from tests.signature_transports.emulator.pdf_witness import verdicts
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job

MAKER = PlainMaker()


class Counting:
    """SignedDocumentMaker that note what they are asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def xades(self, job: SignedJob, place: int, _: Fault | None = None) -> bytes:
        self.asked.append(f"xades {job.id} {place}")
        return b"<a/>"

    def pades(self, job: SignedJob, _: Fault | None = None) -> bytes:
        self.asked.append(f"pades {job.id} {len(job.signed)}")
        return b"%PDF-"


def test_signatures_are_made_once_when_they_are_fetched() -> None:
    maker = Counting()
    emulator = Emulator(Settings(calls_per_second=None), maker=maker)
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    assert maker.asked == []
    for _ in range(3):
        assert call(emulator, "GET", f"{JOBS}/1/pades").body == b"%PDF-"
        assert call(emulator, "GET", f"{JOBS}/1/xades/1").body == b"<a/>"
    emulator.sign(1, 1)
    call(emulator, "GET", f"{JOBS}/1/pades")
    assert maker.asked == ["pades 1 1", "xades 1 0", "pades 1 2"]


def held(cache: SignedDocumentCache, maker: Counting, *numbers: int) -> list[int]:
    """Return the jobs whose signed documents are in the cache."""
    found = []
    for number in numbers:
        before = len(maker.asked)
        cache.pades(replace(a_signed_job(0), id=number))
        if len(maker.asked) == before:
            found.append(number)
    return found


def test_the_cache_keeps_what_was_asked_for_last() -> None:
    maker = Counting()
    cache = SignedDocumentCache(maker, size=3 * len(b"%PDF-"))
    assert held(cache, maker, 1, 2, 3) == []
    assert held(cache, maker, 1, 2, 3) == [1, 2, 3]
    assert held(cache, maker, 1, 4) == [1]
    assert held(cache, maker, 3, 1, 4, 2) == [3, 1, 4]


def test_what_is_larger_than_the_cache_is_not_kept() -> None:
    maker = Counting()
    cache = SignedDocumentCache(maker, size=1)
    assert held(cache, maker, 1, 1) == []


def test_the_cache_drops_a_whole_job() -> None:
    maker = Counting()
    cache = SignedDocumentCache(maker, size=10)
    for place in (0, 1, 0, 1):
        cache.xades(a_signed_job(0, 1), place)
    assert len(maker.asked) == 2
    cache.pades(a_signed_job(0, 1))
    for place in (0, 1):
        cache.xades(a_signed_job(0, 1), place)
    assert len(maker.asked) == 5


def test_a_job_that_is_forgotten_while_it_is_signed_is_not_cached() -> None:
    maker = Counting()

    class Forgetting(Counting):
        def pades(self, job: SignedJob, _: Fault | None = None) -> bytes:
            cache.forget(job.id)
            return maker.pades(job)

    cache = SignedDocumentCache(Forgetting())
    for _ in range(2):
        cache.pades(a_signed_job(0))
    assert len(maker.asked) == 2


def test_threads_wait_only_for_their_own_job() -> None:
    begun, may_end = Event(), Event()

    class Slow(Counting):
        def pades(self, job: SignedJob, _: Fault | None = None) -> bytes:
            if job.id == a_signed_job(0).id:
                begun.set()
                assert may_end.wait(60)
            return super().pades(job)

    maker = Slow()
    cache = SignedDocumentCache(maker)
    with ThreadPoolExecutor(5) as threads:
        asked = [threads.submit(cache.pades, a_signed_job(0)) for _ in range(5)]
        assert begun.wait(60)
        assert held(cache, maker, 2, 2) == [2]
        may_end.set()
        assert [each.result() for each in asked] == [b"%PDF-"] * 5
    assert maker.asked == ["pades 2 1", "pades 7 1"]


def is_in_memory(number: int) -> bool:
    """Return whether an object in this process still has the job's documents."""
    gc.collect()
    return any(isinstance(each, SignedJob) and each.id == number for each in gc.get_objects())


@pytest.mark.parametrize("way", ["confirmed", "deleted", "lapsed", "reset"])
def test_deleted_documents_leave_nothing_in_memory(way: str) -> None:
    emulator = Emulator(Settings(calls_per_second=None), maker=Counting(), ids=lambda: count(4711))
    create(emulator, job_of(*by("a")))
    emulator.sign(4711, 0)
    change = a_change(emulator)
    for path in ("pades", "xades/1"):
        assert call(emulator, "GET", f"{JOBS}/4711/{path}").status == 200
    assert is_in_memory(4711)
    if way == "confirmed":
        call(emulator, "POST", change.confirmation_url)
    elif way == "reset":
        emulator.reset()
    else:
        clock_of(emulator).advance(40 * 86_400 if way == "lapsed" else 86_400)
        call(emulator, "DELETE", f"{JOBS}/4711/documents")
    assert not is_in_memory(4711)


def test_signers_who_sign_at_the_same_moment_keep_their_order() -> None:
    emulator = an_emulator(signed_form=SignedForm.PLAIN)
    create(emulator, job_of(*by("a", "b", "c")))
    for place in (2, 0, 1):
        emulator.sign(1, place)
    result = verdicts(call(emulator, "GET", f"{JOBS}/1/pades").body, root())
    assert [each.field[:8] for each in result] == ["Signer 3", "Signer 1", "Signer 2"]


def test_each_signature_is_appended() -> None:
    emulator = an_emulator(signed_form=SignedForm.PLAIN)
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 1)
    first = call(emulator, "GET", f"{JOBS}/1/pades").body
    clock_of(emulator).advance(60)
    emulator.sign(1, 0)
    second = call(emulator, "GET", f"{JOBS}/1/pades").body
    assert second.startswith(first)
    result = [[(each.field[:8], each.is_sound) for each in verdicts(content, root())] for content in (first, second)]
    assert result == [[("Signer 2", True)], [("Signer 2", True), ("Signer 1", True)]]


def test_a_signature_verifies_over_the_documents() -> None:
    job = a_signed_job(0, 2, documents={"a b.pdf": a_pdf(), "ø.pdf": saved()})
    members = {str(each.href): each.content or b"" for each in job.content.documents}
    for place, moment in job.signed:
        seal = inspect_seal(MAKER.xades(job, place))
        assert (seal.refusal, seal.faults) == (None, ())
        verification = verify(seal.signatures[0], members, members)
        assert [each.intact for each in verification.files] == [True, True]
        assert (verification.properties_intact, verification.signature_valid) == (True, True)
        assert verification.seal.properties is not None
        assert verification.seal.properties.signing_time == moment


@pytest.mark.parametrize("moment", [datetime(2000, 1, 1, tzinfo=UTC), START, LAST_MOMENT], ids=str)
def test_an_independent_verifier_accepts_a_signature(moment: datetime) -> None:
    job = replace(a_signed_job(documents={"a.pdf": a_pdf(), "b.pdf": saved()}), signed=((0, moment), (2, moment)))
    members = {str(each.href): each.content or b"" for each in job.content.documents}
    for place in (0, 2):
        assert accepts(MAKER.xades(job, place), members)
        assert not accepts(MAKER.xades(job, place), members | {"a.pdf": b"%PDF-1.7 changed"})


def test_the_certificate_names_the_signer_and_ends_at_the_root() -> None:
    seal = inspect_seal(MAKER.xades(a_signed_job(0, 1), 1))
    certificates = verify(seal.signatures[0], {}, {}).seal.certificates
    assert reaches_root(chain_of(certificates[0], certificates))
    assert is_trusted(certificates[0], certificates, (root(),), START)
    assert name_of(PEOPLE[1]) in certificates[0].subject.rfc4514_string()


def test_a_changed_document_does_not_verify() -> None:
    seal = inspect_seal(MAKER.xades(a_signed_job(0), 0))
    verification = verify(seal.signatures[0], ["contract.pdf"], {"contract.pdf": a_pdf() + b"\n"})
    assert [each.intact for each in verification.files] == [False]


def test_the_same_job_gives_the_same_bytes() -> None:
    first = MAKER.xades(a_signed_job(0, 1), 1)
    key_of.cache_clear()
    root.cache_clear()
    assert MAKER.xades(a_signed_job(0, 1), 1) == first


def test_signers_times_and_jobs_have_different_signatures() -> None:
    job = a_signed_job(0, 1)
    later = replace(job, signed=tuple((place, moment + timedelta(days=1)) for place, moment in job.signed))
    assert (
        len(
            {
                MAKER.xades(job, 0),
                MAKER.xades(job, 1),
                MAKER.xades(later, 0),
                MAKER.xades(replace(job, id=8), 0),
            }
        )
        == 4
    )
