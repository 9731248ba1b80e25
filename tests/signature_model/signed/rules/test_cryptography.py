"""PSR805 to PSR812: one thing changed in a valid signature has exactly one code."""

from base64 import b64encode
from copy import deepcopy
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from signature_model.signed import reading_budget, validate_xades
from signature_model.signed.limits import MOST_NAMED_CERTIFICATES, MOST_TRANSFORMS
from signature_model.xml.trees import local_name
from tests.kits.authorities import SIGNED_AT, kari, person
from tests.kits.certificates import changed, rsa_key
from tests.kits.jobs import KARI, OLA
from tests.kits.seals import EXCLUSIVE, setting
from tests.kits.xades import (
    CONTEXT,
    DS,
    MORE,
    PROPERTIES,
    SENT,
    XADES,
    Edit,
    added,
    first,
    found,
    plan,
    resign,
    tree,
    xades,
)

PSS = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"


@pytest.mark.parametrize("method", [None, PSS])
def test_an_rsa_key_signs_as_well(method: str | None) -> None:
    assert found(xades(by=person(own_key=rsa_key("enterprise")), method=method)) == ["valid"]


def saying(name: str, text: str) -> Edit:
    def edit(root: etree._Element) -> None:
        first(root, name).text = text

    return edit


def flipped(name: str) -> Edit:
    def edit(root: etree._Element) -> None:
        element = first(root, name)
        text = element.text or ""
        element.text = ("B" if text[0] == "A" else "A") + text[1:]

    return edit


def doubled_id(root: etree._Element) -> None:
    added(first(root, "KeyInfo"), f"{DS}KeyName", "x", Id="P")


def second_properties(root: etree._Element) -> None:
    root.append(etree.fromstring(etree.tostring(first(root, "Object"))))


def hidden_object(root: etree._Element) -> None:
    added(root, f"{DS}Object", "unsigned content")


def another_certificate(root: etree._Element) -> None:
    first(root, "X509Certificate").text = "A" * 8


def replaced_certificate(root: etree._Element) -> None:
    """Another certificate for the same key, as an attacker may ask for."""
    other = replace(kari(), certificate=person("Ola", own_key=kari().key).certificate)
    first(root, "X509Certificate").text = b64encode(other.der).decode()


def another_in_key_info(root: etree._Element) -> None:
    data = first(root, "X509Data")
    data.insert(0, etree.fromstring(etree.tostring(data[0])))
    data[0].text = b64encode(person("Ola", OLA).der).decode()


def another_subject(root: etree._Element) -> None:
    added(first(root, "X509Data"), f"{DS}X509SubjectName", "CN=Ola")


def value_of_a_key(root: etree._Element) -> None:
    added(first(root, "KeyInfo"), f"{DS}KeyValue")


def named_in_the_old_way(root: etree._Element) -> None:
    """The old property names another certificate."""
    other = etree.fromstring(etree.tostring(first(root, "SigningCertificateV2")))
    other.tag = f"{XADES}SigningCertificate"
    first(other, "DigestValue").text = "AAAA"
    first(root, "SignedSignatureProperties").append(other)


def timed_twice(root: etree._Element) -> None:
    added(first(root, "SignedSignatureProperties"), f"{XADES}SigningTime", "2020-01-01T00:00:00Z")


def timed_within(root: etree._Element) -> None:
    properties = first(root, "SignedSignatureProperties")
    added(added(properties, "{urn:x}Around"), f"{XADES}SigningTime", "2020-01-01T00:00:00Z")


def two_of_others(root: etree._Element) -> None:
    for _ in range(2):
        added(first(root, "SignedSignatureProperties"), "{urn:x}Other", "1")


def unnamed(root: etree._Element) -> None:
    certificate = first(root, "SigningCertificateV2")
    first(root, "SignedSignatureProperties").remove(certificate)


def by_unknown_digest(root: etree._Element) -> None:
    first(first(root, "CertDigest"), "DigestMethod").set("Algorithm", "urn:unknown")


def unknown_algorithms(root: etree._Element) -> None:
    for each in (*root.iter(f"{DS}SignatureMethod"), *first(root, "SignedInfo").iter(f"{DS}DigestMethod")):
        each.set("Algorithm", "urn:unknown")


def named_second(root: etree._Element) -> None:
    named = first(root, "SigningCertificateV2")
    other = etree.fromstring(etree.tostring(named[0]))
    first(other, "DigestValue").text = "AAAA"
    named.insert(0, other)


def renewed(root: etree._Element) -> None:
    """Add an older certificate for the same key, before the one that is named."""
    older = replace(kari(), certificate=person("Kari", own_key=kari().key).certificate)
    data = first(root, "X509Data")
    data.insert(0, etree.fromstring(etree.tostring(data[0])))
    data[0].text = b64encode(older.der).decode()


def more_unsigned_properties(root: etree._Element) -> None:
    added(first(root, "QualifyingProperties"), f"{XADES}UnsignedProperties")


def no_certificates(root: etree._Element) -> None:
    root.remove(first(root, "KeyInfo"))


AFTER = [
    pytest.param(saying("SigningTime", "2026-11-19T12:00:00Z"), ["PSR805"], id="the claimed time"),
    pytest.param(flipped("DigestValue"), ["PSR805"], id="the digest of the document"),
    pytest.param(flipped("SignatureValue"), ["PSR806"], id="the value"),
    pytest.param(more_unsigned_properties, ["PSR803"], id="a second set of unsigned properties"),
    pytest.param(no_certificates, ["PSR806"], id="no certificate"),
    pytest.param(another_certificate, ["PSR806"], id="no readable certificate"),
    pytest.param(doubled_id, ["PSR807"], id="a doubled Id"),
    pytest.param(another_in_key_info, ["PSR807"], id="a certificate of another holder in KeyInfo"),
    pytest.param(another_subject, ["PSR807"], id="another subject in KeyInfo"),
    pytest.param(value_of_a_key, [], id="a value of a key that is not compared"),
    pytest.param(second_properties, ["PSR807"], id="a second set of properties"),
    pytest.param(hidden_object, ["PSR807"], id="an object that is not covered"),
    pytest.param(replaced_certificate, ["PSR808"], id="another certificate for the key"),
]
BEFORE = [
    pytest.param(by_unknown_digest, ["PSR808"], id="a digest that is not known"),
    pytest.param(named_second, ["PSR808"], id="another certificate is named first"),
    pytest.param(renewed, [], id="two certificates for the key"),
    pytest.param(unnamed, ["PSR808"], id="no certificate is named"),
    pytest.param(named_in_the_old_way, ["PSR808"], id="another certificate in the old property"),
    pytest.param(timed_twice, ["PSR803"], id="a property twice"),
    pytest.param(timed_within, ["PSR803"], id="a property twice, once in another element"),
    pytest.param(two_of_others, [], id="two properties of other standards"),
    pytest.param(setting("SignatureMethod", "Algorithm", f"{MORE}hmac-md5"), ["PSR811"], id="HMAC"),
    pytest.param(setting("SignatureMethod", "Algorithm", "urn:unknown"), ["PSR806"], id="an unknown method"),
    pytest.param(setting("CanonicalizationMethod", "Algorithm", "urn:unknown"), ["PSR806"], id="an unknown form"),
    pytest.param(unknown_algorithms, ["PSR806"], id="unknown digests and methods"),
    pytest.param(setting("Reference", "URI", "http://example.com/contract.pdf"), ["PSR812"], id="the network"),
    pytest.param(setting("Reference", "URI", "../contract.pdf"), ["PSR812"], id="another folder"),
    pytest.param(setting("Reference", "URI", "#missing"), ["PSR805"], id="what is missing"),
]


def errors(content: bytes) -> list[str]:
    """The errors: warnings may follow from them, such as a signature without a proved time."""
    return [each for each in found(content) if each.startswith(("PSR80", "PSR81"))]


@pytest.mark.parametrize(("edit", "codes"), AFTER)
@pytest.mark.parametrize("level", ["T", "LTA"])
def test_what_is_changed_after_signing_is_found(edit: Edit, codes: list[str], level: str) -> None:
    assert errors(xades(level=level, after=edit)) == codes


@pytest.mark.parametrize(("edit", "codes"), BEFORE)
def test_what_is_wrong_with_a_signature_is_found(edit: Edit, codes: list[str]) -> None:
    assert errors(xades(level="LT", before=edit)) == codes


def of_version(version: str, *, type_: str = PROPERTIES) -> bytes:
    """A signature in an older namespace, which names its certificate as these versions do."""
    planned = plan(level="B")
    issuer = "".join(
        f"<ds:{tag}>{text}</ds:{tag}>"
        for tag, text in (
            ("X509IssuerName", kari().issuer.certificate.subject.rfc4514_string()),
            ("X509SerialNumber", kari().certificate.serial_number),
        )
    )
    text = (
        etree.tostring(tree(planned))
        .decode()
        .replace(XADES[1:-1], version)
        .replace("SigningCertificateV2", "SigningCertificate")
    )
    text = text.replace("</xades:CertDigest>", f"</xades:CertDigest><xades:IssuerSerial>{issuer}</xades:IssuerSerial>")
    root = etree.fromstring(text.replace(PROPERTIES, type_))
    if version.endswith("v1.1.1#"):
        for each in first(root, "CertDigest"):
            each.tag = f"{{{version}}}{local_name(each)}"
    resign(root, planned)
    return etree.tostring(root)


OLD = ("http://uri.etsi.org/01903/v1.1.1#", "http://uri.etsi.org/01903/v1.2.2#")


@pytest.mark.parametrize("version", OLD)
def test_older_versions_are_read(version: str) -> None:
    assert errors(of_version(version)) == []
    assert errors(of_version(version, type_=f"{version}SignedProperties")) == []
    (signature,) = validate_xades(of_version(version), SENT, CONTEXT).signatures
    assert signature.claimed_at == SIGNED_AT
    other = of_version(version).replace(b"<ds:X509SerialNumber>", b"<ds:X509SerialNumber>1")
    assert errors(other) == ["PSR805"]


def test_unknown_versions_are_not_read() -> None:
    assert errors(of_version("http://uri.etsi.org/01903/v1.0.0#")) == ["PSR807"]
    assert errors(of_version(OLD[0], type_=f"{OLD[1]}SignedProperties")) == ["PSR807"]


def transformed(algorithm: str) -> Edit:
    def edit(root: etree._Element) -> None:
        reference = first(root, "Reference")
        transforms = etree.Element(f"{DS}Transforms")
        added(transforms, f"{DS}Transform", Algorithm=algorithm)
        reference.insert(0, transforms)

    return edit


@pytest.mark.parametrize("algorithm", [XPATH, EXCLUSIVE])
def test_a_transform_of_a_file_is_not_followed(algorithm: str) -> None:
    assert errors(xades(level="LT", before=transformed(algorithm))) == ["PSR812"]


def test_a_changed_document_is_found() -> None:
    content = xades(documents={"contract.pdf": b"another"})
    assert errors(content) == ["PSR805"]


def spoil(root: etree._Element) -> None:
    list(root.iter(f"{DS}Object"))[1].text = "?"


def test_an_enclosed_document_that_is_not_base64_has_changed() -> None:
    assert errors(xades(level="LT", enclosed=True, after=spoil)) == ["PSR805"]


@pytest.mark.parametrize(
    ("inner", "codes"),
    [
        pytest.param(etree.Element("SignerDescription"), ["PSR807"], id="an element"),
        pytest.param(etree.Comment("comment"), ["PSR807"], id="a comment"),
    ],
)
def test_only_the_text_of_an_element_in_base64_is_signed(inner: etree._Element, codes: list[str]) -> None:
    def edit(root: etree._Element) -> None:
        enclosed = list(root.iter(f"{DS}Object"))[1]
        inner.tail, enclosed.text = enclosed.text, None
        enclosed.append(inner)

    assert errors(xades(level="LT", enclosed=True, after=edit)) == codes


STATEMENT = f"<SignerDescription><SignerNationalId>{KARI}</SignerNationalId></SignerDescription>"


def covered(root: etree._Element) -> etree._Element:
    """Move the Id of an object to the element inside, so that the reference covers only that."""
    content = first(root, "Sdo")
    above = content.getparent()
    assert above is not None
    content.set("Id", above.attrib.pop("Id"))
    return above


def beside_covered(root: etree._Element) -> None:
    first(root, "Sdo").addprevious(etree.fromstring(STATEMENT))


def text_around_covered(root: etree._Element) -> None:
    above = first(root, "Sdo").getparent()
    assert above is not None
    above.text = "another contract"


def beside_properties(root: etree._Element) -> None:
    first(root, "QualifyingProperties").addprevious(etree.fromstring(STATEMENT))


def in_unsigned_properties(root: etree._Element) -> None:
    first(root, "UnsignedSignatureProperties").append(etree.fromstring(STATEMENT))


def nothing(_: etree._Element) -> None:
    pass


@pytest.mark.parametrize(
    ("edit", "codes"),
    [
        pytest.param(nothing, [], id="all is covered"),
        pytest.param(beside_covered, ["PSR807"], id="beside what is covered"),
        pytest.param(text_around_covered, ["PSR807"], id="text around what is covered"),
        pytest.param(beside_properties, ["PSR807"], id="in the object of the properties"),
        pytest.param(in_unsigned_properties, ["PSR807"], id="in the unsigned properties"),
    ],
)
def test_everything_in_an_object_is_covered(edit: Edit, codes: list[str]) -> None:
    content = xades(level="LT", content="<Sdo/>", before=covered, after=edit)
    assert errors(content) == codes


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("beside", [STATEMENT, "<NativeSdo/>", "<SignersDocument>JVBERi0=</SignersDocument>"])
def test_evidence_beside_a_signature_is_not_signed(beside: str, where: str) -> None:
    content = xades(level="LT").decode()
    parts = (beside, content) if where == "before" else (content, beside)
    assert errors(f"<Ltv>{''.join(parts)}</Ltv>".encode()) == ["PSR807"]
    assert errors(f"<Ltv>{content}<Other/></Ltv>".encode()) == []


def test_text_beside_a_signature_is_a_warning() -> None:
    content = xades(level="LT").decode()
    assert found(f"<Ltv>{content}<Signer>Ola</Signer></Ltv>".encode()) == ["PSR807", "valid"]
    assert found(f"<Ltv><Signer>Ola</Signer>{STATEMENT}{content}</Ltv>".encode()) == ["PSR807", "invalid"]


def in_an_object(inside: str) -> Edit:
    return lambda root: first(root, "Object").addprevious(
        etree.fromstring(f'<ds:Object xmlns:ds="{DS[1:-1]}">{inside}</ds:Object>')
    )


def test_only_the_properties_of_xades_need_not_be_covered() -> None:
    other = in_an_object('<QualifyingProperties xmlns="urn:other"><SignerName>Ola</SignerName></QualifyingProperties>')
    assert errors(xades(level="LT", after=other)) == ["PSR807"]


def test_a_short_key_and_an_old_digest_are_warnings() -> None:
    short = person(own_key=rsa.generate_private_key(public_exponent=65537, key_size=1024))  # noqa: S505 - the subject

    [finding, *_] = validate_xades(xades(level="LT", by=short), SENT, CONTEXT).findings
    assert (finding.code, finding.message) == ("PSR811", "the RSA key has 1,024 bits; at least 2,048 are recommended")
    assert found(xades(level="LT", by=person(own_key=rsa_key("enterprise")))) == ["valid"]
    assert found(xades(level="LT", by=short)) == ["PSR811", "valid"]
    assert found(xades(level="LT", before=setting("DigestMethod", "Algorithm", SHA1))) == ["PSR811", "valid"]


def test_a_key_that_others_can_find_out_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    short = person(own_key=rsa.generate_private_key(public_exponent=65537, key_size=1024))  # noqa: S505 - the subject
    monkeypatch.setattr("signature_model.signed.rules.cryptography._BROKEN_RSA", 1025)

    assert found(xades(level="LT", by=short)) == ["PSR811", "invalid"]


def test_a_key_that_cannot_be_read_verifies_nothing() -> None:
    public = kari().certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    holder = replace(kari(), certificate=changed(kari().certificate, point, b"\5" + point[1:]))
    assert errors(xades(level="B", by=holder)) == ["PSR806"]


def test_a_reference_has_few_transforms() -> None:
    def edit(root: etree._Element) -> None:
        transforms = first(root, "Transforms")
        for _ in range(MOST_TRANSFORMS):
            added(transforms, f"{DS}Transform", Algorithm=EXCLUSIVE)

    assert errors(xades(level="B", before=edit)) == ["PSR812"]


def test_the_work_of_all_references_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    content = xades(level="B", enclosed=True)
    assert errors(content) == []
    monkeypatch.setattr(reading_budget, "MOST_OCTETS", 10)
    assert errors(content) == ["PSR812"]


def test_the_signed_properties_name_few_certificates() -> None:
    def edit(root: etree._Element) -> None:
        named = first(root, "SigningCertificateV2")
        for _ in range(MOST_NAMED_CERTIFICATES):
            named.append(deepcopy(named[0]))

    assert errors(xades(level="B", before=edit)) == ["PSR808"]
