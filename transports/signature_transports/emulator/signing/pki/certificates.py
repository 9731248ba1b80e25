"""Issue test certificates with the extensions that every certificate needs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

    PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey
    PublicKey = RSAPublicKey | EllipticCurvePublicKey

ALWAYS: Final = (datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
"""The last time that the emulator's clock can show.

RFC 5280, 4.1.2.5: the end of a certificate without an expiration.
"""


def issue(
    builder: x509.CertificateBuilder,
    key: PublicKey,
    issuer_key: PrivateKey,
    *usages: str,
    constraints: x509.BasicConstraints,
) -> x509.Certificate:
    """Return the certificate of a key for these usages, with the extensions of RFC 5280, 4.2, signed by its issuer."""
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        builder.public_key(key)
        .add_extension(constraints, critical=True)
        .add_extension(_key_usage(*usages), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(issuer_id, critical=False)
        .sign(issuer_key, SHA256())
    )


def name(common_name: str, organization: str | None = None, number: str | None = None) -> x509.Name:
    """Return a Norwegian name as in current certificates (SEID 2), of an organisation if it has a number."""
    values = (
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.ORGANIZATION_NAME, organization),
        (NameOID.ORGANIZATION_IDENTIFIER, number and f"NTRNO-{number}"),
        (NameOID.COMMON_NAME, common_name),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in values if value])


def _key_usage(*usages: str) -> x509.KeyUsage:
    kinds = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    named = {kind: kind in usages for kind in (*kinds, "key_cert_sign", "crl_sign")}
    return x509.KeyUsage(**named, encipher_only=False, decipher_only=False)
