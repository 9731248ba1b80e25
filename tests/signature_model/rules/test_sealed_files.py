"""A seal covers the files of the bundle and describes them."""

from copy import deepcopy

import pytest
from lxml import etree

from tests.kits.bundles import MANIFEST, changed, edited, put_together, resealed, sealed, taken_apart, tampered
from tests.kits.reports import codes_of, found, of_bundle
from tests.kits.seals import C14N, DS, XADES, Edit, every, only, removed, saying, setting, without

DATA_PROPERTIES = "/XAdESSignatures/Signature/Object/QualifyingProperties/SignedProperties/SignedDataObjectProperties"


# What is covered: PSR506 to PSR508


def test_every_file_outside_meta_inf_is_covered() -> None:
    assert found(resealed(_uncovering("ID_1"))) == ["PSR506"]
    assert found(resealed(_uncovering("ID_0"))) == ["PSR506"]


def _uncovering(identifier: str) -> Edit:
    def edit(root: etree._Element) -> None:
        for element in [*every(root, "Reference"), *every(root, "DataObjectFormat")]:
            if identifier in (element.get("Id"), element.get("ObjectReference", "").lstrip("#")):
                removed(element)

    return edit


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.com/contract.pdf",
        "file:///etc/passwd",
        "/contract.pdf",
        "../contract.pdf",
        "contrast.pdf",
        "#Signature",
        "",
    ],
)
def test_a_reference_without_a_file_is_one_finding(uri: str) -> None:
    def foreign(root: etree._Element) -> None:
        reference = etree.fromstring(etree.tostring(only(root, "Reference")))
        reference.set("URI", uri)
        reference.set("Id", "foreign")
        only(root, "SignedInfo").append(reference)

    [finding] = of_bundle(resealed(foreign)).findings
    assert (finding.code, finding.message) == ("PSR507", f"{uri!r} is not a file of the bundle")


def test_a_reference_without_a_uri_is_foreign() -> None:
    assert found(resealed(setting("Reference", "URI", None))) == ["PSR506", "PSR507"]


@pytest.mark.parametrize("missing", ["contract", "manifest"])
def test_a_reference_to_a_file_that_is_known_to_be_missing_is_not_foreign(missing: str) -> None:
    code = {"contract": "PSR014", "manifest": "PSR009"}[missing]
    assert found(changed(**{missing: None})) == [code]


def test_a_missing_document_is_not_foreign_however_it_is_written() -> None:
    members = taken_apart()
    spaced = {"my contract.pdf" if name == "contract.pdf" else name: content for name, content in members.items()}
    spaced[MANIFEST] = edited(members[MANIFEST], "contract.pdf", "my+contract.pdf")
    without_it = taken_apart(sealed(spaced))
    del without_it["my contract.pdf"]
    assert codes_of(of_bundle(put_together(without_it))) == ["PSR014", "PSR210"]


@pytest.mark.parametrize("algorithm", [C14N, "http://www.w3.org/2000/09/xmldsig#base64", "urn:unknown"])
@pytest.mark.parametrize("index", [0, 1])
def test_a_file_is_sealed_without_transforms(algorithm: str, index: int) -> None:
    def transform(root: etree._Element) -> None:
        transforms = etree.Element(f"{DS}Transforms")
        etree.SubElement(transforms, f"{DS}Transform", Algorithm=algorithm)
        every(root, "Reference")[index].insert(0, transforms)

    assert found(resealed(transform)) == ["PSR508"]


def test_a_transform_on_a_reference_without_a_name_is_a_finding() -> None:
    def transform(root: etree._Element) -> None:
        reference = only(root, "Reference")
        del reference.attrib["URI"]
        transforms = etree.Element(f"{DS}Transforms")
        etree.SubElement(transforms, f"{DS}Transform", Algorithm=C14N)
        reference.insert(0, transforms)

    messages = {finding.code: finding.message for finding in of_bundle(resealed(transform)).findings}
    assert messages["PSR508"] == "the reference to '' has a transform"


# Each file once: PSR519


def _sealed_again(root: etree._Element) -> None:
    reference, about = deepcopy(every(root, "Reference")[0]), deepcopy(every(root, "DataObjectFormat")[0])
    reference.set("Id", "again")
    about.set("ObjectReference", "#again")
    only(root, "SignedInfo").append(reference)
    only(root, "SignedDataObjectProperties").append(about)


def test_a_second_reference_to_a_file_is_one_finding() -> None:
    [finding] = of_bundle(resealed(_sealed_again)).findings
    assert (finding.code, finding.member) == ("PSR519", "contract.pdf")
    assert finding.message == "2 references of the seal cover this file"


# What the files are: PSR516


def _described(root: etree._Element) -> None:
    description = etree.Element(f"{XADES}Description")
    description.text = "a contract"
    only(root, "DataObjectFormat").insert(0, description)


def _only_described(root: etree._Element) -> None:
    _described(root)
    removed(only(root, "MimeType"))


def _described_twice(root: etree._Element) -> None:
    _described(root)
    etree.SubElement(only(root, "DataObjectFormat"), f"{XADES}Encoding").text = "urn:encoding"


def _doubled(root: etree._Element) -> None:
    again = etree.fromstring(etree.tostring(only(root, "DataObjectFormat")))
    only(root, "SignedDataObjectProperties").append(again)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        pytest.param(
            without("DataObjectFormat"),
            "no DataObjectFormat elements for 'contract.pdf'; exactly one is expected",
            id="missing",
        ),
        pytest.param(_doubled, "2 DataObjectFormat elements for 'contract.pdf'; exactly one is expected", id="doubled"),
        pytest.param(without("MimeType"), "contains nothing; only MimeType is expected", id="empty"),
        pytest.param(_described, "contains Description; only MimeType is expected", id="with a description"),
        pytest.param(
            _described_twice,
            "contains Description, Encoding; only MimeType is expected",
            id="with a description and an encoding",
        ),
        pytest.param(_only_described, "contains Description; only MimeType is expected", id="without a type"),
        pytest.param(
            saying("MimeType", "text/plain"), "the media type is 'text/plain', not 'application/pdf'", id="another type"
        ),
        pytest.param(
            saying("MimeType", "text/xml", index=1),
            "the media type is 'text/xml', not 'application/xml'",
            id="another type for the manifest",
        ),
    ],
)
def test_each_file_has_one_media_type_and_nothing_else(edit: Edit, message: str) -> None:
    [finding] = of_bundle(resealed(edit)).findings
    assert (finding.code, finding.message) == ("PSR516", message)


def _about(reference: str) -> Edit:
    """Add a format that is about a reference."""

    def edit(root: etree._Element) -> None:
        properties = only(root, "SignedDataObjectProperties")
        added = etree.SubElement(properties, f"{XADES}DataObjectFormat", ObjectReference=reference)
        etree.SubElement(added, f"{XADES}MimeType").text = "application/pdf"

    return edit


@pytest.mark.parametrize("reference", ["#nothing", "#Signature", "ID_0"])
def test_a_format_is_about_the_reference_to_a_file(reference: str) -> None:
    [finding] = of_bundle(resealed(_about(reference))).findings
    assert (finding.code, finding.message) == (
        "PSR516",
        f"refers to {reference!r}, which is not the reference of a file",
    )
    assert finding.where == f"{DATA_PROPERTIES}/DataObjectFormat[3]"


@pytest.mark.parametrize("reference", ["#", "#None"])
def test_a_reference_without_an_id_has_no_format(reference: str) -> None:
    def nameless(root: etree._Element) -> None:
        del only(root, "Reference").attrib["Id"]
        only(root, "DataObjectFormat").set("ObjectReference", reference)

    assert [finding.message for finding in of_bundle(resealed(nameless)).findings] == [
        "no DataObjectFormat elements for 'contract.pdf'; exactly one is expected",
        f"refers to {reference!r}, which is not the reference of a file",
    ]


def test_a_reference_without_a_file_may_have_a_format() -> None:
    foreign = setting("Reference", "URI", "https://example.com/contract.pdf")

    def without_format(root: etree._Element) -> None:
        foreign(root)
        without("DataObjectFormat")(root)

    for edit in (foreign, without_format):
        assert found(resealed(edit)) == ["PSR506", "PSR507"]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(without("DataObjectFormat"), id="missing"),
        pytest.param(saying("MimeType", "text/plain"), id="another type"),
        pytest.param(_about("#nothing"), id="about nothing"),
    ],
)
def test_formats_in_changed_properties_are_not_checked(edit: Edit) -> None:
    assert found(tampered(edit)) == ["PSR503"]


def test_missing_formats_are_a_finding_for_each_file() -> None:
    assert found(resealed(without("SignedDataObjectProperties"))) == ["PSR516", "PSR516"]


@pytest.mark.parametrize("href", ["", ' href=""'])
def test_a_document_without_a_name_hides_no_foreign_reference(href: str) -> None:
    def foreign(root: etree._Element) -> None:
        reference = etree.fromstring(etree.tostring(only(root, "Reference")))
        reference.set("URI", "")
        reference.set("Id", "foreign")
        only(root, "SignedInfo").append(reference)

    members = taken_apart()
    members[MANIFEST] = edited(members[MANIFEST], ' href="contract.pdf"', href)
    assert found(sealed(members, foreign)) == ["PSR103", "PSR507"]
