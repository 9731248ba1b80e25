"""PSR801 to PSR804: a file that does not have the form of a signed document has one clear finding."""

from dataclasses import replace
from html import unescape

import pytest
from lxml import etree

from signature_model.signed import SentSigner, validate_signed
from signature_model.signed.limits import MOST_BYTES, MOST_REFERENCES, MOST_SIGNATURES, MOST_TAGS
from tests.kits.authorities import organization
from tests.kits.xades import CONTEXT, DS, SENT, Edit, first, found, xades

DTD = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def many(count: int) -> bytes:
    return b"<a>" + etree.tostring(etree.fromstring(xades(level="B"))) * count + b"</a>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "PSR801", id="nothing"),
        pytest.param(b"PK\3\4", "PSR801", id="an archive"),
        pytest.param(xades()[:-9], "PSR801", id="cut short"),
        pytest.param(b"<a/>", "PSR802", id="XML without a signature"),
        pytest.param(DTD + xades(), "PSR803", id="a DTD"),
        pytest.param(b"<a>" * 70 + b"</a>" * 70, "PSR804", id="deep"),
        pytest.param(b"<a/>" * (MOST_TAGS + 1), "PSR804", id="many elements"),
        pytest.param(b" " * (MOST_BYTES + 1), "PSR804", id="large"),
        pytest.param(many(MOST_SIGNATURES + 1), "PSR804", id="many signatures"),
    ],
)
def test_a_file_of_another_form_has_one_finding(content: bytes, code: str) -> None:
    report = validate_signed(content, SENT, CONTEXT)

    assert ([each.code for each in report.findings], report.verdict) == ([code], "invalid")
    assert [each.layer for each in report.skipped] == ["all layers but the form"]


def many_references(root: etree._Element) -> None:
    info = first(root, "SignedInfo")
    for _ in range(MOST_REFERENCES):
        info.append(etree.fromstring(etree.tostring(first(root, "Reference"))))


def no_references(root: etree._Element) -> None:
    for each in list(root.iter(f"{DS}Reference")):
        first(root, "SignedInfo").remove(each)


def no_properties(root: etree._Element) -> None:
    info = first(root, "SignedInfo")
    info.remove(info[-1])
    root.remove(first(root, "Object"))


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        pytest.param(many_references, "PSR804", id="many references"),
        pytest.param(no_references, "PSR803", id="no references"),
        pytest.param(lambda root: root.remove(first(root, "SignatureValue")), "PSR803", id="no value"),
        pytest.param(lambda root: first(root, "Reference").clear(), "PSR803", id="an empty reference"),
    ],
)
def test_a_signature_without_the_structure_of_its_standard_is_not_read(edit: Edit, code: str) -> None:
    assert found(xades(after=edit)) == [code, "invalid"]


def test_a_signature_without_signed_properties_is_not_a_xades() -> None:
    codes = found(xades(level="B", before=no_properties))
    assert (codes[0], codes[-1]) == ("PSR803", "invalid")
    assert not {"PSR805", "PSR806", "PSR807", "PSR808"} & {*codes}


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252"])
def test_a_document_may_be_in_an_older_encoding(encoding: str) -> None:
    content = "<S><SignerDescription><SignerName>Kåre</SignerName></SignerDescription></S>"
    text = unescape(xades(by=organization(), level="LT", content=content).decode())
    assert "Kåre" in text
    encoded = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    report = validate_signed(encoded, replace(SENT, signers=(SentSigner(number=None),)), CONTEXT)
    assert report.is_valid
    assert [each.name for each in report.signers] == ["Kåre"]
