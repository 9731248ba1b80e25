"""Overviews of evidence packages: all files, and what the signed documents say."""

from lxml import html

from signature_model.preview.packages import overview_of_package, package_lines, package_object, package_page
from signature_model.preview.signed import NOT_VALIDATED
from signature_model.signed import EvidencePackage, write_package
from tests.kits.certificates import MOMENT
from tests.kits.jobs import KARI, a_bundle, a_pdf, credentials
from tests.kits.xades import xades


def test_a_package() -> None:
    signed = {f"{KARI}.xml": xades(), "note.xml": b"<note/>", "plain.pdf": a_pdf()}
    package = EvidencePackage(bundle=a_bundle(), signed=signed, documents={"a.pdf": a_pdf()})
    overview = overview_of_package(write_package(package, credentials(), signing_time=MOMENT))
    lines = [*package_lines(overview)]
    page = "".join(package_page(overview, "proof.asice"))

    assert lines[0] == "Package        2 signed documents"
    assert f"  job/bundle.asice, {len(a_bundle()):,} bytes" in lines
    assert "  Signature 1    Kari Nordmann (018180*****) signed contract.pdf" in lines
    assert "note.xml: cannot be read: the XML has no signature" in lines
    assert lines[-1] == NOT_VALIDATED
    assert [each.text for each in html.document_fromstring(page).findall(".//h2")] == [
        "018180*****.xml",
        "plain.pdf",
        "note.xml",
    ]
    value = package_object(overview)
    assert set(value["signed"]) == {"018180*****.xml", "plain.pdf"}
    assert {each["name"] for each in value["files"]} >= {"job/bundle.asice", "documents/a.pdf"}
    assert KARI not in f"{lines}{page}{value}"
