"""References and non-sensitive titles have no personal data."""

import pytest

from signature_model import Document, Signer, validate_job
from tests.kits.jobs import KARI, OLA, a_job
from tests.kits.pdfs import paper
from tests.kits.reports import codes_of, of_job

SIGNERS = [Signer.by_mobile("+47 987 65 432"), Signer.by_email("ola@example.com")]
UNSOUND = "12345678910"


@pytest.mark.parametrize(
    ("reference", "codes"),
    [
        pytest.param(None, [], id="none"),
        pytest.param("", [], id="empty"),
        pytest.param("case 2024/118", [], id="a reference of one's own"),
        pytest.param(f"case {KARI}", ["PSR601"], id="a number in it"),
        pytest.param(f"{KARI[:6]} {KARI[6:]}", ["PSR601"], id="in two groups"),
        pytest.param(f"{KARI[:6]}-{KARI[6:]}", ["PSR601"], id="with a hyphen"),
        pytest.param(UNSOUND, [], id="eleven digits that are no number"),
        pytest.param(f"9{KARI}", [], id="in a longer number"),
        pytest.param("ola@example.com", [], id="an e-mail address"),
    ],
)
def test_no_national_id_number_stands_in_the_reference(reference: str | None, codes: list[str]) -> None:
    assert codes_of(of_job(signers=SIGNERS, reference=reference)) == codes


def test_the_reference_is_found_in_the_job_request() -> None:
    [finding] = of_job(reference=KARI).findings
    assert (finding.member, finding.where) == (None, "/portal-signature-job-request/reference")


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        pytest.param("A contract", [], id="a kind of document"),
        pytest.param("Contract 2024-118 of 1 January 2024", [], id="with numbers"),
        pytest.param(None, ["PSR603"], id="none"),
        pytest.param(" \t", ["PSR604"], id="a blank one"),
        pytest.param("\N{NO-BREAK SPACE}", ["PSR604"], id="one of another blank"),
        pytest.param("\N{ZERO WIDTH SPACE}\N{WORD JOINER}", ["PSR604"], id="one without width"),
        pytest.param("\N{HANGUL FILLER}", ["PSR604"], id="a filler"),
        pytest.param("", ["PSR103"], id="an empty one"),
        pytest.param(f"Contract of {KARI}", ["PSR602"], id="a national id number"),
        pytest.param(f"Contract of {KARI} and {OLA}", ["PSR602"], id="two of them"),
        pytest.param(UNSOUND, [], id="eleven digits that are no number"),
        pytest.param("Contract of kari.nordmann@example.com", ["PSR602"], id="an e-mail address"),
        pytest.param("Contract of kari@home", [], id="no e-mail address"),
        pytest.param("Contract of 98765432", ["PSR602"], id="a signer's mobile number"),
        pytest.param("Contract of 987 65 432.", ["PSR602"], id="in groups"),
        pytest.param("Contract of +4798765432", ["PSR602"], id="with its country code"),
        pytest.param("Contract of 0047 987-65-432", ["PSR602"], id="with hyphens, after 0047"),
        pytest.param("Contract of 987\N{NO-BREAK SPACE}65\N{NO-BREAK SPACE}432", ["PSR602"], id="with other blanks"),
        pytest.param("Contract of 98765431", [], id="another mobile number"),
        pytest.param("Contract of 987.65.432", ["PSR602"], id="a signer's mobile number with dots"),
        pytest.param("98765432 2026", ["PSR602"], id="a signer's mobile number before another number"),
        pytest.param("Contract 987, version 65432", [], id="digits of several numbers"),
        pytest.param("Contract 987/65432", [], id="digits on both sides of a slash"),
        pytest.param("Contract 987  65432", [], id="digits on both sides of two blanks"),
        pytest.param("Contract 98765432100", [], id="the beginning of a longer number"),
    ],
)
def test_no_personal_data_stands_in_the_nonsensitive_title(title: str | None, codes: list[str]) -> None:
    assert codes_of(of_job(signers=SIGNERS, nonsensitive_title=title)) == codes


def test_a_too_short_mobile_number_is_not_searched_for() -> None:
    report = of_job(signers=[Signer.by_mobile("1234")], nonsensitive_title="Contract 1234")
    assert codes_of(report) == ["PSR312"]


def test_a_mobile_number_without_a_country_code_is_looked_for() -> None:
    assert codes_of(of_job(signers=[Signer.by_mobile("98765432")], nonsensitive_title="Contract of 98765432")) == [
        "PSR602"
    ]


def test_each_kind_of_personal_data_is_a_finding() -> None:
    report = of_job(signers=SIGNERS, nonsensitive_title=f"{KARI} 98765432 a@b.no")
    assert [finding.message for finding in report.findings] == [
        f"contains the national id number {KARI[:6]}*****",
        "contains an e-mail address",
        "contains a signer's mobile number",
    ]


def test_title_and_description_may_hold_personal_data() -> None:
    assert codes_of(of_job(title=f"Contract of {KARI}", description="kari@example.com")) == []


def test_in_the_deprecated_form_the_title_is_found_in_the_document() -> None:
    report = of_job(title="Contract", deprecated_single_document=True, nonsensitive_title=KARI)
    assert [finding.where for finding in report.findings if finding.code == "PSR602"] == [
        "/portal-signature-job-manifest/document/nonsensitive-title"
    ]


@pytest.mark.parametrize("title", [" ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\N{BRAILLE PATTERN BLANK}"])
def test_a_title_shows_something(title: str) -> None:
    [finding] = of_job(title=title).findings
    assert (finding.code, finding.where) == ("PSR604", "/portal-signature-job-manifest/title")


def test_the_title_of_a_document_shows_something() -> None:
    document = Document.from_bytes(paper(), title="\N{ZERO WIDTH SPACE}")
    [finding] = of_job(documents=[document]).findings
    assert finding.code == "PSR604"
    assert finding.where == "/portal-signature-job-manifest/documents/document/title"


def test_the_title_of_a_single_document_is_one_finding() -> None:
    job = a_job(title=" ", documents=[Document.from_bytes(paper(), title=" ")], deprecated_single_document=True)
    found = [each.where for each in validate_job(job).findings if each.code == "PSR604"]
    assert found == ["/portal-signature-job-manifest/document/title"]
