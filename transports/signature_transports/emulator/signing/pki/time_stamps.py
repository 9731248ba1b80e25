"""The time-stamp authority of the emulator: tokens by RFC 3161. The same digest and time always give the same token."""

from __future__ import annotations

from datetime import UTC, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

from signature_transports.emulator.signing.pki.holders import time_stamp_authority

if TYPE_CHECKING:
    from datetime import datetime

    from signature_transports.emulator.signing.pki.holders import Holder

_POLICY: Final = "2.999.1"
"""An identifier for examples."""
_TYPE: Final = "tst_info"


def whole_second(moment: datetime) -> datetime:
    """Return the moment, or the next whole second: a time-stamp is never older than what it is about."""
    return (moment + timedelta(microseconds=999_999)).astimezone(UTC).replace(microsecond=0)


def stamper(moment: datetime) -> Holder:
    """Return the authority at a moment."""
    return time_stamp_authority(whole_second(moment).year)


def time_stamp(content: bytes, moment: datetime) -> bytes:
    """Return a time-stamp of the content at the moment."""
    return time_stamp_of_digest(sha256(content).digest(), moment)


def time_stamp_of_digest(digest: bytes, moment: datetime) -> bytes:
    """Return a time-stamp of content with this SHA-256 digest."""
    generated_at, holder = whole_second(moment), stamper(moment)
    number = sha256(digest + generated_at.isoformat().encode()).digest()[:8]
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
            "serial_number": int.from_bytes(number) >> 1,
            "gen_time": generated_at,
        }
    )
    certificates = [asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in holder.chain[:2]]
    attributes = _attributes(info.dump(), certificates[0])
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": certificates[0].issuer, "serial_number": certificates[0].serial_number},
        ),
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
        "signature": holder.sign(attributes.dump()),
    }
    signed = {
        "version": "v3",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
        "encap_content_info": {"content_type": _TYPE, "content": info},
        "certificates": certificates,
        "signer_infos": [signer],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump())


def _attributes(content: bytes, certificate: asn1_x509.Certificate) -> cms.CMSAttributes:
    named = tsp.SigningCertificateV2({"certs": [{"cert_hash": sha256(certificate.dump()).digest()}]})
    return cms.CMSAttributes(
        [
            {"type": "content_type", "values": [_TYPE]},
            {"type": "message_digest", "values": [sha256(content).digest()]},
            {"type": "signing_certificate_v2", "values": [named]},
        ]
    )
