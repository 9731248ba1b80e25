"""What the authorities say about their certificates: OCSP responses (RFC 6960) and CRLs (RFC 5280).

``cryptography`` dates its OCSP responses by the real time, so they are written with asn1crypto. The same question at
the same moment always gets the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from asn1crypto import algos, core, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from signature_transports.emulator.signing.pki.keys import key_of, sign

if TYPE_CHECKING:
    from signature_transports.emulator.signing.pki.authorities import Authority
    from signature_transports.emulator.signing.pki.holders import Holder

_VALID_FOR: Final = timedelta(days=7)
"""How long an answer counts until the next one is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationData:
    """OCSP responses and CRLs in DER."""

    responses: tuple[bytes, ...]
    crls: tuple[bytes, ...]


def revocation_data(holders: tuple[Holder, ...], moment: datetime) -> RevocationData:
    """Return what is needed to know whether the holders' certificates, and those of their issuers, are revoked."""
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
    """Return an OCSP response that is signed by the issuer: ``since`` is its time, ``moment`` when it was made."""
    issuer = asn1_x509.Certificate.load(authority.certificate.public_bytes(Encoding.DER))
    status = (
        ocsp.CertStatus("good", core.Null())
        if revoked_since is None
        else ocsp.CertStatus("revoked", {"revocation_time": revoked_since.replace(microsecond=0)})
    )
    about = {
        "cert_id": {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha1"}),
            "issuer_name_hash": issuer.subject.sha1,
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": serial_number,
        },
        "cert_status": status,
        "this_update": since,
        "next_update": moment + _VALID_FOR,
    }
    data = ocsp.ResponseData(
        {
            "responder_id": ocsp.ResponderId("by_key", issuer.public_key.sha1),
            "produced_at": since,
            "responses": [about],
        }
    )
    basic = ocsp.BasicOCSPResponse(
        {
            "tbs_response_data": data,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": sign(authority.key, data.dump()),
        }
    )
    content = {"response_type": "basic_ocsp_response", "response": basic}
    return bytes(ocsp.OCSPResponse({"response_status": "successful", "response_bytes": content}).dump())


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
