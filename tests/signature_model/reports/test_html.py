"""Tests of the HTML report."""

from hypothesis import given
from lxml import html

from signature_model import Finding, Severity, validate_manifest
from signature_model.reports.html import MOST_OPEN, document
from signature_model.reports.printing import printable, printable_name
from signature_model.reports.results import Criteria, Result, Verdict, undecided
from signature_model.rules.catalogue import CATALOGUE
from tests.kits.jobs import KARI, a_job
from tests.signature_model.reports.generated import RESULTS, a_finding, validated, written


def page_of(*results: Result) -> html.HtmlElement:
    text = written(document, list(results))
    assert text.isascii()
    return html.document_fromstring(text)


def words(text: str) -> str:
    return " ".join(text.split())


@given(RESULTS)
def test_any_report_is_complete_and_has_no_script(results: list[Result]) -> None:
    page = page_of(*results)
    cards = page.find_class("result")
    assert not page.xpath("//script | //@onclick | //@src | //link")
    assert [words("".join(each.find("summary/b").itertext())) for each in cards] == [  # type: ignore[union-attr]
        words(printable_name(each.source)) for each in results
    ]
    for card, result in zip(cards, results, strict=True):
        actual = words(card.text_content())
        for finding in result.report.findings:
            assert finding.code in actual
            for text in (finding.message, finding.hint or ""):
                assert words(printable(text).replace("`", "")) in actual
        assert all(words(printable_name(each.why)) in actual for each in result.report.skipped)
    explained = {each.get("id") for each in page.xpath("//section[starts-with(@id, 'PSR')]")}
    assert explained == {finding.code for each in results for finding in each.report.findings}
    targets = {each.removeprefix("#") for each in page.xpath("//a/@href")}
    assert targets == explained


def test_the_counts_are_shown() -> None:
    page = page_of(validated(a_finding()), validated(), undecided("b", "is no file"))
    tiles = {each.findtext("dt"): each.findtext("dd") for each in page.xpath("//section[@id='summary']/dl/div")}
    assert tiles == {
        "checked": "3",
        "valid": "1",
        "invalid": "1",
        "undecided": "1",
        "errors": "1",
        "warnings": "0",
        "notes": "0",
    }


def test_findings_are_grouped_by_file_and_the_worst_is_first() -> None:
    note, error = a_finding(severity=Severity.NOTE, line=1), a_finding(code="PSR103", line=9)
    (card,) = page_of(validated(note, error, a_finding(member=None, line=None, where=None))).find_class("result")
    assert [each.text_content() for each in card.findall("h3")] == ["The bundle", "manifest.xml"]
    assert [each.text for each in card.findall(".//a")] == ["PSR401", "PSR103", "PSR401"]
    (card,) = page_of(validated(note, a_finding(member="z.pdf"))).find_class("result")
    assert [each.text_content() for each in card.findall("h3")] == ["z.pdf", "manifest.xml"]


def test_a_finding_shows_its_place_and_the_element() -> None:
    content = b"<portal-signature-job-manifest xmlns='http://signering.posten.no/schema/v1'/>"
    report = validate_manifest(content)
    (card,) = page_of(Criteria().result("manifest.xml", report)).find_class("result")
    assert "line 1, column 1" in card.text_content()
    finding = a_finding(snippet="<available-seconds>1")
    (card,) = page_of(validated(finding)).find_class("result")
    assert card.findtext(".//pre/code") == "<available-seconds>1"


def test_only_the_first_inputs_with_errors_are_open() -> None:
    cards = page_of(validated(), *[validated(a_finding())] * (MOST_OPEN + 1)).find_class("result")
    assert [each.get("open") is not None for each in cards] == [False, *[True] * MOST_OPEN, False]


def test_an_unknown_code_has_no_explanation() -> None:
    unknown = Finding(code="X1", name="x", severity=Severity.ERROR, message="x")
    assert "X1" not in CATALOGUE
    page = page_of(validated(unknown))
    assert not page.xpath("//section[@id='X1']")
    assert page.find_class("result")[0].get("class") == f"card result is-{Verdict.INVALID}"


def test_id_numbers_in_names_are_masked() -> None:
    assert KARI not in written(document, [validated(a_finding(member=f"{KARI}.pdf"), source=f"{KARI}.asice")])
    assert a_job().title
