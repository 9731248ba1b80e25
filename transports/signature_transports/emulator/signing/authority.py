"""The certificates of the emulator's own authority, and of the people whom it vouches for: worth nothing to others.

They hold at any time that the emulator can show.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.certificates import issued
from signature_transports.emulator.signing.keys import key_of

if TYPE_CHECKING:
    from signature_transports.emulator.jobs.signed_jobs import SignedJob

_SINCE: Final = datetime(2000, 1, 1, tzinfo=UTC)
_UNTIL: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""RFC 5280, 4.1.2.5: a certificate with no end of its own."""
_NAME: Final = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Emulator"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Emulator Root CA, worth nothing"),
    ]
)


@cache
def root() -> x509.Certificate:
    """The certificate that the chains of all signatures end at."""
    return _certificate(_NAME, "authority", serial_number=1)


def certificate_of(job: SignedJob, place: int) -> x509.Certificate:
    """The certificate of one who has signed: the same for the same signer of the same job, and no other's."""
    signer = job.content.signers[place]
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"),
            x509.NameAttribute(NameOID.COMMON_NAME, name_of(signer)),
        ]
    )
    serial_number = int.from_bytes(sha256(f"{job.id}/{place}".encode()).digest()[:16]) >> 1
    return _certificate(name, "people", serial_number)


def signature(data: bytes) -> bytes:
    """The signature of anybody, as all people have one key: RSA with SHA-256."""
    return key_of("people").sign(data, PKCS1v15(), SHA256())


def _certificate(subject: x509.Name, whose: str, serial_number: int) -> x509.Certificate:
    is_authority = whose == "authority"
    public_key, issuing_key = key_of(whose).public_key(), key_of("authority")
    builder = x509.CertificateBuilder(
        issuer_name=_NAME,
        subject_name=subject,
        serial_number=serial_number,
        not_valid_before=_SINCE,
        not_valid_after=_UNTIL,
    )
    usages = ("key_cert_sign", "crl_sign") if is_authority else ("content_commitment",)
    constraints = x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None)
    return issued(builder, public_key, issuing_key, *usages, constraints=constraints)
