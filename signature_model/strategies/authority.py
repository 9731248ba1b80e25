"""Test certificates for bundles, created when they are first needed, and identical on every machine.

The keys are derived from their names, so that the same seed gives the same bundles everywhere. The keys are public: use
them only in tests.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from signature_model.credentials.enterprise import Credentials
from signature_model.jobs.context import Context, Environment, Sector

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MOMENT: Final = datetime(2029, 6, 1, 12, tzinfo=UTC)
"""The signing time of all bundles; it is before the activation time of every job."""

SINCE: Final = datetime(2024, 1, 1, tzinfo=UTC)
UNTIL: Final = datetime(2039, 1, 1, tzinfo=UTC)
NUMBER: Final = "999999999"

_ENTERPRISE: Final = "enterprise"
_BITS: Final = 1024
_EXPONENT: Final = 65537
_TO_PRIMES: Final = {"enterprise": (192, 54), "root": (2740, 2538), "issuing": (1904, 1140), "stranger": (268, 876)}
"""The distance from each key's first number to the next prime. Searching for the primes would take a second."""


@lru_cache(maxsize=16)
def credentials(organization_number: str = NUMBER) -> Credentials:
    """Credentials of the organisation with the complete chain, valid from 2024 to 2038."""
    return credentials_of(enterprise_certificate(organization_number), *issuers())


def trust_anchors() -> tuple[Certificate, ...]:
    """The root certificate of the chain of ``credentials``."""
    return issuers()[-1:]


def context(*, sector: Sector | None = None, environment: Environment | None = Environment.TEST) -> Context:
    """The context for validating generated values, with their signing time as current time, and their trust anchors.

    Pass the sector and the environment that you passed to the strategies.
    """
    return Context(sector=sector, environment=environment, now=MOMENT, trust_anchors=trust_anchors())


def enterprise_certificate(
    number: str, *, since: datetime = SINCE, permits: str = "digital_signature", by: str = "issuing"
) -> Certificate:
    """An enterprise certificate in today's form, with one permitted key usage."""
    subject = named((NameOID.ORGANIZATION_NAME, "Eksempel AS"), (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{number}"))
    builder = _builder(subject, _issuer(by), _ENTERPRISE, since)
    return builder.add_extension(key_usage(permits), critical=True).sign(key(by), SHA256())


@cache
def issuers() -> tuple[Certificate, Certificate]:
    """The certificates of the issuer and of the root."""
    return _authority("issuing", by="root"), _authority("root", by="root")


@cache
def stranger() -> Certificate:
    """A root certificate that is unrelated to the others."""
    return _authority("stranger", by="stranger")


def credentials_of(*certificates: Certificate) -> Credentials:
    """Credentials with the enterprise key and these certificates. The enterprise's own certificate is the first."""
    return replace(_loaded_credentials(), certificate=certificates[0], chain=certificates)


@cache
def _loaded_credentials() -> Credentials:
    """Credentials with the enterprise key. They are loaded once, because loading validates the key and is slow."""
    encoded = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Credentials.from_pem(enterprise_certificate(NUMBER).public_bytes(Encoding.PEM), encoded)


@cache
def key(name: str = _ENTERPRISE) -> rsa.RSAPrivateKey:
    """The RSA key with 2,048 bits for this name."""
    p, q = (_number(f"{name} {which}") + offset for which, offset in zip("pq", _TO_PRIMES[name], strict=True))
    private = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(
        p, q, private, private % (p - 1), private % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(_EXPONENT, p * q)
    ).private_key(unsafe_skip_rsa_key_validation=True)  # a test proves that the numbers are primes


def _number(name: str) -> int:
    """An odd number of 1,024 bits with the two highest bits set."""
    return int.from_bytes(hashlib.shake_256(name.encode()).digest(_BITS // 8)) | 3 << (_BITS - 2) | 1


def _authority(name: str, *, by: str) -> Certificate:
    builder = _builder(_issuer(name), _issuer(by), name)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.add_extension(key_usage("key_cert_sign", "crl_sign"), critical=True).sign(key(by), SHA256())


def _builder(subject: x509.Name, issuer: x509.Name, name: str, since: datetime = SINCE) -> x509.CertificateBuilder:
    serial = int.from_bytes(hashlib.sha256(subject.public_bytes()).digest()[:8])
    return x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=issuer,
        public_key=key(name).public_key(),
        serial_number=serial | 1,
        not_valid_before=since,
        not_valid_after=UNTIL,
    )


def _issuer(name: str) -> x509.Name:
    return named((NameOID.ORGANIZATION_NAME, "Tillit AS"), (NameOID.COMMON_NAME, f"Eksempel {name} CA"))


def named(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """A Norwegian name with these attributes."""
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"), *(x509.NameAttribute(*each) for each in attributes)]
    )


def key_usage(*permitted: str) -> x509.KeyUsage:
    """The extension with the permitted key usages."""
    kinds = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    named = {kind: kind in permitted for kind in (*kinds, "key_cert_sign", "crl_sign")}
    return x509.KeyUsage(**named, encipher_only=False, decipher_only=False)
