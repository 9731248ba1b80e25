"""The root of the plain signatures, and the certificates of the people who sign. Only the emulator trusts them.

The certificates are valid at any time that the emulator's clock can show.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography import x509

from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.pki import keys
from signature_transports.emulator.signing.pki.certificates import ALWAYS, issue, name
from signature_transports.emulator.signing.pki.keys import key_of

if TYPE_CHECKING:
    from signature_transports.emulator.jobs.job import SignedJob

_NAME: Final = name("Emulator Root CA, for tests only", "Emulator")
_ROOT: Final = "plain-root"
_PEOPLE: Final = "people"


@cache
def root() -> x509.Certificate:
    """Return the root certificate of all signatures."""
    return _certificate(_NAME, _ROOT, serial_number=1)


def certificate_of(job: SignedJob, place: int) -> x509.Certificate:
    """Return the certificate of a signer. Each signer of each job has their own, which is always the same."""
    subject = name(name_of(job.content.signers[place]))
    serial_number = int.from_bytes(sha256(f"{job.id}/{place}".encode()).digest()[:16]) >> 1
    return _certificate(subject, _PEOPLE, serial_number)


def sign(data: bytes) -> bytes:
    """Sign data with the key that all people share: RSA with SHA-256."""
    return keys.sign(_PEOPLE, data)


def _certificate(subject: x509.Name, owner: str, serial_number: int) -> x509.Certificate:
    is_authority = owner == _ROOT
    since, until = ALWAYS
    builder = x509.CertificateBuilder(
        issuer_name=_NAME,
        subject_name=subject,
        serial_number=serial_number,
        not_valid_before=since,
        not_valid_after=until,
    )
    usages = ("key_cert_sign", "crl_sign") if is_authority else ("content_commitment",)
    constraints = x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None)
    return issue(builder, key_of(owner).public_key(), key_of(_ROOT), *usages, constraints=constraints)
