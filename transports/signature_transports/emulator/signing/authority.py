"""The emulator's own certificate authority, and the certificates of the people who sign. Only the emulator trusts them.

The certificates are valid at any time that the emulator's clock can show.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from signature_transports.emulator.jobs.people import name_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

    from signature_transports.emulator.jobs.job import SignedJob

    PrivateKey = rsa.RSAPrivateKey | EllipticCurvePrivateKey
    PublicKey = rsa.RSAPublicKey | EllipticCurvePublicKey

_SINCE: Final = datetime(2000, 1, 1, tzinfo=UTC)
_UNTIL: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""RFC 5280, 4.1.2.5: a certificate without a well-defined expiration."""
_NAME: Final = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Emulator"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Emulator Root CA, for tests only"),
    ]
)
_EXPONENT: Final = 65537
_PRIMES: Final = {
    "authority": (
        (
            "c518c26a76f3e89991ed9f7e99cc99e3dfff9e9ba12596de0ac15931f14dcdc4d536f3708c828080ba52670d340ecb09"
            "a56ca5f087f09b81253f60f4dd09736947300e53dfed3a1a951e10695cfbab77621c4edcef86bff7bf889985a9e233ef"
            "228339c772e85f675314e5e481c016e3b1db13b1db12ccb780940ce1441539b5"
        ),
        (
            "bdcdf334f67e51c5e6d7871dd2d0119e756a50cc917fb8387ece4574b911798fd3c6709a57e4a090a82b5538afa07d60"
            "5fa7d57c81e9ec4b2f000d1f79958aba0ee78e636e56cb5cfa8afb4f4b4345c76d7777c0adf6540aa336f3a3f13535e5"
            "d72f26225151f8a76218446370935efb60be6bb2ef9b2e39dfabe287e294d8bb"
        ),
    ),
    "people": (
        (
            "d9782ba13587753db04b977c8630883824ea3b00088b3f4e92a8b2d004690f212f3c2e8838771af23b1ef566d96bd123"
            "008931d95e209ca192bcc804a3f29811262ed21677d7028c4ea31565546afa0fb670088c9baf7e373366ffc226d7b2d1"
            "284c0eb6167c8248f058020edf1c38e8a66104ba51136a56bd4e3dbf6713a1b1"
        ),
        (
            "c9f2a520e8920ad63063260c670aefdbc08225cd52a8a0e320a9a7739416c51842e5ad7bf897668996631e759c3ead94"
            "e3effd6da3a0eb76c7e970a9647e95311e0afaa8eaad30f413736d4288fe47f669c481a76e92ff32b106cc18f1aca77a"
            "0d7889c7dc7b205f0bf503f620d297401287b774e9c03401c8f3bebcfb7803f3"
        ),
    ),
}
"""The private keys, which are public: in hexadecimal, two primes of 1,024 bits for each key of 2,048."""


@cache
def root() -> x509.Certificate:
    """Return the root certificate of all signatures."""
    return _certificate(_NAME, "authority", serial_number=1)


def certificate_of(job: SignedJob, place: int) -> x509.Certificate:
    """Return the certificate of a signer. Each signer of each job has their own, which is always the same."""
    signer = job.content.signers[place]
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"),
            x509.NameAttribute(NameOID.COMMON_NAME, name_of(signer)),
        ]
    )
    serial_number = int.from_bytes(sha256(f"{job.id}/{place}".encode()).digest()[:16]) >> 1
    return _certificate(name, "people", serial_number)


def sign(data: bytes) -> bytes:
    """Sign data with the key that all people share: RSA with SHA-256."""
    return key_of("people").sign(data, PKCS1v15(), SHA256())


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


@cache
def key_of(owner: str) -> rsa.RSAPrivateKey:
    """Return the key of the ``authority``, or the one that all ``people`` share."""
    p, q = (int(prime, 16) for prime in _PRIMES[owner])
    d = rsa.rsa_recover_private_exponent(_EXPONENT, p, q)
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(e=_EXPONENT, n=p * q),
    ).private_key()


def _certificate(subject: x509.Name, owner: str, serial_number: int) -> x509.Certificate:
    is_authority = owner == "authority"
    builder = x509.CertificateBuilder(
        issuer_name=_NAME,
        subject_name=subject,
        serial_number=serial_number,
        not_valid_before=_SINCE,
        not_valid_after=_UNTIL,
    )
    usages = ("key_cert_sign", "crl_sign") if is_authority else ("content_commitment",)
    constraints = x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None)
    return issue(builder, key_of(owner).public_key(), key_of("authority"), *usages, constraints=constraints)


def _key_usage(*usages: str) -> x509.KeyUsage:
    kinds = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    named = {kind: kind in usages for kind in (*kinds, "key_cert_sign", "crl_sign")}
    return x509.KeyUsage(**named, encipher_only=False, decipher_only=False)
