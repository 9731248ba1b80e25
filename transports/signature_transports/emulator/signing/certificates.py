"""What all certificates of the emulator's have in common: their extensions, as RFC 5280, 4.2 wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

    PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey
    PublicKey = RSAPublicKey | EllipticCurvePublicKey


def issued(
    builder: x509.CertificateBuilder,
    key: PublicKey,
    issuer_key: PrivateKey,
    *usages: str,
    constraints: x509.BasicConstraints,
) -> x509.Certificate:
    """The certificate of a key, for these usages, signed by its issuer."""
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        builder.public_key(key)
        .add_extension(constraints, critical=True)
        .add_extension(_key_usage(*usages), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(issuer_id, critical=False)
        .sign(issuer_key, SHA256())
    )


def _key_usage(*usages: str) -> x509.KeyUsage:
    kinds = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    named = {kind: kind in usages for kind in (*kinds, "key_cert_sign", "crl_sign")}
    return x509.KeyUsage(**named, encipher_only=False, decipher_only=False)
