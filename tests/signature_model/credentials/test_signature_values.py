"""Signature values verify with the key, the scheme and the digest that made them, and with nothing else."""

import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import Certificate

from signature_model.credentials.signature_values import Scheme, SignatureMethod, has_costly_key, verifies
from tests.kits.certificates import SINCE, UNTIL, authority, changed, elliptic_key, rsa_key, seid2

DIGEST = hashes.SHA256()
BY_RSA, BY_CURVE = authority().issue(), authority().issue(key=elliptic_key())
POINT = elliptic_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
BROKEN = changed(BY_CURVE, POINT, b"\5" + POINT[1:])  # no form of a point begins so
SIGNED = b"what is signed"
ECDSA = elliptic_key().sign(SIGNED, ec.ECDSA(DIGEST))
JOINED = b"".join(number.to_bytes(32) for number in decode_dss_signature(ECDSA))
PSS_VALUE = rsa_key("enterprise").sign(SIGNED, PSS(MGF1(DIGEST), PSS.DIGEST_LENGTH), DIGEST)
RSA_VALUE = rsa_key("enterprise").sign(SIGNED, PKCS1v15(), DIGEST)

VALUES = [
    pytest.param(BY_RSA, Scheme.RSA, RSA_VALUE, id="RSA"),
    pytest.param(BY_RSA, Scheme.RSA_PSS, PSS_VALUE, id="RSA-PSS"),
    pytest.param(BY_CURVE, Scheme.ECDSA, ECDSA, id="ECDSA"),
    pytest.param(BY_CURVE, Scheme.ECDSA_JOINED, JOINED, id="ECDSA in XML"),
]


def raw(encoded: bytes, key: str = "enterprise") -> bytes:
    """Sign these octets in the place of a ``DigestInfo``, as PKCS#1 v1.5 pads them."""
    numbers = rsa_key(key).private_numbers()
    size = 256
    padded = b"\0\1" + b"\xff" * (size - len(encoded) - 3) + b"\0" + encoded
    return pow(int.from_bytes(padded), numbers.d, numbers.public_numbers.n).to_bytes(size)


WITHOUT_NULL = raw(bytes.fromhex("302f300b06096086480165030402010420") + hashlib.sha256(SIGNED).digest())


@pytest.mark.parametrize(("certificate", "scheme", "value"), VALUES)
def test_a_value_verifies_with_its_key_and_content_only(certificate: Certificate, scheme: Scheme, value: bytes) -> None:
    method = SignatureMethod(scheme, DIGEST)

    assert verifies(certificate, method, value, SIGNED) is True
    assert verifies(certificate, method, value, SIGNED + b".") is False
    assert verifies(certificate, method, value[:-1], SIGNED) is False
    assert verifies(certificate, SignatureMethod(scheme, hashes.SHA384()), value, SIGNED) is False
    assert verifies(BY_CURVE if certificate is BY_RSA else BY_RSA, method, value, SIGNED) is None
    assert verifies(BROKEN, method, value, SIGNED) is None


def test_a_digest_info_without_null_verifies_only_if_that_is_allowed() -> None:
    method = SignatureMethod(Scheme.RSA, DIGEST)

    assert verifies(BY_RSA, method, WITHOUT_NULL, SIGNED) is False
    assert verifies(BY_RSA, method, WITHOUT_NULL, SIGNED, lenient=True) is True
    assert verifies(BY_RSA, method, RSA_VALUE, SIGNED, lenient=True) is True


@pytest.mark.parametrize(
    ("scheme", "digest", "value"),
    [
        pytest.param(Scheme.RSA, DIGEST, raw(bytes.fromhex("302f") + b"x"), id="another structure"),
        pytest.param(Scheme.RSA, DIGEST, bytes(256), id="no padding"),
        pytest.param(Scheme.RSA, hashes.SHA512_256(), WITHOUT_NULL, id="an unknown digest"),
        pytest.param(Scheme.RSA_PSS, DIGEST, WITHOUT_NULL, id="another scheme"),
    ],
)
def test_other_values_never_verify(scheme: Scheme, digest: hashes.HashAlgorithm, value: bytes) -> None:
    assert verifies(BY_RSA, SignatureMethod(scheme, digest), value, SIGNED, lenient=True) is False


@pytest.mark.parametrize("scheme", [Scheme.RSA, Scheme.RSA_PSS])
def test_a_key_that_is_too_short_for_the_digest_verifies_nothing(scheme: Scheme) -> None:
    key = rsa.RSAPublicNumbers(65_537, (1 << 511) + 111).public_key()
    builder = x509.CertificateBuilder(seid2(), seid2(), key, 1, SINCE, UNTIL)
    certificate = builder.sign(rsa_key("enterprise"), DIGEST)

    assert verifies(certificate, SignatureMethod(scheme, hashes.SHA512()), bytes(64), SIGNED, lenient=True) is False


@pytest.mark.parametrize(("bits", "is_costly"), [(8_192, False), (8_193, True)])
def test_a_modulus_has_a_maximum_length(bits: int, *, is_costly: bool) -> None:
    key = rsa.RSAPublicNumbers(65_537, (1 << bits - 1) + 1).public_key()
    certificate = x509.CertificateBuilder(seid2(), seid2(), key, 1, SINCE, UNTIL).sign(rsa_key("enterprise"), DIGEST)

    assert has_costly_key(certificate) is is_costly


def test_a_key_with_a_long_exponent_verifies_nothing() -> None:
    numbers = rsa_key("enterprise").public_key().public_numbers()
    costly = rsa.RSAPublicNumbers((1 << 1_000) + 1, numbers.n).public_key()
    certificate = x509.CertificateBuilder(seid2(), seid2(), costly, 1, SINCE, UNTIL).sign(rsa_key("enterprise"), DIGEST)

    assert has_costly_key(certificate)
    assert not has_costly_key(BY_RSA)
    assert not has_costly_key(BY_CURVE)
    assert verifies(certificate, SignatureMethod(Scheme.RSA, DIGEST), RSA_VALUE, SIGNED) is None


def test_the_mask_may_have_another_digest() -> None:
    value = rsa_key("enterprise").sign(SIGNED, PSS(MGF1(hashes.SHA384()), PSS.DIGEST_LENGTH), DIGEST)

    assert verifies(BY_RSA, SignatureMethod(Scheme.RSA_PSS, DIGEST, hashes.SHA384()), value, SIGNED) is True
    assert verifies(BY_RSA, SignatureMethod(Scheme.RSA_PSS, DIGEST), value, SIGNED) is False
