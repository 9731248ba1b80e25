"""The time-stamp authority of the emulator: tokens by RFC 3161. The same digest and time always give the same token."""

from __future__ import annotations

from datetime import UTC, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding

from signature_transports.emulator.signing.pki import der
from signature_transports.emulator.signing.pki.holders import time_stamp_authority

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

    from signature_transports.emulator.signing.pki.holders import Holder

_POLICY: Final = "2.999.1"
"""The policy of the time-stamps: an identifier for examples."""
_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
_TIME_STAMP_INFO: Final = "1.2.840.113549.1.9.16.1.4"
_SHA256: Final = der.algorithm("2.16.840.1.101.3.4.2.1")
_RSA: Final = der.algorithm("1.2.840.113549.1.1.1", der.NULL)


def whole_second(moment: datetime) -> datetime:
    """Round the moment up to a whole second: a time-stamp must not be older than its content."""
    return (moment + timedelta(microseconds=999_999)).astimezone(UTC).replace(microsecond=0)


def stamper(moment: datetime) -> Holder:
    """Return the time-stamp authority, with its certificate at a moment."""
    return time_stamp_authority(whole_second(moment).year)


def time_stamp(content: bytes, moment: datetime) -> bytes:
    """Return a time-stamp of the content at the moment."""
    return time_stamp_of_digest(sha256(content).digest(), moment)


def time_stamp_of_digest(digest: bytes, moment: datetime) -> bytes:
    """Return a time-stamp of content with this SHA-256 digest."""
    generated_at, holder = whole_second(moment), stamper(moment)
    number = sha256(digest + generated_at.isoformat().encode()).digest()[:8]
    info = der.sequence(
        der.integer(1),
        der.identifier(_POLICY),
        der.sequence(_SHA256, der.octets(digest)),
        der.integer(int.from_bytes(number)),
        der.time(generated_at),
    )
    encoded = [each.public_bytes(Encoding.DER) for each in holder.chain[:2]]
    signed = der.sequence(
        der.integer(3),
        der.set_of(_SHA256),
        der.sequence(der.identifier(_TIME_STAMP_INFO), der.tagged(0, der.octets(info))),
        der.tagged(0, *sorted(encoded)),
        der.set_of(_signer_info(info, holder)),
    )
    return der.sequence(der.identifier(_SIGNED_DATA), der.tagged(0, signed))


def _signer_info(info: bytes, holder: Holder) -> bytes:
    """Return the signature over the content (RFC 5652, 5.3)."""
    certificate = holder.certificate
    attributes = sorted(_attributes(info, certificate))
    return der.sequence(
        der.integer(1),
        der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number)),
        _SHA256,
        der.tagged(0, *attributes),
        _RSA,
        der.octets(holder.sign(der.set_of(*attributes))),
    )


def _attributes(info: bytes, certificate: x509.Certificate) -> list[bytes]:
    named = der.octets(sha256(certificate.public_bytes(Encoding.DER)).digest())
    values = {
        _CONTENT_TYPE: der.identifier(_TIME_STAMP_INFO),
        _MESSAGE_DIGEST: der.octets(sha256(info).digest()),
        _SIGNING_CERTIFICATE_V2: der.sequence(der.sequence(der.sequence(named))),
    }
    return [der.sequence(der.identifier(name), der.set_of(value)) for name, value in values.items()]
