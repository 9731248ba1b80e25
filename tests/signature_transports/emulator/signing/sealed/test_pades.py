"""Tests of the sealed document, with and without pyHanko."""

import io
import logging
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pikepdf
import pytest

from signature_model import Context, IdentifierInSignedDocuments, Sector
from signature_model.signed import Sent, SignedReport, validate_pades
from signature_transports.emulator import signers_anchors
from signature_transports.emulator.fault_names import Fault
from signature_transports.emulator.jobs.job import SignedJob
from signature_transports.emulator.settings import BaselineLevel
from signature_transports.emulator.signing.makers import SealedMaker
from signature_transports.emulator.signing.sealed.pades import ATTACHED, NOT_SHOWN, UNSEALED
from signature_transports.emulator.web.control import LAST_MOMENT
from tests.kits.jobs import KARI, OLA, a_pdf
from tests.kits.pdfs import paper, saved
from tests.kits.processes import ENVIRONMENT
from tests.signature_transports.emulator.hostile_pdfs import HOSTILE
from tests.signature_transports.emulator.pdf_witness import verdicts
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job, text_of
from tests.signature_transports.emulator.signing.sealed.verdicts import FAULTS, NOW, codes_of

TWO = PEOPLE[:2]


def pades(job: SignedJob, level: BaselineLevel = BaselineLevel.LT, fault: Fault | None = None) -> bytes:
    return SealedMaker(level=level).pades(job, fault)


def report_of(job: SignedJob, content: bytes, now: datetime = NOW) -> SignedReport:
    maker = SealedMaker(level=BaselineLevel.LT)
    evidence = [maker.xades(job, place) for place, _ in job.signed]
    return validate_pades(
        content, Sent.of(job.content), Context(trust_anchors=signers_anchors(), now=now), evidence=evidence
    )


@pytest.mark.parametrize(
    ("level", "verdict"),
    [
        (BaselineLevel.B, "undecided"),
        (BaselineLevel.T, "undecided"),
        (BaselineLevel.LT, "valid"),
        (BaselineLevel.LTA, "valid"),
    ],
    ids=str,
)
def test_it_has_the_level_that_was_asked_for(level: BaselineLevel, verdict: str) -> None:
    job = a_signed_job(0, 1, people=TWO)
    report = validate_pades(pades(job, level), Sent.of(job.content), Context(trust_anchors=signers_anchors(), now=NOW))
    assert (str(report.verdict), {each.level for each in report.signatures} - {None}) == (verdict, {level})
    assert [each.kind for each in report.signatures if each.kind != "time-stamp"] == ["seal", "packager", "packager"]


@pytest.mark.parametrize(("fault", "codes"), FAULTS)
def test_a_fault_brings_out_its_code(fault: Fault, codes: str) -> None:
    job = a_signed_job(0, 1, people=TWO, sector=Sector.PRIVATE)
    report = validate_pades(
        pades(job, BaselineLevel.LT, fault), Sent.of(job.content), Context(trust_anchors=signers_anchors(), now=NOW)
    )
    assert codes_of(report) == codes


@pytest.mark.parametrize("moment", [datetime(2000, 1, 1, tzinfo=UTC), LAST_MOMENT], ids=str)
def test_it_can_be_made_at_any_time_of_the_clock(moment: datetime) -> None:
    job = replace(a_signed_job(people=TWO), signed=((1, moment),))
    assert str(report_of(job, pades(job), moment).verdict) == "valid"


def test_an_independent_verifier_finds_one_seal_that_permits_no_changes() -> None:
    content = pades(a_signed_job(0, 1, sector=Sector.PRIVATE), BaselineLevel.B)
    (seal,) = verdicts(content, signers_anchors()[1])
    assert (seal.field, seal.is_sound, seal.covers_all) == ("Forsegling", True, True)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        (reference,) = pdf.Root.Perms.DocMDP.Reference
        assert reference.TransformParams.P == 1


def attachments(content: bytes) -> Mapping[str, tuple[str, bytes]]:
    """Return the relationship and the content of each attachment."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.Root.AF) >= len(pdf.attachments)
        return {
            name: (str(each.obj.AFRelationship), each.get_file().read_bytes()) for name, each in pdf.attachments.items()
        }


def test_the_evidence_is_attached() -> None:
    job = a_signed_job(1, 0, documents={"a.txt": b"some words"}, mime="text/plain")
    maker = SealedMaker(level=BaselineLevel.LT)
    content = pades(job)
    assert attachments(content) == {
        "a.txt": ("/Unspecified", b"some words"),
        "xades-1.xml": ("/Supplement", maker.xades(job, 0)),
        "xades-2.xml": ("/Supplement", maker.xades(job, 1)),
    }
    assert ATTACHED in text_of(content)


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [
        (None, f"Kari Dahl \\({KARI}\\)"),
        (IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME, "Kari Dahl \\(født 01.81.80\\)"),
        (IdentifierInSignedDocuments.NAME, "Kari Dahl"),
    ],
)
def test_the_front_page_names_the_signers_in_norwegian(
    identifier: IdentifierInSignedDocuments | None, shown: str
) -> None:
    job = a_signed_job(0, 2)
    text = text_of(pades(replace(job, content=replace(job.content, identifier_in_signed_documents=identifier))))
    assert f"({shown}) Tj" in text
    assert "(Per) Tj" in text
    assert "(01.01.2030 kl. 12:00 UTC med ID-porten: BankID) Tj" in text
    assert OLA not in text
    assert "(Kun for test, uten verdi) Tj" in text


def test_every_page_of_a_document_has_a_footer() -> None:
    job = a_signed_job(0, 1, documents={"a.pdf": saved(2), "b.pdf": a_pdf()})
    with pikepdf.open(io.BytesIO(pades(job))) as pdf:
        front, *pages = [page.Resources for page in pdf.pages]
        assert "/XObject" not in front
        assert len(pages) == 3
        texts = {each.XObject.EmulatorFooter.read_bytes().decode("cp1252") for each in pages}
    (text,) = texts
    assert "(Signert av Kari Dahl, Eva Lie.) Tj" in text


def test_many_signers_need_several_front_pages() -> None:
    people = [replace(PEOPLE[2], order=order) for order in range(11)]
    with pikepdf.open(io.BytesIO(pades(a_signed_job(*range(11), people=people)))) as pdf:
        assert len(pdf.pages) == 3


@pytest.mark.usefixtures("sandboxed")
def test_documents_that_cannot_be_shown_are_attached() -> None:
    harmful = HOSTILE["a loop"]()
    content = pades(a_signed_job(0, documents={"a.pdf": harmful}), BaselineLevel.B)
    assert attachments(content)["a.pdf"] == ("/Unspecified", harmful)
    assert NOT_SHOWN in text_of(content)
    assert [each.is_sound for each in verdicts(content, signers_anchors()[1])] == [True]


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib\n"
        "from signature_transports.emulator.settings import BaselineLevel\n"
        "from signature_transports.emulator.signing.makers import SealedMaker\n"
        "from tests.signature_transports.emulator.signed_jobs import a_signed_job\n"
        "from tests.kits.pdfs import paper\n"
        "job = a_signed_job(0, 1, documents={'a.pdf': paper()})\n"
        "print(hashlib.sha256(SealedMaker(level=BaselineLevel.LTA).pades(job)).hexdigest())"
    )
    environment = ENVIRONMENT | {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
    here = pades(a_signed_job(0, 1, documents={"a.pdf": paper()}), BaselineLevel.LTA)
    assert ended.stdout == f"{sha256(here).hexdigest()}\n"


def test_without_pyhanko_the_file_says_that_it_has_no_seal(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delitem(sys.modules, "signature_transports.emulator.signing.sealed.seal", raising=False)
    monkeypatch.delitem(sys.modules, "signature_transports.emulator.signing.pdf_updates", raising=False)
    for name in [each for each in sys.modules if each.partition(".")[0] == "pyhanko"] or ["pyhanko"]:
        monkeypatch.setitem(sys.modules, name, None)
    with caplog.at_level(logging.WARNING):
        content = pades(a_signed_job(0))
    assert "the signed document of job 7 has no seal: pyHanko cannot be used" in caplog.text
    assert UNSEALED in text_of(content)
    assert [*attachments(content)] == ["xades-1.xml"]
