"""Tests of the schema of ``META-INF/signatures.xml``: the elements of the seal and the rest of XAdES."""

import re
from collections.abc import Callable

import pytest
from lxml import etree

from signature_schema import load_seal

Verdict = Callable[[str], bool]

SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
TIME = "<SigningTime>2031-02-10T12:00:00Z</SigningTime>"
DIGEST_VALUE = "<ds:DigestValue>QUJD</ds:DigestValue>"
DIGEST_METHOD = f'<ds:DigestMethod Algorithm="{SHA256}"/>'
DIGEST = DIGEST_METHOD + DIGEST_VALUE
CERT_DIGEST = f"<CertDigest>{DIGEST}</CertDigest>"
ISSUER_NAME = "<ds:X509IssuerName>CN=Root,C=NO</ds:X509IssuerName>"
SERIAL = "<ds:X509SerialNumber>588585833653952459625939347024507567760086977019</ds:X509SerialNumber>"
ISSUER_SERIAL = f"<IssuerSerial>{ISSUER_NAME}{SERIAL}</IssuerSerial>"
CERT = f"<Cert>{CERT_DIGEST}{ISSUER_SERIAL}</Cert>"
CERTIFICATE = f"<SigningCertificate>{CERT}</SigningCertificate>"
FORMAT = '<DataObjectFormat ObjectReference="#ID_0"><MimeType>application/pdf</MimeType></DataObjectFormat>'
OF_SIGNATURE = f"<SignedSignatureProperties>{TIME}{CERTIFICATE}</SignedSignatureProperties>"
OF_DATA = f"<SignedDataObjectProperties>{FORMAT}</SignedDataObjectProperties>"
PROPERTIES = f'<SignedProperties Id="SignedProperties">{OF_SIGNATURE}{OF_DATA}</SignedProperties>'
QUALIFYING = (
    f'<QualifyingProperties xmlns="http://uri.etsi.org/01903/v1.3.2#" Target="#Signature">{PROPERTIES}'
    "</QualifyingProperties>"
)
REFERENCE = f'<Reference Id="ID_0" URI="a.pdf">{DIGEST}</Reference>'
SIGNATURE = (
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="Signature"><SignedInfo>'
    '<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>'
    '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
    f"{REFERENCE}</SignedInfo><SignatureValue>QUJD</SignatureValue>"
    "<KeyInfo><X509Data><X509Certificate>QUJD</X509Certificate></X509Data></KeyInfo>"
    f"<Object>{QUALIFYING}</Object></Signature>"
)
SEAL = (
    '<XAdESSignatures xmlns="http://uri.etsi.org/2918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    f"{SIGNATURE}</XAdESSignatures>"
)
ANYTHING = 'text<City>Oslo</City><other xmlns="urn:other" any="1"/>'


def seal(old: str, new: str) -> str:
    """Return the valid seal with one change."""
    assert old in SEAL
    return SEAL.replace(old, new)


def test_the_seal_is_valid(seal_accepts: Verdict) -> None:
    assert seal_accepts(SEAL)


@pytest.mark.parametrize(
    ("inside", "valid"),
    [
        pytest.param("", False, id="no signature"),
        pytest.param(SIGNATURE + re.sub(r' Id="\w+"', "", SIGNATURE), True, id="two"),
        pytest.param(SIGNATURE + '<other xmlns="urn:other"/>', False, id="something else"),
        pytest.param(SIGNATURE + "text", False, id="text"),
        pytest.param(SIGNATURE + "\n<!-- a comment -->", True, id="a comment"),
    ],
)
def test_the_wrapper_holds_signatures_alone(seal_accepts: Verdict, inside: str, *, valid: bool) -> None:
    assert seal_accepts(seal(SIGNATURE, inside)) is valid


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<XAdESSignatures ", '<XAdESSignatures Id="x" ', id="an attribute on the wrapper"),
        pytest.param("<XAdESSignatures ", '<XAdESSignatures xsi:nil="false" ', id="a wrapper that is not nil"),
        pytest.param("http://uri.etsi.org/2918/v1.2.1#", "http://uri.etsi.org/2918/v1.1.1#", id="another wrapper"),
        pytest.param("<SignatureValue>QUJD</SignatureValue>", "", id="no signature value"),
        pytest.param("<SignatureValue>QUJD", "<SignatureValue>QU", id="a broken signature value"),
        pytest.param(f' Algorithm="{SHA256}"', "", id="no digest algorithm"),
        pytest.param(REFERENCE, "", id="no reference"),
        pytest.param("ID_0", "0", id="an Id that is no name"),
        pytest.param('Id="ID_0"', 'Id="Signature"', id="an Id twice"),
    ],
)
def test_the_signature_must_conform_to_xml_signature(seal_accepts: Verdict, old: str, new: str) -> None:
    assert not seal_accepts(seal(old, new))


@pytest.mark.parametrize(
    ("old", "new", "valid"),
    [
        pytest.param(QUALIFYING, "", True, id="no properties"),
        pytest.param(' Target="#Signature"', "", False, id="no target"),
        pytest.param(' Target="', ' Id="q" Target="', True, id="an Id"),
        pytest.param(' Target="', ' Id="1" Target="', False, id="an Id that is no name"),
        pytest.param(' Target="', ' Id="Signature" Target="', False, id="an Id that is taken"),
        pytest.param(' Target="', ' any="1" Target="', False, id="another attribute"),
        pytest.param(PROPERTIES, "", True, id="empty"),
        pytest.param(PROPERTIES, PROPERTIES + PROPERTIES.replace(' Id="SignedProperties"', ""), False, id="twice"),
        pytest.param(PROPERTIES, f"{PROPERTIES}<UnsignedProperties/>", True, id="unsigned besides"),
        pytest.param(PROPERTIES, f"<UnsignedProperties/>{PROPERTIES}", False, id="unsigned first"),
        pytest.param(PROPERTIES, f"{PROPERTIES}{'<UnsignedProperties/>' * 2}", False, id="unsigned twice"),
        pytest.param(PROPERTIES, "<SignedThings/>", False, id="another element"),
        pytest.param("SignedProperties Id", 'SignedProperties any="1" Id', False, id="attribute on signed properties"),
        pytest.param(' Id="SignedProperties"', "", True, id="signed properties without an Id"),
        pytest.param(' Id="SignedProperties"', ' Id="1"', False, id="signed properties, an Id that is no name"),
        pytest.param(OF_SIGNATURE, "", True, id="nothing about the signature"),
        pytest.param(OF_DATA, "", True, id="nothing about the data"),
        pytest.param(OF_SIGNATURE + OF_DATA, OF_DATA + OF_SIGNATURE, False, id="the data first"),
        pytest.param(OF_SIGNATURE, OF_SIGNATURE * 2, False, id="the signature twice"),
        pytest.param(OF_DATA, OF_DATA * 2, False, id="the data twice"),
        pytest.param(OF_DATA, OF_DATA + "text", False, id="text"),
    ],
)
def test_the_containers_are_validated_inside_the_object(
    seal_accepts: Verdict, old: str, new: str, *, valid: bool
) -> None:
    assert seal_accepts(seal(old, new)) is valid


@pytest.mark.parametrize(
    ("inside", "valid"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param(TIME, True, id="time"),
        pytest.param(CERTIFICATE, True, id="certificate"),
        pytest.param(CERTIFICATE + TIME, False, id="certificate first"),
        pytest.param(TIME + TIME, False, id="two times"),
        pytest.param(CERTIFICATE * 2, False, id="two certificates"),
        pytest.param("<SigningTime>2031-02-10T12:00:00.123+01:00</SigningTime>", True, id="another time"),
        pytest.param("<SigningTime>2031-02-10</SigningTime>", False, id="a day"),
        pytest.param("<SigningTime/>", False, id="no time"),
        pytest.param("<Cert/>", False, id="another element"),
        pytest.param('<other xmlns="urn:other"/>', False, id="a foreign element"),
        pytest.param("text", False, id="text"),
    ],
)
def test_the_signature_properties(seal_accepts: Verdict, inside: str, *, valid: bool) -> None:
    assert seal_accepts(seal(TIME + CERTIFICATE, inside)) is valid


@pytest.mark.parametrize("element", ["SignedSignatureProperties", "SignedDataObjectProperties"])
@pytest.mark.parametrize(("attribute", "valid"), [('Id="x"', True), ('Id="1"', False), ('any="1"', False)])
def test_property_lists_may_have_an_id(seal_accepts: Verdict, element: str, attribute: str, *, valid: bool) -> None:
    assert seal_accepts(seal(f"<{element}>", f"<{element} {attribute}>")) is valid


@pytest.mark.parametrize(
    ("old", "new", "valid"),
    [
        pytest.param(CERT, "", False, id="none"),
        pytest.param(CERT, CERT * 3, True, id="several"),
        pytest.param("<SigningCertificate>", '<SigningCertificate Id="x">', False, id="an attribute on the list"),
        pytest.param("<Cert>", '<Cert URI="a.cer">', True, id="with a URI"),
        pytest.param("<Cert>", '<Cert Id="x">', False, id="with an Id"),
        pytest.param(CERT_DIGEST, "", False, id="no digest"),
        pytest.param(CERT_DIGEST, CERT_DIGEST * 2, False, id="two digests"),
        pytest.param(CERT_DIGEST, "<CertDigest/>", False, id="an empty digest"),
        pytest.param(CERT_DIGEST, f"<CertDigest>{DIGEST_VALUE}</CertDigest>", False, id="no digest method"),
        pytest.param(CERT_DIGEST, f"<CertDigest>{DIGEST_METHOD}</CertDigest>", False, id="no digest value"),
        pytest.param(CERT_DIGEST, f"<CertDigest>{DIGEST_METHOD}{DIGEST}</CertDigest>", False, id="two digest methods"),
        pytest.param(CERT_DIGEST, f"<CertDigest>{DIGEST}{DIGEST_VALUE}</CertDigest>", False, id="two digest values"),
        pytest.param(f"{DIGEST}</CertDigest>", f"{DIGEST}{DIGEST}</CertDigest>", False, id="everything twice"),
        pytest.param("QUJD</ds:DigestValue></CertDigest>", "QU</ds:DigestValue></CertDigest>", False, id="no base64"),
        pytest.param("<CertDigest>", '<CertDigest Id="x">', False, id="an attribute on the digest"),
        pytest.param(ISSUER_SERIAL, "", False, id="no issuer"),
        pytest.param(ISSUER_SERIAL, ISSUER_SERIAL * 2, False, id="two issuers"),
        pytest.param(CERT_DIGEST + ISSUER_SERIAL, ISSUER_SERIAL + CERT_DIGEST, False, id="issuer first"),
        pytest.param(ISSUER_NAME, "", False, id="no issuer's name"),
        pytest.param(SERIAL, "", False, id="no serial number"),
        pytest.param(ISSUER_NAME + SERIAL, SERIAL + ISSUER_NAME, False, id="serial number first"),
        pytest.param(">5885858", ">0x5885858", False, id="a hexadecimal serial number"),
        pytest.param("ds:X509SerialNumber", "X509SerialNumber", False, id="another namespace"),
    ],
)
def test_the_certificate_is_named_by_digest_and_issuer(
    seal_accepts: Verdict, old: str, new: str, *, valid: bool
) -> None:
    assert seal_accepts(seal(old, new)) is valid


OBJECT_IDENTIFIER = "<ObjectIdentifier><Identifier>urn:oid:1.2.3</Identifier></ObjectIdentifier>"
DESCRIBED = "<Description>a contract</Description>"
MIME = "<MimeType>application/pdf</MimeType>"
ENCODING = "<Encoding>urn:plain</Encoding>"


@pytest.mark.parametrize(
    ("old", "new", "valid"),
    [
        pytest.param(FORMAT, "", True, id="no format"),
        pytest.param(FORMAT, FORMAT * 30, True, id="many formats"),
        pytest.param(' ObjectReference="#ID_0"', "", False, id="no reference"),
        pytest.param("<DataObjectFormat ", '<DataObjectFormat Id="x" ', False, id="an Id"),
        pytest.param(MIME, "", True, id="nothing inside"),
        pytest.param(MIME, DESCRIBED + OBJECT_IDENTIFIER + MIME + ENCODING, True, id="everything inside"),
        pytest.param(MIME, MIME + DESCRIBED, False, id="description last"),
        pytest.param(MIME, ENCODING + MIME, False, id="encoding first"),
        pytest.param(MIME, MIME + OBJECT_IDENTIFIER, False, id="identifier last"),
        pytest.param(MIME, DESCRIBED * 2, False, id="two descriptions"),
        pytest.param(MIME, OBJECT_IDENTIFIER * 2, False, id="two identifiers"),
        pytest.param(MIME, MIME * 2, False, id="two types"),
        pytest.param(MIME, ENCODING * 2, False, id="two encodings"),
        pytest.param(MIME, "<MimeType><b/></MimeType>", False, id="an element for a type"),
        pytest.param(MIME, "application/pdf", False, id="text"),
    ],
)
def test_every_file_may_have_a_format(seal_accepts: Verdict, old: str, new: str, *, valid: bool) -> None:
    assert seal_accepts(seal(old, new)) is valid


REFERENCES = "<DocumentationReferences>{}</DocumentationReferences>"
DOCUMENTATION = "<DocumentationReference>urn:a</DocumentationReference>"
IDENTIFIER = "<Identifier>urn:oid:1.2.3</Identifier>"


@pytest.mark.parametrize(
    ("inside", "valid"),
    [
        pytest.param("", False, id="nothing"),
        pytest.param(IDENTIFIER, True, id="identifier"),
        pytest.param(IDENTIFIER * 2, False, id="two identifiers"),
        pytest.param(IDENTIFIER.replace("<Identifier>", '<Identifier Qualifier="OIDAsURI">'), True, id="as URI"),
        pytest.param(IDENTIFIER.replace("<Identifier>", '<Identifier Qualifier="OIDAsURN">'), True, id="as URN"),
        pytest.param(IDENTIFIER.replace("<Identifier>", '<Identifier Qualifier="OID">'), False, id="as anything else"),
        pytest.param(
            IDENTIFIER.replace("<Identifier>", '<Identifier Qualifier=" OIDAsURI">'), False, id="with a blank"
        ),
        pytest.param(IDENTIFIER.replace("<Identifier>", '<Identifier Id="x">'), False, id="with an Id"),
        pytest.param(IDENTIFIER + DESCRIBED + REFERENCES.format(DOCUMENTATION * 2), True, id="everything"),
        pytest.param(DESCRIBED + IDENTIFIER, False, id="description first"),
        pytest.param(IDENTIFIER + DESCRIBED * 2, False, id="two descriptions"),
        pytest.param(IDENTIFIER + REFERENCES.format(DOCUMENTATION) + DESCRIBED, False, id="description last"),
        pytest.param(IDENTIFIER + REFERENCES.format(DOCUMENTATION) * 2, False, id="references twice"),
        pytest.param(IDENTIFIER + REFERENCES.format(""), False, id="no reference"),
    ],
)
def test_a_format_may_be_identified(seal_accepts: Verdict, inside: str, *, valid: bool) -> None:
    assert seal_accepts(seal(MIME, f"<ObjectIdentifier>{inside}</ObjectIdentifier>")) is valid


IDENTIFIED = f"<SigPolicyId>{IDENTIFIER}</SigPolicyId>"
HASH = (
    '<DigestMethod xmlns="http://www.w3.org/2000/09/xmldsig#" Algorithm="urn:x"/>'
    '<DigestValue xmlns="http://www.w3.org/2000/09/xmldsig#">QUJD</DigestValue>'
)
STAMP = "<EncapsulatedTimeStamp>QUJD</EncapsulatedTimeStamp>"
OTHERS = {
    "SignaturePolicyIdentifier": "<SignaturePolicyImplied/>",
    "SignatureProductionPlace": "<City>Oslo</City><CountryName>NO</CountryName>",
    "SignerRole": f"<ClaimedRoles><ClaimedRole>{ANYTHING}</ClaimedRole></ClaimedRoles>",
    "CommitmentTypeIndication": f"<CommitmentTypeId>{IDENTIFIER}</CommitmentTypeId><AllSignedDataObjects/>",
    "AllDataObjectsTimeStamp": f'<Include URI="#x"/>{STAMP}',
    "IndividualDataObjectsTimeStamp": STAMP,
    "UnsignedProperties": "",
}


@pytest.mark.parametrize(
    ("before", "name", "many"),
    [
        pytest.param(CERTIFICATE, "SignaturePolicyIdentifier", False, id="policy"),
        pytest.param(CERTIFICATE, "SignatureProductionPlace", False, id="place"),
        pytest.param(CERTIFICATE, "SignerRole", False, id="role"),
        pytest.param(FORMAT, "CommitmentTypeIndication", True, id="commitment"),
        pytest.param(FORMAT, "AllDataObjectsTimeStamp", True, id="time stamp of all"),
        pytest.param(FORMAT, "IndividualDataObjectsTimeStamp", True, id="time stamp of some"),
        pytest.param(PROPERTIES, "UnsignedProperties", False, id="unsigned properties"),
    ],
)
def test_other_xades_elements_are_accepted_with_their_content(
    seal_accepts: Verdict, before: str, name: str, *, many: bool
) -> None:
    element = f"<{name}>{OTHERS[name]}</{name}>"
    assert seal_accepts(seal(before, before + element))
    assert seal_accepts(seal(before, before + element * 2)) is many
    assert not seal_accepts(seal(before, element + before))
    assert not seal_accepts(seal(before, before + element.replace(f"<{name}", f'<{name} xsi:nil="false"')))
    assert not seal_accepts(seal(before, before + element.replace(f"<{name}", f'<{name} any="1"')))
    assert not seal_accepts(seal(before, f"{before}<{name}>text</{name}>"))


@pytest.mark.parametrize(
    ("before", "names"),
    [
        pytest.param(
            CERTIFICATE, ["SignaturePolicyIdentifier", "SignatureProductionPlace", "SignerRole"], id="of the signature"
        ),
        pytest.param(
            FORMAT,
            ["CommitmentTypeIndication", "AllDataObjectsTimeStamp", "IndividualDataObjectsTimeStamp"],
            id="of the data",
        ),
    ],
)
def test_other_xades_elements_must_be_in_order(seal_accepts: Verdict, before: str, names: list[str]) -> None:
    elements = [f"<{name}>{OTHERS[name]}</{name}>" for name in names]
    assert seal_accepts(seal(before, before + "".join(elements)))
    for here in range(len(names) - 1):
        swapped = [*elements[:here], elements[here + 1], elements[here], *elements[here + 2 :]]
        assert not seal_accepts(seal(before, before + "".join(swapped)))


@pytest.mark.parametrize(
    ("content", "valid"),
    [
        pytest.param(
            f"<SignaturePolicyId>{IDENTIFIED}<SigPolicyHash>{HASH}</SigPolicyHash></SignaturePolicyId>", True, id="hash"
        ),
        pytest.param(f"<SignaturePolicyId>{IDENTIFIED}</SignaturePolicyId>", False, id="no hash"),
        pytest.param("", False, id="nothing"),
        pytest.param("<SignaturePolicyImplied/>" * 2, False, id="twice"),
    ],
)
def test_a_policy_is_identified_or_implied(seal_accepts: Verdict, content: str, *, valid: bool) -> None:
    element = f"<SignaturePolicyIdentifier>{content}</SignaturePolicyIdentifier>"
    assert seal_accepts(seal(CERTIFICATE, CERTIFICATE + element)) is valid


@pytest.mark.parametrize(
    ("content", "valid"),
    [
        pytest.param(f"<SignatureTimeStamp>{STAMP}</SignatureTimeStamp>", True, id="time stamp"),
        pytest.param("<SignatureTimeStamp/>", False, id="time stamp of nothing"),
        pytest.param("<CertificateValues/><RevocationValues/>", True, id="values"),
        pytest.param("<CertificateValues><Other/></CertificateValues>", False, id="other values"),
        pytest.param("<RevocationValues><OCSPValues/></RevocationValues>", False, id="empty list of values"),
        pytest.param("<Unheard/>", False, id="something unknown"),
        pytest.param(
            '<x:TimeStampValidationData xmlns:x="http://uri.etsi.org/01903/v1.4.1#"/>', True, id="XAdES 1.4.1"
        ),
        pytest.param("<CounterSignature/>", False, id="counter-signature of nothing"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_unsigned_properties_are_validated(seal_accepts: Verdict, content: str, *, valid: bool) -> None:
    inner = f"<UnsignedSignatureProperties>{content}</UnsignedSignatureProperties>"
    assert seal_accepts(seal(PROPERTIES, f"{PROPERTIES}<UnsignedProperties>{inner}</UnsignedProperties>")) is valid


def test_no_xades_element_is_nil_mixed_or_has_additional_attributes(seal_accepts: Verdict) -> None:
    documented = IDENTIFIER + DESCRIBED + REFERENCES.format(DOCUMENTATION)
    everything = f"{DESCRIBED}<ObjectIdentifier>{documented}</ObjectIdentifier>{MIME}{ENCODING}"
    root = etree.fromstring(seal(MIME, everything))
    assert seal_accepts(etree.tostring(root, encoding="unicode"))
    for element in root.iter("{http://uri.etsi.org/01903/v1.3.2#}*"):
        for attribute in ("any", "{http://www.w3.org/2001/XMLSchema-instance}nil"):
            element.set(attribute, "false")
            assert not seal_accepts(etree.tostring(root, encoding="unicode")), element.tag
            del element.attrib[attribute]
        if element.text is None:
            element.text = "text"
            assert not seal_accepts(etree.tostring(root, encoding="unicode")), element.tag
            element.text = None


def test_signatures_in_the_unsigned_properties_are_validated(seal_accepts: Verdict) -> None:
    inner = "<UnsignedSignatureProperties><CounterSignature>{}</CounterSignature></UnsignedSignatureProperties>"
    counter = f"<UnsignedProperties>{inner}</UnsignedProperties>"
    without_ids = re.sub(r' Id="\w+"', "", SIGNATURE)
    assert seal_accepts(seal(PROPERTIES, PROPERTIES + counter.format(without_ids)))
    broken = without_ids.replace("<SignatureValue>QUJD</SignatureValue>", "")
    assert not seal_accepts(seal(PROPERTIES, PROPERTIES + counter.format(broken)))


@pytest.mark.parametrize(
    ("alone", "valid"),
    [
        pytest.param(TIME, True, id="a time"),
        pytest.param("<SigningTime>now</SigningTime>", False, id="a broken time"),
        pytest.param(CERTIFICATE, True, id="a certificate"),
        pytest.param("<SigningCertificate/>", False, id="an empty certificate"),
        pytest.param(FORMAT, True, id="a format"),
        pytest.param("<DataObjectFormat/>", False, id="a format of nothing"),
        pytest.param(OBJECT_IDENTIFIER, True, id="an identifier"),
        pytest.param("<ObjectIdentifier/>", False, id="an empty identifier"),
        pytest.param("<SignedProperties>text</SignedProperties>", False, id="text for signed properties"),
        pytest.param(OF_SIGNATURE.replace(TIME, "text"), False, id="text for signature properties"),
        pytest.param(OF_DATA.replace(FORMAT, "text"), False, id="text for data properties"),
        pytest.param("<SignerRole>boss</SignerRole>", False, id="text for a role"),
        pytest.param("<SignerRole/>", True, id="a role"),
        pytest.param("<Unheard>of</Unheard>", True, id="something unknown"),
        pytest.param('<other xmlns="urn:other"/>', True, id="something foreign"),
        pytest.param('<other xmlns="urn:other" xsi:type="x:CertIDType"/>', False, id="something of a known type"),
    ],
)
def test_a_property_is_validated_anywhere_in_the_object(seal_accepts: Verdict, alone: str, *, valid: bool) -> None:
    xades = "http://uri.etsi.org/01903/v1.3.2#"
    holder = f'<Object xmlns:x="{xades}"><x:Unheard xmlns="{xades}">{alone}</x:Unheard></Object>'
    assert seal_accepts(seal("</Object>", "</Object>" + holder)) is valid


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('Target="#Signature"', 'Target="{}"', id="target"),
        pytest.param('ObjectReference="#ID_0"', 'ObjectReference="{}"', id="file"),
        pytest.param("<Cert>", '<Cert URI="{}">', id="certificate"),
        pytest.param(MIME, "<Encoding>{}</Encoding>", id="encoding"),
        pytest.param(MIME, OBJECT_IDENTIFIER.replace("urn:oid:1.2.3", "{}"), id="identifier"),
        pytest.param(
            MIME,
            OBJECT_IDENTIFIER.replace(IDENTIFIER, IDENTIFIER + REFERENCES.format(DOCUMENTATION.replace("urn:a", "{}"))),
            id="documentation",
        ),
    ],
)
def test_the_verdict_of_lxml_knows_what_a_uri_is(old: str, new: str) -> None:
    schema = load_seal()
    assert schema.validate(etree.fromstring(seal(old, new.format("urn:a")).encode()))
    assert not schema.validate(etree.fromstring(seal(old, new.format("##")).encode()))
