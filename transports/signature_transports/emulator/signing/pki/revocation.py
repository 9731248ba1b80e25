"""Revocation data of the test authorities: OCSP responses (RFC 6960) and CRLs (RFC 5280).

``cryptography`` writes the real time into its OCSP responses, so this module writes them itself. The same request at
the same moment always gets the same response.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha1
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from signature_transports.emulator.signing.pki import der
from signature_transports.emulator.signing.pki.keys import key_of, sign

if TYPE_CHECKING:
    from signature_transports.emulator.signing.pki.authorities import Authority
    from signature_transports.emulator.signing.pki.holders import Holder

_VALID_FOR: Final = timedelta(days=7)
"""How long a response is valid."""
_BASIC: Final = "1.3.6.1.5.5.7.48.1.1"
_SHA1: Final = der.algorithm("1.3.14.3.2.26", der.NULL)
_RSA_SHA256: Final = der.algorithm("1.2.840.113549.1.1.11", der.NULL)
_SUCCESSFUL: Final = b"\x0a\x01\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationData:
    """OCSP responses and CRLs in DER."""

    responses: tuple[bytes, ...]
    crls: tuple[bytes, ...]


def revocation_data(holders: tuple[Holder, ...], moment: datetime) -> RevocationData:
    """Return the data that show whether the holders' certificates and those of their issuers are revoked."""
    moment = moment.replace(microsecond=0)
    authorities = dict.fromkeys(each.authority for each in holders)
    return RevocationData(
        responses=tuple([_response_about(each, moment) for each in holders]),
        crls=tuple([root_crl(each, moment) for each in authorities]),
    )


def _response_about(holder: Holder, moment: datetime) -> bytes:
    end = holder.certificate.not_valid_after_utc  # authorities need not know certificates that have expired
    return ocsp_response(
        holder.authority, holder.certificate.serial_number, min(moment, end), moment, holder.revoked_since
    )


def ocsp_response(
    authority: Authority, serial_number: int, since: datetime, moment: datetime, revoked_since: datetime | None = None
) -> bytes:
    """Return an OCSP response that the issuer has signed.

    ``since`` is the time of the data, ``moment`` the time of the request.
    """
    issuer = authority.certificate
    key_hash = der.octets(x509.SubjectKeyIdentifier.from_public_key(key_of(authority.key).public_key()).digest)
    name_hash = der.octets(sha1(issuer.subject.public_bytes(), usedforsecurity=False).digest())
    good = der.tagged(0, is_constructed=False)
    about = der.sequence(
        der.sequence(_SHA1, name_hash, key_hash, der.integer(serial_number)),
        good if revoked_since is None else der.tagged(1, der.time(revoked_since)),
        der.time(since),
        der.tagged(0, der.time(moment + _VALID_FOR)),
    )
    data = der.sequence(der.tagged(2, key_hash), der.time(since), der.sequence(about))
    basic = der.sequence(data, _RSA_SHA256, der.bits(sign(authority.key, data)))
    content = der.sequence(der.identifier(_BASIC), der.octets(basic))
    return der.sequence(_SUCCESSFUL, der.tagged(0, content))


@lru_cache(maxsize=64)
def root_crl(authority: Authority, moment: datetime) -> bytes:
    """Return the root's list of revoked issuers, which is empty."""
    root_key = key_of(f"{authority.name}-root")
    return (
        x509.CertificateRevocationListBuilder(
            issuer_name=authority.root.subject, last_update=moment, next_update=moment + _VALID_FOR
        )
        .add_extension(x509.CRLNumber(int(moment.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, SHA256())
        .public_bytes(Encoding.DER)
    )
