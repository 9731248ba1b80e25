"""Tests of the signed document, with and without pyHanko."""

import io
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest

from signature_model.pdf.inspection import inspect_pdf
from signature_transports.emulator.jobs.job import SignedJob
from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.plain.authority import root
from signature_transports.emulator.signing.plain.pades import NOT_SHOWN, UNSIGNED, pades
from tests.kits.jobs import KARI, OLA, a_pdf
from tests.kits.pdfs import claiming_pdfa, paper, saved, stream
from tests.kits.processes import ENVIRONMENT
from tests.signature_transports.emulator.hostile_pdfs import HOSTILE
from tests.signature_transports.emulator.pdf_witness import verdicts
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job, shown_signatures, text_of


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let imports of pyHanko fail."""
    monkeypatch.delitem(sys.modules, "signature_transports.emulator.signing.plain.pdf_signatures", raising=False)
    for name in [each for each in sys.modules if each.partition(".")[0] == "pyhanko"] or ["pyhanko"]:
        monkeypatch.setitem(sys.modules, name, None)


def pages_of(content: bytes) -> int:
    """Return the number of pages of a valid PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not pdf.check_pdf_syntax()
        return len(pdf.pages)


def test_the_documents_follow_a_front_page() -> None:
    content = pades(a_signed_job(0, documents={"a.pdf": paper(), "b.pdf": saved(pages=3)}))
    facts = inspect_pdf(content)
    assert (facts.is_readable, facts.page_count, facts.pages_not_a4) == (True, 5, ())
    assert "Employment contract" in text_of(content)
    assert text_of(content).index("About a.pdf") < text_of(content).index("About b.pdf")


def words(text: bytes) -> bytes:
    """Return a document of one page with this text."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595.276, 841.89)).Contents = pdf.make_stream(b"BT (%b) Tj ET" % text)
        pdf.save(out)
    return out.getvalue()


def test_pages_keep_their_content() -> None:
    documents = {f"{each}.pdf": words(each.encode()) for each in ("one", "two", "three")}
    content = pades(a_signed_job(0, 1, 2, documents=documents))
    assert [text_of(content, page) for page in (1, 2, 3)] == ["BT (one) Tj ET", "BT (two) Tj ET", "BT (three) Tj ET"]


def test_signers_are_shown_in_the_order_of_signing() -> None:
    one, both = pades(a_signed_job(1)), pades(a_signed_job(1, 0))
    (only,) = shown_signatures(one)
    assert f"signed by {name_of(PEOPLE[1])}, {OLA}, 2030-01-01T12:00:00Z" in only
    assert KARI not in text_of(both) + only
    first, second = shown_signatures(both)
    assert first == only
    assert f"signed by {name_of(PEOPLE[0])}, {KARI}, 2030-01-01T12:01:00Z" in second


def test_a_long_front_page_has_several_pages() -> None:
    job = a_signed_job(0, 1, 2, documents={f"{'x' * 70} {each}.pdf": a_pdf() for each in range(20)})
    content = pades(job)
    assert pages_of(content) == 22
    assert [len(shown_signatures(content, page)) for page in (0, 1)] == [1, 2]
    assert [each.is_sound for each in verdicts(content, root())] == [True] * 3


def test_pdfa_is_shown_and_text_is_attached() -> None:
    assert pages_of(pades(a_signed_job(0, documents={"a.pdf": claiming_pdfa()}))) == 2
    text = pades(a_signed_job(0, documents={"note.txt": b"some words"}, mime="text/plain"))
    with pikepdf.open(io.BytesIO(text)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.attachments["note.txt"].get_file().read_bytes() == b"some words"
    assert [each.is_sound for each in verdicts(text, root())] == [True]


def a_form() -> bytes:
    """Return a document with a filled-in field."""
    form = stream(b"BT (filled in) Tj ET", Type="/XObject", Subtype="/Form", BBox="[0 0 90 9]")
    field = b"<</Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (x) /F 4 /Rect [9 9 99 18] /AP <</N 11 0 R>>>>"
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595.276 841.890] /Resources <<>> /Annots [10 0 R]>>"
    return paper(catalogue={"AcroForm": "<</Fields [10 0 R]>>"}, objects={3: page, 10: field, 11: form})


@pytest.mark.parametrize("make", [a_form, lambda: pades(a_signed_job(0, 1))], ids=["a form", "signed before"])
def test_fields_and_signatures_of_documents_become_part_of_the_page(make: Callable[[], bytes]) -> None:
    content = make()
    signed = pades(a_signed_job(2, documents={"a.pdf": content, "b.pdf": content}))
    assert pages_of(signed) == 1 + 2 * pages_of(content)
    assert [(each.field[:8], each.is_sound) for each in verdicts(signed, root())] == [("Signer 3", True)]
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert not pdf.pages[1].get("/Annots")
        assert any("filled in" in shown or "signed by" in shown for shown in _forms(pdf.pages[1]))


def _forms(page: pikepdf.Page) -> list[str]:
    return [each.read_bytes().decode("cp1252") for each in page.Resources.XObject.values()]


def one_line_of(content: bytes) -> str:
    """Return the text of the first page as one line."""
    shown = text_of(content).replace("\\(", "(").replace("\\)", ")")
    return " ".join(" ".join(each[1:].split(") Tj", 1)[0] for each in shown.splitlines()).split())


@pytest.mark.usefixtures("sandboxed")
@pytest.mark.parametrize("name", ["a loop", "one page often"])
def test_documents_that_cannot_be_shown_are_attached(name: str) -> None:
    harmful, valid = HOSTILE[name](), paper()
    content = pades(a_signed_job(1, 0, documents={"a.pdf": harmful, "b.pdf": valid}))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        attached = {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}
        assert (len(pdf.pages), attached) == (1, {"a.pdf": harmful, "b.pdf": valid})
    assert f"{NOT_SHOWN} Documents: About a.pdf (attached) About b.pdf (attached) Signers:" in one_line_of(content)
    assert [(each.field[:8], each.is_sound) for each in verdicts(content, root())] == [
        ("Signer 2", True),
        ("Signer 1", True),
    ]


@pytest.mark.usefixtures("bare", "sandboxed")
def test_documents_that_cannot_be_shown_are_attached_without_pyhanko() -> None:
    content = pades(a_signed_job(1, documents={"a.pdf": HOSTILE["a loop"]()}))
    assert f"{UNSIGNED} {NOT_SHOWN} Documents: About a.pdf (attached) Signers:" in one_line_of(content)
    assert f"signed by {name_of(PEOPLE[1])}, {OLA}, 2030-01-01T12:00:00Z" in one_line_of(content)


def test_the_same_job_gives_the_same_bytes() -> None:
    documents = {"a.pdf": a_pdf(), "b.pdf": saved()}
    assert pades(a_signed_job(0, 1, documents=documents)) == pades(a_signed_job(0, 1, documents=documents))
    text = a_signed_job(0, documents={"note.txt": b"some words"}, mime="text/plain")
    assert pades(text) == pades(text)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib\n"
        "from signature_transports.emulator.signing.plain.pades import pades\n"
        "from tests.signature_transports.emulator.signed_jobs import a_signed_job\n"
        "from tests.kits.pdfs import paper\n"
        "print(hashlib.sha256(pades(a_signed_job(0, 2, 1, documents={'a.pdf': paper()}))).hexdigest())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=ENVIRONMENT | {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
        check=True,
        capture_output=True,
        text=True,
    )
    here = pades(a_signed_job(0, 2, 1, documents={"a.pdf": paper()}))
    assert ended.stdout == f"{sha256(here).hexdigest()}\n"


def test_what_signs_is_not_imported_before_signing() -> None:
    program = (
        "import sys, signature_transports.emulator; print(sorted({each.partition('.')[0] for each in sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], env=ENVIRONMENT, check=True, capture_output=True, text=True
    )
    assert "'pikepdf'" not in result.stdout
    assert "'pyhanko'" not in result.stdout


@pytest.mark.usefixtures("bare")
def test_without_pyhanko_the_front_page_says_who_has_signed(caplog: pytest.LogCaptureFixture) -> None:
    job = a_signed_job(1, 0)
    with caplog.at_level(logging.WARNING):
        content = pades(job)
    assert "the signed document of job 7 has no signatures: pyHanko cannot be used" in caplog.text
    assert pages_of(content) == 2
    assert shown_signatures(content) == []
    lines = [each.removesuffix(") Tj T*").removeprefix("(") for each in text_of(content).splitlines()]
    assert "This file has no signatures, because pyHanko is not installed." in " ".join(lines).replace("   ", " ")
    assert f"       signed by {name_of(PEOPLE[1])}, {OLA}, 2030-01-01T12:00:00Z" in lines
    assert f"       signed by {name_of(PEOPLE[0])}, {KARI}, 2030-01-01T12:01:00Z" in lines


@pytest.mark.usefixtures("bare")
def test_the_same_job_gives_the_same_bytes_without_pyhanko() -> None:
    assert pades(a_signed_job(0)) == pades(a_signed_job(0))


def test_different_jobs_give_different_bytes() -> None:
    job = a_signed_job(0)
    others: list[SignedJob] = [a_signed_job(1), replace(job, id=8)]
    assert len({pades(each) for each in (job, *others)}) == 3
