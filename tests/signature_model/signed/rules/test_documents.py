"""PSR813 and PSR814: the documents that are signed are those that were sent, under their names."""

from base64 import b64encode
from copy import deepcopy
from dataclasses import replace
from hashlib import sha1, sha256

import pytest
from lxml import etree

from signature_model.signed import Sent, SentDocument, validate_xades
from signature_model.signed.xades.transforms import ENVELOPED
from tests.kits import pdfs
from tests.kits.authorities import organization
from tests.kits.seals import EXCLUSIVE, setting
from tests.kits.xades import CONTEXT, CONTRACT, DS, PAPER, SENT, added, first, found, xades

OTHER = pdfs.sized(2_000)
TWO = replace(SENT, documents=(*(SENT.documents or ()), SentDocument.of("other.pdf", OTHER)))
BOTH = {CONTRACT: PAPER, "other.pdf": OTHER}
LOGIN = b'<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>'
HEX = sha256(PAPER).hexdigest()


def named(name: str) -> Sent:
    return replace(SENT, documents=(SentDocument.of(name, PAPER),))


def listing(files: dict[str, bytes]) -> str:
    """A manifest of XML Signature."""
    references = "".join(
        f'<ds:Reference URI="{name}"><ds:DigestValue>{base64(sha256(content).digest())}</ds:DigestValue></ds:Reference>'
        for name, content in files.items()
    )
    return f'<ds:Manifest xmlns:ds="{DS[1:-1]}">{references}</ds:Manifest>'


@pytest.mark.parametrize(
    ("documents", "sent", "codes"),
    [
        pytest.param(BOTH, TWO, ["valid"], id="both"),
        pytest.param(BOTH, SENT, ["PSR814", "invalid"], id="one more than was sent"),
        pytest.param({CONTRACT: PAPER}, TWO, ["PSR813", "invalid"], id="one less than was sent"),
        pytest.param({"other.pdf": OTHER}, SENT, ["PSR814", "invalid"], id="another instead"),
        pytest.param({"b.pdf": PAPER}, SENT, ["PSR814", "invalid"], id="under another name"),
        pytest.param({"contract%2Epdf": PAPER}, SENT, ["valid"], id="an encoded name"),
        pytest.param({"./contract.pdf": PAPER}, SENT, ["valid"], id="a name from here"),
        pytest.param({"a%CC%8A.pdf": PAPER}, named("\xe5.pdf"), ["valid"], id="an accent of its own"),
        pytest.param({"%C3%A5.pdf": PAPER}, named("a\u030a.pdf"), ["valid"], id="an accent of its own, sent"),
    ],
)
def test_documents_are_compared_by_name_and_digest(documents: dict[str, bytes], sent: Sent, codes: list[str]) -> None:
    assert found(xades(documents=documents, level="LT"), sent) == codes


@pytest.mark.parametrize(
    ("documents", "enclosed", "message"),
    [
        pytest.param({"": OTHER}, True, "a document inside the file is signed, but was not sent", id="inside"),
        pytest.param(BOTH, False, "'other.pdf' is signed, but was not sent", id="one more"),
        pytest.param({"b.pdf": PAPER}, False, "'contract.pdf' is signed under the name 'b.pdf'", id="another name"),
    ],
)
def test_a_document_that_was_not_sent_is_named(documents: dict[str, bytes], message: str, *, enclosed: bool) -> None:
    report = validate_xades(xades(documents=documents, enclosed=enclosed), SENT, CONTEXT)
    assert [each.message for each in report.findings if each.code == "PSR814"] == [message]


@pytest.mark.parametrize(
    ("documents", "codes"),
    [
        pytest.param({"": PAPER}, ["valid"], id="the one that was sent"),
        pytest.param({"": OTHER}, ["PSR814", "invalid"], id="another"),
        pytest.param(BOTH, ["PSR814", "invalid"], id="one more"),
        pytest.param({"": PAPER, "a": b"another text"}, ["PSR814", "invalid"], id="a text more"),
        pytest.param({"": PAPER, "a": bytes(10) + OTHER}, ["PSR814", "invalid"], id="a PDF more, after other octets"),
        pytest.param({"": PAPER, "a": b"<x/>"}, ["PSR802", "invalid"], id="XML more that is no signature"),
        pytest.param({"": PAPER, "a": b"<I owe you 100>"}, ["PSR801", "invalid"], id="a text more that begins as XML"),
        pytest.param({"": PAPER, "a": LOGIN}, ["valid"], id="a login more"),
        pytest.param({"": PAPER, "a": b"<Response/>"}, ["PSR802", "invalid"], id="what only has the name of a login"),
    ],
)
def test_enclosed_documents_are_compared_by_digest(documents: dict[str, bytes], codes: list[str]) -> None:
    assert found(xades(documents=documents, enclosed=True)) == codes


def base64(content: bytes) -> str:
    return b64encode(content).decode()


@pytest.mark.parametrize(
    ("inner", "codes"),
    [
        pytest.param(f"<Document>{base64(PAPER)}</Document>", ["valid"], id="the document"),
        pytest.param(f"<Hash>{base64(sha256(PAPER).digest())}</Hash>", ["valid"], id="its digest"),
        pytest.param(f"<Hash>{HEX}</Hash>", ["valid"], id="its digest in hexadecimal"),
        pytest.param(f"<Hash>{sha1(PAPER).hexdigest()}</Hash>", ["PSR811", "valid"], id="its digest by SHA-1"),  # noqa: S324 - the subject
        pytest.param(f"<Text>{HEX}</Text><Hash>{HEX}</Hash>", ["valid"], id="its digest, also elsewhere"),
        pytest.param(f"<Hash>{HEX.upper()}</Hash>", ["valid"], id="its digest in capitals"),
        pytest.param(f"<Document><Hash>{HEX}</Hash></Document>", ["valid"], id="its digest, about a document"),
        pytest.param(f"<Not><Hash>{HEX}</Hash></Not>", ["PSR813", "invalid"], id="its digest, about something else"),
        pytest.param(
            f"<Event><Document><Hash>{HEX}</Hash></Document></Event>",
            ["PSR813", "invalid"],
            id="in an event",
        ),
        pytest.param(
            f"<Rejected><Document><Hash>{HEX}</Hash></Document></Rejected>", ["PSR813", "invalid"], id="rejected"
        ),
        pytest.param(listing({CONTRACT: PAPER}), ["valid"], id="a list"),
        pytest.param(listing({CONTRACT: PAPER, "b": b""}), ["PSR814", "invalid"], id="a list with another document"),
        pytest.param(listing({"b": PAPER}), ["PSR814", "invalid"], id="a list with another name"),
        pytest.param(listing({"#b": PAPER}), ["PSR813", "invalid"], id="a list of elements"),
        pytest.param(f"<Text>{HEX}</Text>", ["PSR813", "invalid"], id="its digest in another element"),
        pytest.param(f"<Text>not <Hash>{HEX}</Hash></Text>", ["PSR813", "invalid"], id="its digest in a text"),
        pytest.param(f"<Hash>{HEX}<Not/></Hash>", ["PSR813", "invalid"], id="an element beside its digest"),
        pytest.param(
            f"<Document>{base64(PAPER)[:40]}<x/>{base64(PAPER)[40:]}</Document>", ["PSR813", "invalid"], id="in parts"
        ),
        pytest.param(f"<Document>{base64(OTHER)}</Document>", ["PSR814", "invalid"], id="another document"),
        pytest.param("<Text>contract.pdf</Text><Text>contract.pdf</Text>", ["PSR813", "invalid"], id="neither"),
        pytest.param(f"<SignersDocument>{base64(b'<x>' * 9)}</SignersDocument>", ["PSR814", "invalid"], id="a text"),
        pytest.param("<SignersDocument>Another text</SignersDocument>", ["PSR814", "invalid"], id="a text as it is"),
        pytest.param(f"<Image>{base64(bytes(20))}</Image>", ["PSR813", "invalid"], id="something else in base64"),
    ],
)
def test_packed_documents_are_recognised_wherever_they_are(inner: str, codes: list[str]) -> None:
    number = "<SignerDescription><SignerNationalId>01818000282</SignerNationalId></SignerDescription>"
    content = f"<Sdo xmlns='urn:x'>{number}{inner}</Sdo>"
    assert found(xades(documents={}, content=content, by=organization(), level="LT")) == codes


def enveloped(root: etree._Element) -> None:
    """Let the signature cover the whole document around it."""
    transforms = etree.Element(f"{DS}Transforms")
    for each in (ENVELOPED, EXCLUSIVE):
        added(transforms, f"{DS}Transform", Algorithm=each)
    first(root, "Reference").insert(0, transforms)


@pytest.mark.parametrize(
    ("around", "codes"),
    [
        pytest.param("", ["valid"], id="as signed"),
        pytest.param("<More/>", ["PSR805", "invalid"], id="changed"),
    ],
)
def test_a_signature_may_be_inside_what_it_signs(around: str, codes: list[str]) -> None:
    inner = f"<Document>{base64(PAPER)}</Document>"
    signature = xades(documents={"": f"<Sdo>{inner}</Sdo>".encode()}, before=enveloped, level="LT")
    assert found(f"<Sdo>{inner}{around}".encode() + signature + b"</Sdo>") == codes


def test_a_signature_may_cover_what_is_around_it_twice() -> None:
    def edit(root: etree._Element) -> None:
        enveloped(root)
        reference = first(root, "Reference")
        reference.addnext(deepcopy(reference))

    inner = f"<Document>{base64(PAPER)}</Document>"
    signature = xades(documents={"": f"<Sdo>{inner}</Sdo>".encode()}, before=edit, level="LT")
    assert found(f"<Sdo>{inner}".encode() + signature + b"</Sdo>") == ["valid"]


def test_a_signature_inside_what_it_signs_does_not_cover_itself() -> None:
    inner = f"<Document>{base64(PAPER)}</Document>"
    signature = xades(documents={"": f"<Sdo>{inner}</Sdo>".encode()}, before=enveloped, level="LT").decode()
    at = signature.index("<xades:UnsignedSignatureProperties>") + len("<xades:UnsignedSignatureProperties>")
    changed = f"{signature[:at]}<SignerDescription/>{signature[at:]}"
    assert found(f"<Sdo>{inner}{changed}</Sdo>".encode()) == ["PSR807", "invalid"]


@pytest.mark.parametrize("enclosed", [False, True])
def test_two_documents_may_be_the_same(*, enclosed: bool) -> None:
    documents = {"a.pdf": PAPER, "b.pdf": PAPER}
    sent = replace(SENT, documents=tuple(SentDocument.of(*each) for each in documents.items()))
    assert found(xades(documents=documents, enclosed=enclosed, level="LT"), sent) == ["valid"]


def test_an_unknown_digest_is_not_followed() -> None:
    content = xades(enclosed=True, before=setting("DigestMethod", "Algorithm", "urn:unknown"), level="LT")
    assert found(content) == ["PSR806", "invalid"]


def test_a_sent_document_may_be_the_signed_xml_itself() -> None:
    (element,) = [each for each in etree.fromstring(xades(content="<a/>")).iter(f"{DS}Object") if each.get("Id")]
    octets = etree.tostring(element, method="c14n", exclusive=True)
    sent = replace(SENT, documents=(SentDocument.of("a.txt", octets),))
    assert found(xades(documents={}, content="<a/>"), sent) == ["valid"]
