"""Documents are declared with portable names, supported types and a limited size."""

from typing import Any

import pytest

from signature_model import Document
from tests.kits.bundles import MANIFEST, edited, sealed, taken_apart, with_manifest
from tests.kits.jobs import a_pdf, documents
from tests.kits.pdfs import sized
from tests.kits.reports import codes_of, of_bundle, of_job

LIMIT = 10_485_760


@pytest.mark.parametrize(
    ("sizes", "codes"),
    [
        pytest.param([LIMIT], [], id="10 MiB"),
        pytest.param([LIMIT + 1], ["PSR201"], id="a byte more"),
        pytest.param([LIMIT // 2, LIMIT // 2], [], id="10 MiB in two documents"),
        pytest.param([LIMIT // 2, LIMIT // 2 + 1], ["PSR201"], id="a byte more in two documents"),
    ],
)
def test_all_documents_together_have_at_most_10_mib(sizes: list[int], codes: list[str]) -> None:
    assert codes_of(of_job(documents=documents(*map(sized, sizes)))) == codes


def test_text_counts_as_well() -> None:
    report = of_job(documents=documents(bytes(LIMIT + 1), mime="text/plain", href="one.txt"))
    assert codes_of(report) == ["PSR201", "PSR209"]


def test_a_document_that_is_named_twice_is_counted_once() -> None:
    assert codes_of(of_job(documents=documents(sized(LIMIT), sized(LIMIT), href="one.pdf"))) == ["PSR206"]


def test_both_are_inspected() -> None:
    report = of_job(documents=documents(a_pdf(), b"no PDF", href="one.pdf"))
    assert codes_of(report) == ["PSR202", "PSR206"]


def test_a_document_that_is_to_have_a_reserved_name_is_inspected_all_the_same() -> None:
    report = of_job(documents=documents(b"no PDF", href="manifest.xml"))
    assert codes_of(report) == ["PSR202", "PSR207"]


def test_two_documents_that_are_to_have_one_name_are_counted_both() -> None:
    report = of_job(documents=documents(sized(LIMIT), sized(LIMIT - 1), href="one.pdf"))
    assert codes_of(report) == ["PSR201", "PSR206"]


def test_documents_without_a_name_are_counted_each() -> None:
    nameless = [Document.from_bytes(sized(LIMIT // 2 + 1), title=title) for title in ("One", "Two")]
    assert codes_of(of_job(documents=nameless)) == ["PSR201"]


def test_a_document_whose_content_is_not_at_hand_is_not_counted() -> None:
    assert codes_of(of_job(documents=[*documents(sized(LIMIT)), Document(title="Later")])) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        pytest.param({}, "documents", id="present form"),
        pytest.param({"title": "Contract", "deprecated_single_document": True}, "document", id="deprecated form"),
    ],
)
def test_too_many_bytes_are_a_fault_of_the_documents(changes: dict[str, Any], where: str) -> None:
    report = of_job(documents=[Document.from_bytes(sized(LIMIT + 1), title="Contract")], **changes)
    [finding] = [each for each in report.findings if each.code == "PSR201"]
    assert finding.where == f"/portal-signature-job-manifest/{where}"
    assert finding.message == "10,485,761 bytes in total; the maximum is 10,485,760"


@pytest.mark.parametrize(
    ("hrefs", "codes"),
    [
        pytest.param(["one.pdf", "two.pdf"], [], id="two names"),
        pytest.param(["one.pdf", "one.pdf"], ["PSR206"], id="one name twice"),
        pytest.param(["one.pdf", "one.pdf", "one.pdf"], ["PSR206"], id="one name thrice"),
        pytest.param(["one.pdf", "One.pdf"], ["PSR004"], id="names that differ in case"),
        pytest.param(["one.pdf", "Manifest.xml"], ["PSR004"], id="a name like the manifest's"),
        pytest.param(["a b.pdf", "a%20b.pdf"], ["PSR206", "PSR210"], id="a name and its encoded form"),
        pytest.param(["a%20b.pdf", "a b.pdf"], ["PSR206", "PSR210"], id="an encoded form and its name"),
        pytest.param(["a b.pdf", "a+b.pdf"], ["PSR210"], id="names that one client makes the same"),
        pytest.param([None, None], [], id="names to be made"),
    ],
)
def test_two_documents_have_two_names(hrefs: list[str | None], codes: list[str]) -> None:
    named = [Document.from_bytes(a_pdf(), title="Paper", href=href) for href in hrefs]
    assert codes_of(of_job(documents=named)) == codes


@pytest.mark.parametrize("hrefs", [("a b.pdf", "a%20b.pdf"), ("a%20b.pdf", "a b.pdf")])
def test_the_message_about_an_encoded_form_states_both_names(hrefs: tuple[str, str]) -> None:
    named = [Document.from_bytes(a_pdf(), title="Paper", href=href) for href in hrefs]
    [finding] = [each for each in of_job(documents=named).findings if each.code == "PSR206"]
    assert finding.message == "'a%20b.pdf' is the percent-encoded name of another document, 'a b.pdf'"
    assert finding.where == (f"/portal-signature-job-manifest/documents/document[{hrefs.index('a%20b.pdf') + 1}]/@href")


@pytest.mark.parametrize(
    ("href", "codes"),
    [
        pytest.param("manifest.xml", ["PSR207"], id="the manifest"),
        pytest.param("mimetype", ["PSR207"], id="the media type"),
        pytest.param("META-INF/a.pdf", ["PSR207"], id="below META-INF"),
        pytest.param("META-INF/signatures.xml", ["PSR207"], id="the seal"),
        pytest.param("manifest.pdf", [], id="a name like the manifest's"),
        pytest.param("META-INF.pdf", [], id="a name like the folder's"),
        pytest.param("a/manifest.xml", ["PSR210"], id="in a folder"),
        pytest.param("a*b~.pdf", ["PSR210"], id="a tilde"),
        pytest.param("A-z_0.9*.pdf", [], id="what every client leaves alone"),
        pytest.param("a b.pdf", ["PSR210"], id="a blank"),
        pytest.param("a+b.pdf", ["PSR210"], id="a plus"),
        pytest.param("a%b.pdf", ["PSR210"], id="a percent sign"),
        pytest.param("blåbær.pdf", ["PSR210"], id="Norwegian"),
        pytest.param("../a.pdf", ["PSR002"], id="out of the folder"),
        pytest.param("a\\b.pdf", ["PSR002"], id="a backslash"),
        pytest.param("/a.pdf", ["PSR002"], id="absolute"),
        pytest.param("C:a.pdf", ["PSR002"], id="a drive letter"),
        pytest.param("a\x85b.pdf", ["PSR002"], id="a control character that XML can hold"),
        pytest.param("a\0b.pdf", ["PSR002", "PSR101"], id="a control character that XML cannot hold"),
        pytest.param("", ["PSR103"], id="empty"),
        pytest.param("a.b", ["PSR103"], id="three characters"),
        pytest.param("abcd", [], id="four characters"),
        pytest.param("a" * 100, [], id="100 characters"),
        pytest.param("a" * 101, ["PSR103"], id="101 characters"),
    ],
)
def test_a_name_has_one_fault_at_most(href: str, codes: list[str]) -> None:
    assert codes_of(of_job(documents=documents(a_pdf(), href=href))) == codes


def test_the_characters_that_are_not_portable_are_named_once_each() -> None:
    [finding] = of_job(documents=documents(a_pdf(), href="a b c+d.pdf")).findings
    assert finding.message == "'a b c+d.pdf' contains ' ', '+'"


def test_a_reserved_name_in_a_bundle_is_a_finding() -> None:
    bundle = with_manifest("contract.pdf", "META-INF/contract.pdf")
    members = {
        "META-INF/contract.pdf" if name == "contract.pdf" else name: each for name, each in taken_apart(bundle).items()
    }
    assert codes_of(of_bundle(sealed(members))) == ["PSR207"]


@pytest.mark.parametrize(
    ("mime", "codes"),
    [
        pytest.param("application/pdf", ["PSR202"], id="PDF"),
        pytest.param("text/plain", ["PSR209"], id="text"),
        pytest.param("application/PDF", ["PSR208"], id="PDF in capitals"),
        pytest.param("application/pdf; version=1.7", ["PSR208"], id="PDF with a parameter"),
        pytest.param("application/msword", ["PSR208"], id="Word"),
        pytest.param("", ["PSR103"], id="nothing"),
    ],
)
def test_documents_are_declared_pdf(mime: str, codes: list[str]) -> None:
    report = of_job(documents=documents(b"no PDF", mime=mime))
    assert codes_of(report) == codes
    assert len(report.findings) == 1


def test_a_place_is_that_of_the_document() -> None:
    report = of_job(documents=documents(a_pdf(), b"", mime="text/plain"))
    assert [finding.where for finding in report.findings] == [
        f"/portal-signature-job-manifest/documents/document[{number}]/@mime" for number in (1, 2)
    ]


def test_a_bundle_in_which_one_file_is_declared_twice_has_one_fault() -> None:
    members = taken_apart()
    one = '<document href="contract.pdf" mime="application/pdf">'
    twice = f"{one}<title>Again</title></document>{one}"
    bundle = sealed(members | {MANIFEST: edited(members[MANIFEST], one, twice)})
    assert [finding.code for finding in of_bundle(bundle).findings] == ["PSR206"]
