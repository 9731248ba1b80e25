"""One fault of a document gives one code."""

import zipfile
from pathlib import Path

import pikepdf
import pytest

from signature_model.jobs.context import Context
from signature_model.pdf.inspection import InspectedPdf, inspect_pdf
from signature_model.rules import pdfs as pdf_rules
from signature_model.rules.registry import Place, Where, rules_in
from tests.kits import pdfs
from tests.kits.pdfs import page, paper

SOUND, REPAIRED = frozenset[str](), frozenset({"PSR213"})
EXPECTED = {
    "witnesses": {
        "30": REPAIRED, "31": REPAIRED, "32": REPAIRED, "33": REPAIRED, "36": SOUND, "37": SOUND, "38": REPAIRED,
        "39": REPAIRED,
    },
    "reported": {
        "01": SOUND, "08": REPAIRED, "10": REPAIRED, "11": REPAIRED, "12": REPAIRED, "28": REPAIRED, "29": SOUND
    },
}  # fmt: skip
"""The rules that files break, by the numbers in their names."""
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
        pytest.param(b"", "PSR202", "declared application/pdf, but there is no %PDF- in", id="empty"),
        pytest.param(b"<html>", "PSR202", "declared application/pdf, but there is no %PDF- in", id="not a PDF"),
        pytest.param(paper(header=b"%PDF-1.0"), "PSR203", "PDF 1.0", id="PDF 1.0"),
        pytest.param(paper(header=b"%PDF-2.0"), "PSR203", "PDF 2.0", id="PDF 2.0"),
        pytest.param(paper(header=b"%PDF-1.8"), "PSR203", "PDF 1.8", id="PDF 1.8"),
        pytest.param(
            paper(catalogue={"Version": "/2.0"}), "PSR203", "PDF 2.0, as its catalogue says", id="raised to PDF 2.0"
        ),
        pytest.param(paper(header=b"%PDF-"), "PSR203", "no readable PDF version follows %PDF-", id="no version"),
        pytest.param(pdfs.encrypted(), "PSR204", "encrypted", id="owner password"),
        pytest.param(pdfs.encrypted(user="secret", R=4), "PSR204", "encrypted", id="user password"),
        pytest.param(paper()[:60], "PSR205", "no page was found through", id="truncated"),
        pytest.param(paper(objects={pdfs.TREE: pdfs.tree()}), "PSR205", "no page was found", id="no pages"),
        pytest.param(paper(pages=(WIDE,)), "PSR211", "not A4 portrait: page 1", id="one odd page"),
        pytest.param(paper(pages=(WIDE, A4, WIDE)), "PSR211", "not A4 portrait: pages 1 and 3", id="two odd pages"),
        pytest.param(
            paper(pages=(A4, *[WIDE] * 3)), "PSR211", "not A4 portrait: pages 2, 3 and 1 more", id="three odd pages"
        ),
        pytest.param(
            paper(pages=(A4, *[WIDE] * 5)), "PSR211", "not A4 portrait: pages 2, 3 and 3 more", id="many odd pages"
        ),
        pytest.param(paper()[:-6], "PSR213", "the end mark, %%EOF, is missing", id="no end mark"),
        pytest.param(paper() + b"<p>", "PSR213", "bytes after the end mark, %%EOF: 3", id="bytes behind the end mark"),
        pytest.param(
            paper(offset_by=1), "PSR213", "startxref, /Prev or /XRefStm points to a place", id="moved objects"
        ),
        pytest.param(paper(objects={pdfs.PAGE: page(Type=None)}), "PSR213", "page 1 lacks /Type /Page", id="no type"),
        pytest.param(
            paper(pages=(page(Type=None),) * 4),
            "PSR213",
            "page 1 lacks /Type /Page; page 2 lacks /Type /Page; page 3 lacks /Type /Page; and 1 more",
            id="four faults",
        ),
        pytest.param(
            paper(header=b"%PDF-", catalogue={"Version": "/1.7"}),
            "PSR213",
            "only the catalogue states a version",
            id="version in the catalogue",
        ),
        pytest.param(paper(catalogue={"Version": "(2.0)"}), "PSR213", "the version in the catalogue", id="odd version"),
        pytest.param(
            pdfs.with_streams(
                {4: pdfs.stream(b"x", Type="/ObjStm", N=1, First=0, Filter="/RunLengthDecode")}, {1: (2, 4, 0)}
            ),
            "PSR214",
            "an object stream with the filter RunLengthDecode, which is not supported: version, encryption and pages",
            id="a filter that is not supported",
        ),
        pytest.param(paper(catalogue={"Collection": "<</View/D>>"}), "PSR215", "it has a portfolio", id="portfolio"),
        pytest.param(
            paper(catalogue={"AcroForm": "<</Fields[<</FT/Tx>>]/SigFlags 1/XFA 9 0 R>>"}),
            "PSR215",
            "it has an XFA form, an existing signature and form fields",
            id="form",
        ),
    ],
)
def test_one_fault_gives_one_code(content: bytes, code: str, message: str) -> None:
    [(found, where, what)] = problems(documents(paper(), content))
    assert (found, where) == (code, Place(member="2.pdf"))
    assert what.startswith(message)


def test_a_single_fault_is_the_whole_message() -> None:
    [(_, _, message)] = problems(documents(paper(objects={pdfs.PAGE: page(Type=None)})))
    assert message == "page 1 lacks /Type /Page"


@pytest.mark.parametrize("version", [b"1.1", b"1.2", b"1.3", b"1.4", b"1.5", b"1.6", b"1.7"])
def test_versions_up_to_1_7_are_accepted(version: bytes) -> None:
    assert codes(paper(header=b"%PDF-" + version)) == []


def test_independent_faults_are_separate_findings() -> None:
    assert codes(pdfs.saved(encryption=pikepdf.Encryption(owner="o", R=6), force_version="2.0")) == ["PSR203", "PSR204"]


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
        assert rule.source
        assert rule.hint


@pytest.mark.parametrize("folder", ["witnesses", "reported"])
def test_documents_from_elsewhere_are_judged_by_what_readers_do(vectors: Path, folder: str) -> None:
    contents = {path.name[:2]: path.read_bytes() for path in (vectors / folder).glob("*.pdf")}
    for path in (each for each in (vectors / folder).glob("*.asice") if each.name[:2] in EXPECTED[folder]):
        with zipfile.ZipFile(path) as archive:
            documents = [name for name in archive.namelist() if name.endswith(".pdf")]
            contents[path.name[:2]] = archive.read(documents[0]) if documents else paper()
    found = {number: set(codes(contents[number])) - {"PSR211"} for number in EXPECTED[folder]}
    assert found == EXPECTED[folder]


def test_the_documents_of_the_service_have_no_error(vectors: Path) -> None:
    contents = [path.read_bytes() for path in sorted((vectors / "official-pdfs").glob("*.pdf"))]
    assert len(contents) == 6
    assert [code for content in contents for code in codes(content)] == []
    assert codes(*contents) == ["PSR212"]
