"""A signer's own signature: XAdES over the documents, by a certificate of an authority that nobody should trust.

The same job always gives the same bytes. What a signature proves is that our reader, or another, can verify it.
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

from signature_model.credentials.enterprise import Credentials
from signature_model.seals.writing import SealedFile, write_seal
from signature_transports.emulator.keys import key_of
from signature_transports.emulator.people import name_of

if TYPE_CHECKING:
    from signature_transports.emulator.signed import SignedJob

_SINCE: Final = datetime(2000, 1, 1, tzinfo=UTC)
_UNTIL: Final = datetime(2999, 1, 1, tzinfo=UTC)
_NAME: Final = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Emulator"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Emulator Root CA, worth nothing"),
    ]
)


def xades(job: SignedJob, place: int) -> bytes:
    """The signature of one who has signed, in the form that seals of bundles have."""
    moment = dict(job.signed)[place]
    files = [
        SealedFile(name=each.href or each.title, mime=each.mime, digest=sha256(each.content or b"").digest())
        for each in job.content.documents
    ]
    return write_seal(files, _credentials(job, place), moment)


@cache
def root() -> x509.Certificate:
    """The certificate that the chains of all signatures end at."""
    builder = _builder(_NAME, "authority", serial_number=1)
    constraints = x509.BasicConstraints(ca=True, path_length=0)
    return builder.add_extension(constraints, critical=True).sign(key_of("authority"), SHA256())


def _credentials(job: SignedJob, place: int) -> Credentials:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"),
            x509.NameAttribute(NameOID.COMMON_NAME, name_of(job.content.signers[place])),
        ]
    )
    number = int.from_bytes(sha256(f"{job.id}/{place}".encode()).digest()[:16]) >> 1
    certificate = _builder(name, "people", serial_number=number).sign(key_of("authority"), SHA256())
    return Credentials.from_signer(
        [certificate, root()], lambda data: key_of("people").sign(data, PKCS1v15(), SHA256())
    )


def _builder(subject: x509.Name, whom: str, serial_number: int) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=_NAME,
        subject_name=subject,
        public_key=key_of(whom).public_key(),
        serial_number=serial_number,
        not_valid_before=_SINCE,
        not_valid_after=_UNTIL,
    )
