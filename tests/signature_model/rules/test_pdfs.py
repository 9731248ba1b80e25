"""One fault of a document gives one code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest

from signature_model.jobs.context import Context
from signature_model.pdf.inspection import inspect_pdf
from signature_model.rules import pdfs as pdf_rules
from signature_model.rules.pdfs import InspectedPdf
from signature_model.rules.registry import Place, rules_in
from tests.kits import pdfs
from tests.kits.pdfs import page, paper

if TYPE_CHECKING:
    from pathlib import Path

    from signature_model.rules.registry import Where

A4, WIDE = page(), page(MediaBox="[0 0 842 595]")


def documents(*contents: bytes) -> tuple[InspectedPdf, ...]:
    return tuple(
        InspectedPdf(name=f"{number}.pdf", facts=inspect_pdf(content)) for number, content in enumerate(contents, 1)
    )


def problems(job: tuple[InspectedPdf, ...]) -> list[tuple[str, Where, str]]:
    return [(rule.code, *problem) for rule in rules_in(pdf_rules) for problem in rule.check(job, Context())]


def codes(*contents: bytes) -> list[str]:
    return [code for code, _, _ in problems(documents(*contents))]


def test_a_sound_document_has_no_finding() -> None:
    assert problems(documents(paper())) == []


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        pytest.param(b"", "PSR202", "declared application/pdf, but holds no %PDF- header", id="empty"),
        pytest.param(b"<html>", "PSR202", "declared application/pdf, but holds no %PDF- header", id="not a PDF"),
        pytest.param(paper(header=b"%PDF-1.0"), "PSR203", "PDF 1.0", id="PDF 1.0"),
        pytest.param(paper(header=b"%PDF-2.0"), "PSR203", "PDF 2.0", id="PDF 2.0"),
        pytest.param(paper(header=b"%PDF-1.8"), "PSR203", "PDF 1.8", id="PDF 1.8"),
        pytest.param(
            paper(catalogue={"Version": "/2.0"}), "PSR203", "PDF 2.0, as its catalogue says", id="raised to PDF 2.0"
        ),
        pytest.param(paper(header=b"%PDF-"), "PSR203", "states no PDF version that can be read", id="no version"),
        pytest.param(pdfs.encrypted(), "PSR204", "encrypted", id="owner password"),
        pytest.param(pdfs.encrypted(user="secret", R=4), "PSR204", "encrypted", id="user password"),
        pytest.param(paper()[:-60], "PSR205", "truncated: its end mark, %%EOF, is missing", id="truncated"),
        pytest.param(paper(objects={pdfs.TREE: pdfs.tree()}), "PSR205", "no page can be found in it", id="no pages"),
        pytest.param(paper(pages=(WIDE,)), "PSR211", "not A4 portrait: page 1", id="one odd page"),
        pytest.param(paper(pages=(WIDE, A4, WIDE)), "PSR211", "not A4 portrait: pages 1 and 3", id="two odd pages"),
        pytest.param(
            paper(pages=(A4, *[WIDE] * 3)), "PSR211", "not A4 portrait: pages 2, 3 and 1 more", id="three odd pages"
        ),
        pytest.param(
            paper(pages=(A4, *[WIDE] * 5)), "PSR211", "not A4 portrait: pages 2, 3 and 3 more", id="many odd pages"
        ),
    ],
)
def test_one_fault_gives_one_code(content: bytes, code: str, message: str) -> None:
    [(found, where, what)] = problems(documents(paper(), content))
    assert (found, where) == (code, Place(member="2.pdf"))
    assert what.startswith(message)


@pytest.mark.parametrize("version", [b"1.1", b"1.2", b"1.3", b"1.4", b"1.5", b"1.6", b"1.7"])
def test_versions_up_to_1_7_are_accepted(version: bytes) -> None:
    assert codes(paper(header=b"%PDF-" + version)) == []


def test_independent_faults_are_separate_findings() -> None:
    assert codes(pdfs.saved(encryption=pikepdf.Encryption(owner="o", R=6), force_version="2.0")) == [
        "PSR203",
        "PSR204",
    ]


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        pytest.param([pdfs.claiming_pdfa()], [], id="one PDF/A"),
        pytest.param([pdfs.claiming_pdfa(), pdfs.claiming_pdfa("1", "A")], [], id="PDF/A of two kinds"),
        pytest.param([paper(), paper()], [], id="plain PDF only"),
        pytest.param([pdfs.claiming_pdfa(), b""], ["PSR202"], id="PDF/A and no PDF"),
        pytest.param([pdfs.claiming_pdfa(), pdfs.encrypted()], ["PSR204"], id="PDF/A and one that is not known"),
        pytest.param([pdfs.claiming_pdfa(), paper(), paper()], ["PSR212"], id="one PDF/A among plain PDF"),
    ],
)
def test_pdfa_together_with_plain_pdf_is_one_finding(contents: list[bytes], expected: list[str]) -> None:
    assert codes(*contents) == expected


def test_the_finding_about_mixed_documents_names_a_plain_one() -> None:
    [problem] = problems(documents(pdfs.claiming_pdfa(), paper()))
    assert problem == ("PSR212", "", "1 of 2 documents are PDF/A; 2.pdf is not")


def test_every_rule_explains_itself() -> None:
    for rule in rules_in(pdf_rules):
        assert rule.explanation.count("\n\n") >= 2
        assert rule.source == "create"
        assert rule.hint


def test_the_documents_of_the_service_have_no_error(vectors: Path) -> None:
    contents = [path.read_bytes() for path in sorted((vectors / "official-pdfs").glob("*.pdf"))]
    assert len(contents) == 6
    assert [code for content in contents for code in codes(content)] == []
    assert codes(*contents) == ["PSR212"]
