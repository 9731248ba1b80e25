"""What signers leave: a PDF that grows with each of them, and a signature that anybody can verify."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pikepdf
import pytest

from signature_model import Document, IdentifierInSignedDocuments, Lookup, Signer
from signature_model.credentials.chains import chain_of, is_trusted, reaches_root
from signature_model.examination import examine_seal
from signature_model.pdf.inspection import inspect_pdf
from signature_model.seals.verification import verify
from signature_transports.clocks import START
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.authority import root
from signature_transports.emulator.keys import key_of
from signature_transports.emulator.pades import pades
from signature_transports.emulator.people import contact_of, name_of, shown_as
from signature_transports.emulator.signed import Kept, SignedJob
from signature_transports.emulator.xades import xades
from tests.signature_model.papers import claiming_pdfa, saved
from tests.signature_model.samples import KARI, OLA, a_job, a_pdf
from tests.signature_model.seals.witness import accepts
from tests.signature_transports.emulator.counter import JOBS, an_emulator, by, call, clock_of, create, job_of

if TYPE_CHECKING:
    from collections.abc import Mapping

PEOPLE = [
    Signer.by_national_id(KARI, notify=Lookup()),
    Signer.by_national_id(OLA, notify=Lookup()),
    Signer.by_email("per@example.com"),
]


def a_signed_job(
    *places: int, documents: Mapping[str, bytes] | None = None, mime: str = "application/pdf"
) -> SignedJob:
    """A job that those have signed, one minute after the other."""
    given = documents or {"contract.pdf": a_pdf()}
    held = [Document(title=f"About {name}", href=name, content=content, mime=mime) for name, content in given.items()]
    signed = tuple((place, START + timedelta(minutes=number)) for number, place in enumerate(places))
    return SignedJob(id=7, content=a_job(signers=PEOPLE, documents=held), signed=signed)


def text_of(content: bytes) -> str:
    """What stands on the front page."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return pdf.pages[0].Contents.read_bytes().decode("cp1252")


def test_the_signed_document_is_a_front_page_and_the_documents() -> None:
    content = pades(a_signed_job(0, documents={"a.pdf": a_pdf(), "b.pdf": saved(pages=3)}))
    facts = inspect_pdf(content)
    assert (facts.is_readable, facts.page_count, facts.pages_not_a4) == (True, 5, ())
    assert "About a.pdf" in text_of(content)
    assert "Employment contract" in text_of(content)


def test_it_names_those_who_have_signed_so_far_in_the_order_in_which_they_did() -> None:
    first, both = text_of(pades(a_signed_job(1))), text_of(pades(a_signed_job(1, 0)))
    assert f"{name_of(PEOPLE[1])}, {OLA}, 2030-01-01T12:00:00Z" in first
    assert KARI not in first
    assert both.index(OLA) < both.index(KARI)
    assert both.count("2030-01-01T12:0") == 2


@pytest.mark.parametrize(
    ("identifier", "by_number", "by_email"),
    [
        (None, f", {KARI}", ", born 010190"),
        (IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME, f", {KARI}", ", born 010190"),
        (IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME, ", born 018180", ", born 010190"),
        (IdentifierInSignedDocuments.NAME, "", ""),
    ],
)
def test_signers_are_shown_as_the_job_wants(
    identifier: IdentifierInSignedDocuments | None, by_number: str, by_email: str
) -> None:
    kari, per = PEOPLE[0], PEOPLE[2]
    assert shown_as(kari, identifier) == name_of(kari) + by_number
    assert shown_as(per, identifier) == name_of(per) + by_email


def test_people_have_one_name_wherever_they_are_met() -> None:
    assert len({name_of(replace(PEOPLE[0], order=order)) for order in range(5)}) == 1
    names = {name_of(Signer.by_email(f"{each}@example.com")) for each in range(200)}
    assert len(names) > 50


def test_what_a_signer_is_addressed_by() -> None:
    both = Signer.by_contact_information(email="per@example.com", sms="99999999")
    assert [contact_of(each) for each in (PEOPLE[0], PEOPLE[2], both)] == [
        KARI,
        "per@example.com",
        "per@example.com, 99999999",
    ]


def test_a_title_can_hold_anything() -> None:
    job = a_signed_job(0)
    title = r"(A\) \n æøå Ω " + "x" * 80
    content = pades(replace(job, content=replace(job.content, title=title[:80])))
    assert r"(\(A\\\) \\n æøå ? xxx" in text_of(content)


def test_documents_of_every_kind_are_in_it() -> None:
    with pikepdf.open(io.BytesIO(pades(a_signed_job(0, documents={"a.pdf": claiming_pdfa()})))) as pdf:
        assert len(pdf.pages) == 2
    text = pades(a_signed_job(0, documents={"note.txt": b"some words"}, mime="text/plain"))
    with pikepdf.open(io.BytesIO(text)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.attachments["note.txt"].get_file().read_bytes() == b"some words"


def test_a_signature_verifies_over_the_documents() -> None:
    job = a_signed_job(0, 2, documents={"a b.pdf": a_pdf(), "ø.pdf": saved()})
    members = {str(each.href): each.content or b"" for each in job.content.documents}
    for place, moment in job.signed:
        seal = examine_seal(xades(job, place))
        assert (seal.refusal, seal.faults) == (None, ())
        verification = verify(seal.signatures[0], members, members)
        assert [each.intact for each in verification.files] == [True, True]
        assert (verification.properties_intact, verification.signature_valid) == (True, True)
        assert verification.seal.properties is not None
        assert verification.seal.properties.signing_time == moment


def test_another_verifier_accepts_a_signature() -> None:
    job = a_signed_job(0, documents={"a.pdf": a_pdf(), "b.pdf": saved()})
    members = {str(each.href): each.content or b"" for each in job.content.documents}
    assert accepts(xades(job, 0), members)
    assert not accepts(xades(job, 0), members | {"a.pdf": b"%PDF-1.7 changed"})


def test_a_signature_is_by_a_person_whom_the_emulator_s_own_authority_vouches_for() -> None:
    seal = examine_seal(xades(a_signed_job(0, 1), 1))
    certificates = verify(seal.signatures[0], {}, {}).seal.certificates
    chain = chain_of(certificates[0], certificates)
    assert reaches_root(chain)
    assert is_trusted(certificates[0], certificates, (root(),), START)
    assert name_of(PEOPLE[1]) in certificates[0].subject.rfc4514_string()
    assert certificates[0].serial_number != certificates[1].serial_number


def test_a_document_changed_afterwards_does_not_verify() -> None:
    job = a_signed_job(0)
    seal = examine_seal(xades(job, 0))
    verification = verify(seal.signatures[0], ["contract.pdf"], {"contract.pdf": a_pdf() + b"\n"})
    assert [each.intact for each in verification.files] == [False]


def test_the_same_job_gives_the_same_bytes() -> None:
    documents = {"a.pdf": a_pdf(), "b.pdf": saved()}
    first = [xades(a_signed_job(0, 1, documents=documents), 1), pades(a_signed_job(0, 1, documents=documents))]
    key_of.cache_clear()
    root.cache_clear()
    assert [xades(a_signed_job(0, 1, documents=documents), 1), pades(a_signed_job(0, 1, documents=documents))] == first
    text = a_signed_job(0, documents={"note.txt": b"some words"}, mime="text/plain")
    assert pades(text) == pades(text)


def test_signatures_of_others_and_at_other_times_differ() -> None:
    job = a_signed_job(0, 1)
    later = replace(job, signed=tuple((place, moment + timedelta(days=1)) for place, moment in job.signed))
    assert len({xades(job, 0), xades(job, 1), xades(later, 0), xades(replace(job, id=8), 0)}) == 4


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
    emulator.sign(1, 0)
    first = call(emulator, "GET", f"{JOBS}/1/pades").body
    clock_of(emulator).advance(60)
    emulator.sign(1, 1)
    second = call(emulator, "GET", f"{JOBS}/1/pades").body
    assert [text_of(each).count("born") for each in (first, second)] == [1, 2]
