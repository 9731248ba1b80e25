"""Everything in KeyInfo is about the key of the certificate that verifies the signature."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import Certificate
from lxml import etree

from signature_model.credentials import issuer_names
from signature_model.seals.contents import NamedCertificate
from signature_model.seals.key_info import differing_parts, names_another_key
from signature_model.xml.trees import DSIG
from tests.kits.certificates import authority, certificate, changed, rsa_key, seid2
from tests.kits.jobs import credentials

DSIG_11 = 'xmlns="http://www.w3.org/2009/xmldsig11#"'
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def ours() -> Certificate:
    return credentials().certificate


def another() -> Certificate:
    return authority().root


def base64(content: bytes) -> str:
    return b64encode(content).decode()


def number(value: int) -> str:
    return base64(value.to_bytes((value.bit_length() + 7) // 8))


def key_value(known: Certificate) -> str:
    key = known.public_key()
    assert isinstance(key, RSAPublicKey)
    numbers = key.public_numbers()
    values = f"<Modulus>{number(numbers.n)}</Modulus><Exponent>{number(numbers.e)}</Exponent>"
    return f"<KeyValue><RSAKeyValue>{values}</RSAKeyValue></KeyValue>"


def encoded_key(known: Certificate) -> str:
    key = known.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"<DEREncodedKeyValue {DSIG_11}>{base64(key)}</DEREncodedKeyValue>"


def issuer_and_serial(known: Certificate) -> str:
    names = f"<X509IssuerName>{issuer_names.write_name(known.issuer)}</X509IssuerName>"
    return f"<X509IssuerSerial>{names}<X509SerialNumber>{known.serial_number}</X509SerialNumber></X509IssuerSerial>"


def subject(known: Certificate) -> str:
    return f"<X509SubjectName>{issuer_names.write_name(known.subject)}</X509SubjectName>"


def digest(known: Certificate) -> str:
    return f'<X509Digest {DSIG_11} Algorithm="{SHA256}">{base64(known.fingerprint(hashes.SHA256()))}</X509Digest>'


def element(text: str) -> etree._Element:
    return etree.fromstring(f'<KeyInfo xmlns="{DSIG}">{text}</KeyInfo>')[0]


FORMS = [
    pytest.param(key_value, id="KeyValue"),
    pytest.param(encoded_key, id="DEREncodedKeyValue"),
    pytest.param(issuer_and_serial, id="X509IssuerSerial"),
    pytest.param(subject, id="X509SubjectName"),
    pytest.param(digest, id="X509Digest"),
]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_key_is_recognised_in_every_form(form: Callable[[Certificate], str]) -> None:
    assert not names_another_key(element(form(ours())), ours())
    assert names_another_key(element(form(another())), ours())


def test_a_key_identifier_is_that_of_the_certificate() -> None:
    key = rsa_key("enterprise")
    extension = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    with_identifier = certificate(seid2(), authority().issuing.subject, key, rsa_key("x"), extensions=[extension])
    identifier = element(f"<X509SKI>{base64(extension.digest)}</X509SKI>")
    assert not names_another_key(identifier, with_identifier)
    assert names_another_key(identifier, another())
    encoded = b"\x04\x14" + extension.digest
    assert names_another_key(identifier, changed(with_identifier, encoded, b"\x05" + encoded[1:]))


def test_a_key_identifier_is_the_digest_of_the_key_if_the_certificate_has_none() -> None:
    extension = x509.SubjectKeyIdentifier.from_public_key(rsa_key("enterprise").public_key())
    identifier = element(f"<X509SKI>{base64(extension.digest)}</X509SKI>")
    assert not names_another_key(identifier, ours())
    assert names_another_key(identifier, authority().root)
    no_rsa = certificate(seid2(), authority().issuing.subject, ec.generate_private_key(ec.SECP256R1()), rsa_key("x"))
    assert names_another_key(identifier, no_rsa)


def test_a_subject_that_cannot_be_read_is_another() -> None:
    unreadable = changed(authority().issue(), b"NTRNO-984661185", b"NTRNO-98466118\xff")
    assert names_another_key(element(subject(ours())), unreadable)


@pytest.mark.parametrize(
    ("text", "is_another"),
    [
        pytest.param("<KeyName>our key</KeyName>", False, id="a key name"),
        pytest.param("<Unknown/>", False, id="an unknown element"),
        pytest.param('<X509SKI xmlns="urn:x">AAAA</X509SKI>', False, id="an element of another namespace"),
        pytest.param('<RetrievalMethod URI="#other"/>', True, id="a key elsewhere"),
        pytest.param("<PGPData/>", True, id="a PGP key"),
        pytest.param("<KeyValue/>", True, id="an empty KeyValue"),
        pytest.param("<KeyValue><DSAKeyValue/></KeyValue>", True, id="a DSA key"),
        pytest.param("<KeyValue><RSAKeyValue><Modulus>!</Modulus></RSAKeyValue></KeyValue>", True, id="not base64"),
        pytest.param(f'<X509Digest {DSIG_11} Algorithm="x">AAAA</X509Digest>', True, id="an unknown digest"),
    ],
)
def test_other_elements(text: str, is_another: bool) -> None:  # noqa: FBT001
    assert names_another_key(element(text), ours()) is is_another


def issuer_serial(known: Certificate, *, tag: int = 0xA4, added: int = 0) -> bytes:
    names = der(0x30, der(tag, known.issuer.public_bytes()))
    serial = known.serial_number + added
    return der(0x30, names + der(2, serial.to_bytes(serial.bit_length() // 8 + 1)))


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([tag]) + (bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2)) + content


OURS, OTHERS = issuer_serial(ours()), issuer_serial(another())


@pytest.mark.parametrize(
    ("encoded", "parts"),
    [
        pytest.param(None, (), id="left out"),
        pytest.param(OURS, (), id="ours"),
        pytest.param(OTHERS, ("issuer and serial number",), id="another's"),
        pytest.param(issuer_serial(ours(), added=1), ("issuer and serial number",), id="another of the issuer's"),
        pytest.param(OURS[:-1], ("issuer and serial number",), id="cut short"),
        pytest.param(b"0\0", ("issuer and serial number",), id="empty"),
        pytest.param(issuer_serial(ours(), tag=0xA5), ("issuer and serial number",), id="not a directory name"),
    ],
)
def test_the_second_version_names_a_certificate_by_its_digest_and_perhaps_its_issuer(
    encoded: bytes | None, parts: tuple[str, ...]
) -> None:
    named = NamedCertificate(
        digest_algorithm=SHA256, digest=ours().fingerprint(hashes.SHA256()), issuer_serial=encoded, is_v2=True
    )
    assert differing_parts(named, ours()) == parts
    assert (
        differing_parts(named, authority("Fjellet").root) == ("digest", "issuer and serial number")[: 1 + bool(encoded)]
    )


def test_a_serial_number_has_a_sign() -> None:
    key = rsa_key("enterprise")
    known = certificate(seid2(), authority().issuing.subject, key, key, serial_number=0x80)
    encoded = der(0x30, der(0x30, der(0xA4, known.issuer.public_bytes())) + der(2, b"\x80"))
    named = NamedCertificate(digest_algorithm=None, digest=None, issuer_serial=encoded, is_v2=True)
    assert differing_parts(named, known) == ("issuer and serial number",)
