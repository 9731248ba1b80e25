"""What a seal says is read as it stands, and signed properties only where the signature means just those."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from signature_model.credentials.chains import LONGEST_CHAIN
from signature_model.seals.contents import Seal
from signature_model.seals.reading import read_seal
from signature_model.xml.trees import XADES
from tests.kits.bundles import SEAL, taken_apart
from tests.kits.certificates import MOMENT, authority
from tests.kits.jobs import credentials
from tests.kits.seals import every, only, removed

ELSEWHERE = timezone(timedelta(hours=2))


def read(old: str = "", new: str = "") -> Seal:
    """The valid bundle's seal, read with a piece of it replaced."""
    text = taken_apart()[SEAL].decode()
    assert old in text
    return read_seal(only(etree.fromstring(text.replace(old, new).encode()), "Signature"))


def test_a_seal_is_read() -> None:
    seal = read()
    assert [(each.id, each.uri, each.type, each.transforms) for each in seal.files] == [
        ("ID_0", "contract.pdf", None, ()),
        ("ID_1", "manifest.xml", None, ()),
    ]
    assert {each.digest_algorithm for each in seal.files} == {"http://www.w3.org/2001/04/xmlenc#sha256"}
    assert [len(each.digest) for each in seal.files] == [32, 32]
    assert [each.where for each in seal.files + seal.properties_references] == [
        f"Signature/SignedInfo/Reference[{index}]" for index in (1, 2, 3)
    ]
    assert seal.canonicalisation == seal.properties_references[0].transforms[0]
    assert seal.signature_algorithm == "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    assert len(seal.signature) == 256
    assert seal.certificates == credentials().chain


def test_the_signed_properties_are_read() -> None:
    properties, fault = read().properties, read().properties_fault
    assert fault is None
    assert properties is not None
    assert properties.where == "Signature/Object/QualifyingProperties/SignedProperties"
    assert properties.signing_time == MOMENT
    [named] = properties.certificates_named
    assert named.serial_number == credentials().certificate.serial_number
    assert named.digest_algorithm == "http://www.w3.org/2000/09/xmldsig#sha1"
    assert len(named.digest or b"") == 20
    assert (named.issuer or "").startswith("CN=Skogen Class 3 CA,2.5.4.97=#0c0f")
    assert [(each.object_reference, each.mime, each.others) for each in properties.formats] == [
        ("#ID_0", "application/pdf", ()),
        ("#ID_1", "application/xml", ()),
    ]
    assert properties.formats[1].where.endswith("/SignedDataObjectProperties/DataObjectFormat[2]")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2026-06-01T12:00:00.123Z", MOMENT.replace(microsecond=123_000), id="milliseconds"),
        pytest.param("2026-06-01T12:00:00.1234567Z", MOMENT.replace(microsecond=123_456), id="seven digits"),
        pytest.param("2026-06-01T14:00:00+02:00", MOMENT.astimezone(ELSEWHERE), id="another zone"),
        pytest.param("2026-06-01T<!-- noon -->12:00:00Z", MOMENT, id="a comment inside"),
        pytest.param(
            "2026-06-01T12:00:00<!-- here -->+02:00", datetime(2026, 6, 1, 10, tzinfo=UTC), id="a zone cut off"
        ),
    ],
)
def test_a_signing_time_is_read_to_the_microsecond(text: str, moment: datetime) -> None:
    properties = read("2026-06-01T12:00:00Z", text).properties
    assert properties is not None
    assert properties.signing_time == moment


def test_the_first_signing_time_counts() -> None:
    properties = read("<SigningTime>", "<SigningTime>2025-01-01T00:00:00Z</SigningTime><SigningTime>").properties
    assert properties is not None
    assert properties.signing_time == datetime(2025, 1, 1, tzinfo=UTC)


def test_what_the_signed_properties_do_not_say_is_none() -> None:
    root = etree.fromstring(taken_apart()[SEAL])
    for child in only(root, "SignedProperties"):
        removed(child)
    properties = read_seal(only(root, "Signature")).properties
    assert properties is not None
    assert (properties.signing_time, properties.formats, properties.certificates_named) == (None, (), ())


def test_what_a_named_certificate_does_not_say_is_none() -> None:
    root = etree.fromstring(taken_apart()[SEAL])
    for child in only(root, "Cert"):
        removed(child)
    properties = read_seal(only(root, "Signature")).properties
    assert properties is not None
    [named] = properties.certificates_named
    assert (named.digest_algorithm, named.digest, named.issuer, named.serial_number) == (None, None, None, None)


def test_the_second_version_names_issuer_and_serial_number_in_der() -> None:
    root = etree.fromstring(taken_apart()[SEAL])
    [cert] = only(root, "SigningCertificate")
    removed(cert[1])
    etree.SubElement(cert, f"{{{XADES}}}IssuerSerialV2").text = "MAA="
    only(root, "SigningCertificate").tag = f"{{{XADES}}}SigningCertificateV2"
    properties = read_seal(only(root, "Signature")).properties
    assert properties is not None
    [named] = properties.certificates_named
    assert (named.issuer_serial, named.issuer, named.serial_number, named.is_v2) == (b"0\0", None, None, True)


def test_a_format_tells_what_else_it_holds() -> None:
    properties = read(
        "<MimeType>application/pdf</MimeType>", "<Description>a</Description><Encoding>b</Encoding>"
    ).properties
    assert properties is not None
    assert (properties.formats[0].mime, properties.formats[0].others) == (None, ("Description", "Encoding"))


@pytest.mark.parametrize("digest", ["{}!", "!{}", "{}A", ""], ids=["behind", "before", "too long", "empty"])
def test_base64_that_is_none_is_no_digest(digest: str) -> None:
    text = only(etree.fromstring(taken_apart()[SEAL]), "DigestValue").text or ""
    assert [len(each.digest) for each in read(text, digest.format(text)).files] == [0, 32]


def test_comments_before_an_element_are_passed_over() -> None:
    properties = read("<Cert><CertDigest>", "<!-- the --><Cert><CertDigest><!-- certificate -->").properties
    assert properties is not None
    assert properties.certificates_named == getattr(read().properties, "certificates_named", None)


def test_what_stands_inside_a_digest_method_is_no_transform() -> None:
    seal = read("></DigestMethod><DigestValue>", '><x xmlns="urn:x" Algorithm="y"/></DigestMethod><DigestValue>')
    assert [each.transforms for each in seal.files] == [(), ()]


def test_what_the_schema_wants_and_is_not_there_is_empty() -> None:
    seal = read(" Algorithm=", " algorithm=")
    assert (seal.signature_algorithm, seal.canonicalisation, seal.files[0].digest_algorithm) == ("", "", "")
    assert seal.properties_references[0].transforms == ("",)
    properties = read(" ObjectReference=", " objectReference=").properties
    assert properties is not None
    assert [each.object_reference for each in properties.formats] == ["", ""]


def test_base64_may_have_white_space_and_comments() -> None:
    text = only(etree.fromstring(taken_apart()[SEAL]), "DigestValue").text or ""
    assert read(text, f" {text[:9]}\r\n&#13;<!-- x -->\t{text[9:]} ").files[0].digest == read().files[0].digest


def test_all_certificates_are_read_in_order() -> None:
    root = etree.fromstring(taken_apart()[SEAL])
    data = only(root, "X509Data")
    data.extend(every(etree.fromstring(taken_apart()[SEAL]), "X509Certificate")[2] for _ in range(LONGEST_CHAIN))
    certificates = read_seal(only(root, "Signature")).certificates
    assert certificates[:3] == credentials().chain
    assert certificates[3:] == (authority().root,) * LONGEST_CHAIN


def test_certificates_that_are_none_are_passed_over() -> None:
    assert read("<X509Certificate>", "<X509Certificate>AAAA").certificates == ()


TYPE = 'Type="http://uri.etsi.org/01903#SignedProperties" '
REFERENCE = f'<Reference {TYPE}URI="#SignedProperties">'
METHOD = '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
OPENING, CLOSING = '<SignedProperties Id="SignedProperties">', "</SignedProperties>"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param(
            CLOSING,
            f"{CLOSING}<SignedProperties/>",
            "there are 2 signed properties; there must be one set",
            id="two sets",
        ),
        pytest.param(
            "SignedProperties", "OtherProperties", "there are no signed properties; there must be one set", id="no set"
        ),
        pytest.param(TYPE, "", "no references have the type SignedProperties; exactly one must have it", id="no type"),
        pytest.param(
            'Id="ID_1"',
            TYPE,
            "2 references have the type SignedProperties; exactly one must have it",
            id=("two of the type"),
        ),
        pytest.param('Id="ID_1"', 'Id="ID_0"', "the Id 'ID_0' occurs 2 times", id="an Id twice"),
        pytest.param(
            "</KeyInfo>",
            '</KeyInfo><Object><x xmlns="" Id="SignedProperties"/></Object>',
            "the Id 'SignedProperties' occurs 2 times",
            id="the properties' Id twice",
        ),
        pytest.param(
            'URI="#SignedProperties"',
            'URI="#Signature"',
            "the reference does not point at the signed properties",
            id="pointing elsewhere",
        ),
        pytest.param(
            OPENING, "<SignedProperties>", "the reference does not point at the signed properties", id="without an Id"
        ),
        pytest.param(
            'Target="#Signature"',
            'Target="#Another"',
            "the qualifying properties are not about this signature",
            id="about another signature",
        ),
        pytest.param(
            'Id="Signature"', "", "the qualifying properties are not about this signature", id="a signature without Id"
        ),
        pytest.param(
            "</KeyInfo>",
            '</KeyInfo><Object><x xmlns="" ID=" SignedProperties "/></Object>',
            "the Id 'SignedProperties' occurs 2 times",
            id="the properties' Id as ID",
        ),
        pytest.param(
            "</KeyInfo>",
            '</KeyInfo><Object><x xmlns="" xml:id="ID_0"/></Object>',
            "the Id 'ID_0' occurs 2 times",
            id="a file's Id as xml:id",
        ),
        pytest.param(
            REFERENCE,
            f'<Reference URI="#SignedProperties">{METHOD}<DigestValue/></Reference>{REFERENCE}',
            "another reference points at the signed properties",
            id="a second reference without the type",
        ),
        pytest.param(
            REFERENCE,
            f"""<Reference URI="#xpointer(id('SignedProperties'))">{METHOD}<DigestValue/></Reference>{REFERENCE}""",
            "another reference points at the signed properties",
            id="a second reference by an XPointer",
        ),
        pytest.param(
            "</QualifyingProperties>",
            f'</QualifyingProperties><QualifyingProperties xmlns="{XADES}"/>',
            "there are 2 QualifyingProperties; there must be one",
            id="two QualifyingProperties",
        ),
        pytest.param(
            "QualifyingProperties", "Others", "there are no QualifyingProperties; there must be one", id="elsewhere"
        ),
    ],
)
def test_properties_are_read_only_where_the_signature_means_just_those(old: str, new: str, fault: str) -> None:
    seal = read(old, new)
    assert (seal.properties, seal.properties_fault) == (None, fault)


def test_properties_in_a_nested_object_are_not_read() -> None:
    root = etree.fromstring(taken_apart()[SEAL])
    outer = only(root, "Object")
    inner = etree.SubElement(outer, outer.tag)
    inner.append(outer[0])
    seal = read_seal(only(root, "Signature"))
    assert seal.properties is None
    assert seal.properties_fault == "the signed properties are not at Signature/Object/QualifyingProperties"


def test_a_reference_to_the_properties_that_does_not_say_so_is_no_file_s() -> None:
    assert [each.uri for each in read(TYPE, "").files] == ["contract.pdf", "manifest.xml"]
