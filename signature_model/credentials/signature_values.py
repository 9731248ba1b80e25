"""Verify a signature value with the key of a certificate: RSA (PKCS#1 v1.5 and PSS) and ECDSA.

Sources: RFC 8017 sections 8 and 9; RFC 3279, 2.2.3; XML Signature 1.1, 6.4.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from signature_model.credentials.certificates import UNREADABLE, maybe_rsa_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.x509 import Certificate


class Scheme(StrEnum):
    """The signature schemes. ``ECDSA_JOINED`` is a value of r and s without structure, as in XML Signature."""

    RSA = "RSA"
    RSA_PSS = "RSA-PSS"
    ECDSA = "ECDSA"
    ECDSA_JOINED = "ECDSA in XML"


@dataclass(frozen=True, slots=True)
class SignatureMethod:
    """A signature scheme with its digest. RSA-PSS may use another digest for its ``mask`` (RFC 8017, 8.1)."""

    scheme: Scheme
    digest: hashes.HashAlgorithm
    mask: hashes.HashAlgorithm | None = None


_LONGEST_MODULUS, _LONGEST_EXPONENT = 8_192, 32
"""The maximum lengths in bits. Authorities use at most 8,192 bits, and exponents of 2 or 17 bits."""

_WITHOUT_NULL: Mapping[str, bytes] = {
    "sha1": bytes.fromhex("301f300706052b0e03021a0414"),
    "sha256": bytes.fromhex("302f300b06096086480165030402010420"),
    "sha384": bytes.fromhex("303f300b06096086480165030402020430"),
    "sha512": bytes.fromhex("304f300b06096086480165030402030440"),
}
"""The beginning of a ``DigestInfo`` without parameters. Verifiers should accept it (RFC 8017, A.2.4)."""


def verifies(
    certificate: Certificate, method: SignatureMethod, value: bytes, signed: bytes, *, lenient: bool = False
) -> bool | None:
    """Whether the value is the signature of these octets; None if the certificate's key is of another kind.

    ``lenient`` accepts a ``DigestInfo`` without NULL, which national electronic identities have used.
    """
    if method.scheme in {Scheme.ECDSA, Scheme.ECDSA_JOINED}:
        key = _maybe_key(certificate)
        return _verifies_elliptic(key, method, value, signed) if isinstance(key, ec.EllipticCurvePublicKey) else None
    rsa = maybe_rsa_key(certificate) if method.scheme is Scheme.RSA else _maybe_key(certificate)
    if not isinstance(rsa, RSAPublicKey) or _is_costly(rsa):
        return None
    padding = PKCS1v15() if method.scheme is Scheme.RSA else PSS(MGF1(method.mask or method.digest), PSS.AUTO)
    try:
        rsa.verify(value, signed, padding, method.digest)
    except ValueError:  # the key is too short for the digest
        return False
    except InvalidSignature:
        return lenient and method.scheme is Scheme.RSA and _verifies_without_null(rsa, method, value, signed)
    return True


def has_costly_key(certificate: Certificate) -> bool:
    """Whether a verification with the key takes many times as long as with the keys that are used in practice."""
    key = _maybe_key(certificate)
    return isinstance(key, RSAPublicKey) and _is_costly(key)


def _is_costly(key: RSAPublicKey) -> bool:
    return key.key_size > _LONGEST_MODULUS or key.public_numbers().e.bit_length() > _LONGEST_EXPONENT


def _verifies_without_null(key: RSAPublicKey, method: SignatureMethod, value: bytes, signed: bytes) -> bool:
    beginning = _WITHOUT_NULL.get(method.digest.name)
    if beginning is None:
        return False
    context = hashes.Hash(method.digest)
    context.update(signed)
    try:
        return key.recover_data_from_signature(value, PKCS1v15(), None) == beginning + context.finalize()
    except (InvalidSignature, ValueError):
        return False


def _verifies_elliptic(key: ec.EllipticCurvePublicKey, method: SignatureMethod, value: bytes, signed: bytes) -> bool:
    if method.scheme is Scheme.ECDSA_JOINED:
        half = (key.key_size + 7) // 8
        if len(value) != 2 * half:
            return False
        value = encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))
    try:
        key.verify(value, signed, ec.ECDSA(method.digest))
    except InvalidSignature:
        return False
    return True


def _maybe_key(certificate: Certificate) -> object:
    try:
        return certificate.public_key()
    except UNREADABLE:
        return None
