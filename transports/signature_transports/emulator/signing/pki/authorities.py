"""The test authorities for people, organisations and time-stamps, and an unknown authority.

Each has its own root. The roots of all but the unknown one are trust anchors for the signed documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from signature_transports.emulator.signing.pki.certificates import ALWAYS, issue, name
from signature_transports.emulator.signing.pki.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

PEOPLE: Final = "people"
ORGANISATIONS: Final = "organisations"
TIME_STAMPS: Final = "time-stamps"
STRANGERS: Final = "strangers"
NAMES: Final[Mapping[str, str]] = {
    PEOPLE: "BankID",
    ORGANISATIONS: "Organisations",
    TIME_STAMPS: "Time-stamps",
    STRANGERS: "Unknown",
}
"""The name of each authority in the certificates."""
TRUSTED: Final = (PEOPLE, ORGANISATIONS, TIME_STAMPS)
_SOURCES: Final = "http://127.0.0.1/emulator-pki"
"""The address of revocation data in certificates. Nothing is published there: the signed documents contain the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An authority: its root, and its issuing certificate with the name of the key."""

    name: str
    root: x509.Certificate
    certificate: x509.Certificate

    @property
    def key(self) -> str:
        """The name of the key that issues certificates."""
        return f"{self.name}-issuer"

    def with_sources(self, builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
        """Add the URLs of the authority's OCSP responder and CRL to a certificate."""
        return _with_sources(builder, self.name)


@lru_cache(maxsize=16)
def authority(named: str) -> Authority:
    """Return an authority by its name."""
    root, subject = root_of(named), name(f"Emulator {NAMES[named]} Test Issuing CA", "Emulator")
    builder = _with_sources(_builder(root.subject, subject, 2), f"{named}-root")
    certificate = _issued(builder, f"{named}-issuer", f"{named}-root", path_length=0)
    return Authority(name=named, root=root, certificate=certificate)


@lru_cache(maxsize=8)
def root_of(named: str) -> x509.Certificate:
    """Return the root of an authority, which is always the same."""
    subject = name(f"Emulator {NAMES[named]} Test Root CA", "Emulator")
    return _issued(_builder(subject, subject, 1), f"{named}-root", f"{named}-root", path_length=None)


def _builder(issuer: x509.Name, subject: x509.Name, serial_number: int) -> x509.CertificateBuilder:
    since, until = ALWAYS
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        serial_number=serial_number,
        not_valid_before=since,
        not_valid_after=until,
    )


def _issued(
    builder: x509.CertificateBuilder, key: str, issuer_key: str, *, path_length: int | None
) -> x509.Certificate:
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    usages = ("key_cert_sign", "crl_sign")
    return issue(builder, key_of(key).public_key(), key_of(issuer_key), *usages, constraints=constraints)


def _with_sources(builder: x509.CertificateBuilder, named: str) -> x509.CertificateBuilder:
    url = f"{_SOURCES}/{named}"
    responder = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{url}/ocsp")
    )
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{url}/crl")], None, None, None)
    return builder.add_extension(x509.AuthorityInformationAccess([responder]), critical=False).add_extension(
        x509.CRLDistributionPoints([point]), critical=False
    )
