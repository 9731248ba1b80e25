"""References inside a document: their transforms, and signatures that are inside what they sign."""

from base64 import b64encode

import pytest
from lxml import etree

from signature_model.signed.xades.transforms import ENVELOPED, NoOctets, Transforms, canonicalised, transforms_of
from tests.kits.seals import C14N_11, EXCLUSIVE
from tests.kits.xades import BASE64, DS


def octets_of(target: etree._Element, transforms: list[etree._Element], signature: etree._Element) -> bytes:
    found = Transforms(signature).applied(target, transforms)
    return found if isinstance(found, bytes) else canonicalised(found, C14N)


C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
DOCUMENT = etree.fromstring(f'<a xmlns:ds="{DS[1:-1]}">one<b>two</b>three<ds:Signature/>four<ds:Signature/>five</a>')
FIRST, SECOND = DOCUMENT.iter(f"{DS}Signature")


def transforms(*algorithms: str) -> list[etree._Element]:
    return [etree.Element(f"{DS}Transform", Algorithm=each) for each in algorithms]


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        pytest.param(FIRST, b"<a>one<b>two</b>threefour<ds:Signature", id="behind an element"),
        pytest.param(SECOND, b"<a>one<b>two</b>three<ds:Signature", id="the last"),
    ],
)
def test_an_enveloped_signature_leaves_itself_out(signature: etree._Element, expected: bytes) -> None:
    octets = octets_of(DOCUMENT, transforms(ENVELOPED, EXCLUSIVE), signature)
    assert octets.startswith(expected)
    assert octets.count(b"<ds:Signature") == 1
    assert len(list(DOCUMENT.iter(f"{DS}Signature"))) == 2


def filtered(expression: str, kind: str = "subtract", signatures: str = "") -> etree._Element:
    """A document with a signature whose reference has an XPath filter; return the reference."""
    xpath = f'<XPath xmlns="{FILTER}" Filter="{kind}">{expression}</XPath>'
    transform = f'<ds:Transform Algorithm="{FILTER}">{xpath}</ds:Transform>'
    reference = f"<ds:Reference><ds:Transforms>{transform}</ds:Transforms></ds:Reference>"
    return etree.fromstring(f'<a xmlns:ds="{DS[1:-1]}">one<ds:Signature>{reference}</ds:Signature>two{signatures}</a>')[
        0
    ][0]


def foreign_in(reference: etree._Element) -> list[str]:
    return Transforms(next(reference.iterancestors())).foreign(transforms_of(reference))


FILTER = "http://www.w3.org/2002/06/xmldsig-filter2"
SIGNATURES = "/descendant::ds:Signature"


def test_an_xpath_filter_may_leave_the_signature_out() -> None:
    reference = filtered(SIGNATURES)
    signature = reference.getparent()
    assert signature is not None
    assert foreign_in(reference) == []
    root = reference.getroottree().getroot()
    assert octets_of(root, [*transforms_of(reference), *transforms(EXCLUSIVE)], signature) == b"<a>onetwo</a>"


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param(filtered("/descendant::ds:Other"), id="another expression"),
        pytest.param(filtered("/descendant::x:Signature"), id="another prefix"),
        pytest.param(filtered(SIGNATURES, "union"), id="another filter"),
        pytest.param(filtered(SIGNATURES, signatures="<ds:Signature/>"), id="two signatures"),
    ],
)
def test_other_xpath_filters_are_not_applied(reference: etree._Element) -> None:
    assert foreign_in(reference) == [FILTER]


def test_a_signature_at_the_beginning_leaves_the_text_behind_it() -> None:
    root = etree.fromstring(f'<a xmlns:ds="{DS[1:-1]}">one<ds:Signature/>two</a>')
    assert octets_of(root, transforms(ENVELOPED, EXCLUSIVE), root[0]) == b"<a>onetwo</a>"


@pytest.mark.parametrize("target", [DOCUMENT[0], FIRST], ids=["beside it", "itself"])
def test_a_signature_that_is_elsewhere_cannot_be_left_out(target: etree._Element) -> None:
    with pytest.raises(NoOctets):
        octets_of(target, transforms(ENVELOPED), FIRST)


def test_decoded_content_may_be_canonicalised() -> None:
    holder = etree.Element("x")
    holder.text = b64encode(b"<a b = '1'/>").decode()
    assert octets_of(holder, transforms(BASE64, EXCLUSIVE), FIRST) == b'<a b="1"></a>'
    assert octets_of(holder, transforms(BASE64), FIRST) == b"<a b = '1'/>"
    twice = etree.Element("x")
    twice.text = b64encode(b64encode(b"content")).decode()
    assert octets_of(twice, transforms(BASE64, BASE64), FIRST) == b"content"


@pytest.mark.parametrize(
    ("text", "algorithms"),
    [
        pytest.param(b64encode(b"no XML").decode(), (BASE64, C14N), id="not XML"),
        pytest.param(b64encode(b"<!DOCTYPE a []><a/>").decode(), (BASE64, C14N), id="a DTD"),
        pytest.param("?", (BASE64,), id="not base64"),
        pytest.param("", ("urn:unknown",), id="an unknown transform"),
    ],
)
def test_what_cannot_be_transformed_has_no_octets(text: str, algorithms: tuple[str, ...]) -> None:
    holder = etree.Element("x")
    holder.text = text
    with pytest.raises(NoOctets):
        octets_of(holder, transforms(*algorithms), FIRST)


def test_exclusive_canonicalisation_may_list_prefixes() -> None:
    root = etree.fromstring('<a xmlns:p="urn:p" xmlns:q="urn:q"><b/></a>')
    method = etree.fromstring(f'<m xmlns:ec="{EXCLUSIVE}"><ec:InclusiveNamespaces PrefixList="#default p"/></m>')
    assert canonicalised(root[0], EXCLUSIVE, method) == b'<b xmlns:p="urn:p"></b>'
    assert canonicalised(root[0], EXCLUSIVE, etree.Element("m")) == b"<b></b>"
    assert canonicalised(root[0], C14N_11, method) == b'<b xmlns:p="urn:p" xmlns:q="urn:q"></b>'


def test_a_relative_namespace_has_no_canonical_form() -> None:
    root = etree.fromstring('<a xmlns:p="relative"><p:b/></a>')
    with pytest.raises(NoOctets, match="there is no canonical form"):
        canonicalised(root, C14N)
