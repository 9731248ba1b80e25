"""People, organisations and a time-stamp authority: certificates by the test root, and its CRL."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signature_model.strategies import authority
from signature_model.strategies.authority import MOMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

SIGNED_AT: Final = MOMENT - timedelta(days=3)
"""When signed documents are signed and time-stamped."""
DAY: Final = timedelta(days=1)

_NATIONAL_ID: Final = x509.ObjectIdentifier("2.16.578.1.61.2.4")
_QC_STATEMENTS: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_COMPLIANT: Final = bytes.fromhex("300a3008060604008e460101")
_UNTIL: Final = datetime(2039, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A certificate with its key, and the certificate of its issuer."""

    certificate: Certificate
    key: RSAPrivateKey
    issuer: Certificate


@cache
def revocation_list(*revoked: Holder, since: datetime = SIGNED_AT - DAY) -> bytes:
    """Return the CRL of the root from the time of signing; it lists these certificates."""
    root = authority.issuers()[-1]
    builder = x509.CertificateRevocationListBuilder(
        issuer_name=root.subject, last_update=SIGNED_AT, next_update=SIGNED_AT + DAY
    )
    for each in revoked:
        entry = x509.RevokedCertificateBuilder(each.certificate.serial_number, since).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(authority.key("root"), SHA256()).public_bytes(Encoding.DER)


def person(
    number: str,
    *,
    name: str = "Kari Nordmann",
    by: str = "root",
    since: datetime = authority.SINCE,
    usage: str = "content_commitment",
) -> Holder:
    """Return a person with a qualified certificate that has a national id number."""
    extensions = [
        x509.UnrecognizedExtension(_QC_STATEMENTS, _COMPLIANT),
        x509.UnrecognizedExtension(_NATIONAL_ID, b"\x13\x0b" + number.encode()),
    ]
    subject = ((NameOID.SERIAL_NUMBER, "UN:NO-9578-5999-4-1"), (NameOID.COMMON_NAME, name))
    return _holder("enterprise", by, subject, extensions, since=since, usage=usage)


@cache
def organization(number: str, name: str) -> Holder:
    """Return an organisation, which packs or seals."""
    subject = (
        (NameOID.ORGANIZATION_NAME, name),
        (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{number}"),
        (NameOID.COMMON_NAME, name),
    )
    return _holder("enterprise", "root", subject, [])


@cache
def stamper() -> Holder:
    """Return a time-stamp authority."""
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return _holder("issuing", "root", ((NameOID.COMMON_NAME, "Eksempel tid"),), [usage], usage="digital_signature")


def _holder(  # noqa: PLR0913 - the parts of a certificate
    key: str,
    by: str,
    subject: tuple[tuple[x509.ObjectIdentifier, str], ...],
    extensions: Sequence[x509.ExtensionType],
    *,
    since: datetime = authority.SINCE,
    usage: str = "content_commitment",
) -> Holder:
    issuer = authority.stranger() if by == "stranger" else authority.issuers()[-1]
    named = authority.named(*subject)
    serial = int.from_bytes(hashlib.sha256(named.public_bytes() + by.encode()).digest()[:8])
    builder = x509.CertificateBuilder(
        subject_name=named,
        issuer_name=issuer.subject,
        public_key=authority.key(key).public_key(),
        serial_number=serial | 1,
        not_valid_before=since,
        not_valid_after=_UNTIL,
    )
    builder = builder.add_extension(authority.key_usage(usage), critical=True)
    for each in extensions:
        builder = builder.add_extension(each, critical=not isinstance(each, x509.UnrecognizedExtension))
    certificate = builder.sign(authority.key(by), SHA256())
    return Holder(certificate=certificate, key=authority.key(key), issuer=issuer)
