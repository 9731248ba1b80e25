"""The signed document holds what was sent and who has signed, with pyHanko and without it."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from signature_model import Signer
from signature_model.pdf.inspection import inspect_pdf
from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.authority import root
from signature_transports.emulator.signing.pades import NOT_SHOWN, UNSIGNED, pades
from tests.kits.jobs import KARI, OLA, a_pdf
from tests.kits.pdfs import claiming_pdfa, paper, saved, stream
from tests.kits.processes import ENVIRONMENT
from tests.signature_transports.emulator.hostile_pdfs import PAPERS
from tests.signature_transports.emulator.pdf_witness import verdicts
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job, shown_signatures, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_transports.emulator.jobs.job import SignedJob


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interpreter in which pyHanko is not installed."""
    monkeypatch.delitem(sys.modules, "signature_transports.emulator.signing.pdf_signatures", raising=False)
    for name in [each for each in sys.modules if each.partition(".")[0] == "pyhanko"] or ["pyhanko"]:
        monkeypatch.setitem(sys.modules, name, None)


def pages_of(content: bytes) -> int:
    """How many pages there are."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not pdf.check_pdf_syntax()
        return len(pdf.pages)


def test_it_is_a_front_page_and_the_documents_in_their_order() -> None:
    content = pades(a_signed_job(0, documents={"a.pdf": paper(), "b.pdf": saved(pages=3)}))
    facts = inspect_pdf(content)
    assert (facts.is_readable, facts.page_count, facts.pages_not_a4) == (True, 5, ())
    assert "Employment contract" in text_of(content)
    assert text_of(content).index("About a.pdf") < text_of(content).index("About b.pdf")


def words(text: bytes) -> bytes:
    """A document with those words on its only page."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595.276, 841.89)).Contents = pdf.make_stream(b"BT (%b) Tj ET" % text)
        pdf.save(out)
    return out.getvalue()


def test_what_stood_on_the_pages_still_does() -> None:
    documents = {f"{each}.pdf": words(each.encode()) for each in ("one", "two", "three")}
    content = pades(a_signed_job(0, 1, 2, documents=documents))
    assert [text_of(content, page) for page in (1, 2, 3)] == ["BT (one) Tj ET", "BT (two) Tj ET", "BT (three) Tj ET"]


def test_it_shows_those_who_have_signed_so_far_in_the_order_in_which_they_did() -> None:
    one, both = pades(a_signed_job(1)), pades(a_signed_job(1, 0))
    (only,) = shown_signatures(one)
    assert f"signed by {name_of(PEOPLE[1])}, {OLA}, 2030-01-01T12:00:00Z" in only
    assert KARI not in text_of(both) + only
    first, second = shown_signatures(both)
    assert first == only
    assert f"signed by {name_of(PEOPLE[0])}, {KARI}, 2030-01-01T12:01:00Z" in second


def test_names_take_more_than_one_page_where_there_are_many() -> None:
    job = a_signed_job(*range(10), documents={f"{'x' * 70} {each}.pdf": a_pdf() for each in range(20)})
    people = [Signer.by_email(f"{each}@example.com") for each in range(10)]
    content = pades(replace(job, content=replace(job.content, signers=people)))
    assert pages_of(content) == 22
    assert [len(shown_signatures(content, page)) for page in (0, 1)] == [1, 9]
    assert [each.is_sound for each in verdicts(content, root())] == [True] * 10


def test_documents_of_every_kind_are_in_it() -> None:
    assert pages_of(pades(a_signed_job(0, documents={"a.pdf": claiming_pdfa()}))) == 2
    text = pades(a_signed_job(0, documents={"note.txt": b"some words"}, mime="text/plain"))
    with pikepdf.open(io.BytesIO(text)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.attachments["note.txt"].get_file().read_bytes() == b"some words"
    assert [each.is_sound for each in verdicts(text, root())] == [True]


def a_form() -> bytes:
    """A document with a field that is filled in."""
    form = stream(b"BT (filled in) Tj ET", Type="/XObject", Subtype="/Form", BBox="[0 0 90 9]")
    field = b"<</Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (x) /F 4 /Rect [9 9 99 18] /AP <</N 11 0 R>>>>"
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595.276 841.890] /Resources <<>> /Annots [10 0 R]>>"
    return paper(catalogue={"AcroForm": "<</Fields [10 0 R]>>"}, objects={3: page, 10: field, 11: form})


@pytest.mark.parametrize("make", [a_form, lambda: pades(a_signed_job(0, 1))], ids=["a form", "signed before"])
def test_what_is_filled_in_becomes_part_of_the_page_and_no_field_is_left(make: Callable[[], bytes]) -> None:
    content = make()
    signed = pades(a_signed_job(2, documents={"a.pdf": content, "b.pdf": content}))
    assert pages_of(signed) == 1 + 2 * pages_of(content)
    assert [(each.field[:8], each.is_sound) for each in verdicts(signed, root())] == [("Signer 3", True)]
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert not pdf.pages[1].get("/Annots")
        assert any("filled in" in shown or "signed by" in shown for shown in _forms(pdf.pages[1]))


def _forms(page: pikepdf.Page) -> list[str]:
    return [each.read_bytes().decode("cp1252") for each in page.Resources.XObject.values()]


def as_it_is_read(content: bytes) -> str:
    """What is printed on the first page, its lines made one."""
    shown = text_of(content).replace("\\(", "(").replace("\\)", ")")
    return " ".join(" ".join(each[1:].split(") Tj", 1)[0] for each in shown.splitlines()).split())


@pytest.mark.parametrize("name", ["a loop", "a chain", "one page often"])
def test_documents_whose_pages_cannot_be_shown_are_attached_and_it_says_so(name: str) -> None:
    harmful, honest = PAPERS[name](), paper()
    content = pades(a_signed_job(1, 0, documents={"a.pdf": harmful, "b.pdf": honest}))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        attached = {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}
        assert (len(pdf.pages), attached) == (1, {"a.pdf": harmful, "b.pdf": honest})
    assert f"{NOT_SHOWN} Documents: About a.pdf (attached) About b.pdf (attached) Signers:" in as_it_is_read(content)
    assert [(each.field[:8], each.is_sound) for each in verdicts(content, root())] == [
        ("Signer 2", True),
        ("Signer 1", True),
    ]


@pytest.mark.usefixtures("bare")
def test_without_pyhanko_too_they_are_attached() -> None:
    content = pades(a_signed_job(1, documents={"a.pdf": PAPERS["a loop"]()}))
    assert f"{UNSIGNED} {NOT_SHOWN} Documents: About a.pdf (attached) Signers:" in as_it_is_read(content)
    assert f"signed by {name_of(PEOPLE[1])}, {OLA}, 2030-01-01T12:00:00Z" in as_it_is_read(content)


def test_the_same_job_gives_the_same_bytes() -> None:
    documents = {"a.pdf": a_pdf(), "b.pdf": saved()}
    assert pades(a_signed_job(0, 1, documents=documents)) == pades(a_signed_job(0, 1, documents=documents))
    text = a_signed_job(0, documents={"note.txt": b"some words"}, mime="text/plain")
    assert pades(text) == pades(text)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib\n"
        "from signature_transports.emulator.signing.pades import pades\n"
        "from tests.signature_transports.emulator.signed_jobs import a_signed_job\n"
        "from tests.kits.pdfs import paper\n"
        "print(hashlib.sha256(pades(a_signed_job(0, 2, 1, documents={'a.pdf': paper()}))).hexdigest())"
    )
    result = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=ENVIRONMENT | {"PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(result) == 1


def test_pyhanko_is_loaded_when_something_is_signed_and_not_before() -> None:
    program = (
        "import sys, signature_transports.emulator; print(sorted({each.partition('.')[0] for each in sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], env=ENVIRONMENT, check=True, capture_output=True, text=True
    )
    assert "'pikepdf'" in result.stdout
    assert "'pyhanko'" not in result.stdout


@pytest.mark.usefixtures("bare")
def test_without_pyhanko_it_is_a_plain_pdf_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
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
def test_without_pyhanko_too_the_same_job_gives_the_same_bytes() -> None:
    assert pades(a_signed_job(0)) == pades(a_signed_job(0))


def test_signed_jobs_are_told_from_each_other() -> None:
    job = a_signed_job(0)
    others: list[SignedJob] = [a_signed_job(1), replace(job, id=8)]
    assert len({pades(each) for each in (job, *others)}) == 3
