"""CMS signatures (RFC 5652) and time-stamps (RFC 3161), written in DER without a library: fast, and always the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.strategies.evidence.people import Holder

_INTEGER, _OCTETS, _NULL, _TIME, _SEQUENCE, _SET = 0x02, 0x04, b"\x05\0", 0x18, 0x30, 0x31
_FIRST, _SECOND = 0xA0, 0xA1
_LONG: Final = 0x80
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_TST_INFO: Final = bytes.fromhex("060b2a864886f70d0109100104")
_CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE: Final = bytes.fromhex("060b2a864886f70d010910022f")
_TIME_STAMP: Final = bytes.fromhex("060b2a864886f70d010910020e")
_SHA256: Final = bytes.fromhex("0609608648016503040201")
_RSA: Final = bytes.fromhex("06092a864886f70d010101")
_POLICY: Final = bytes.fromhex("06022a03")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStamper:
    """A time-stamp authority at a moment."""

    by: Holder
    at: datetime

    def token(self, octets: bytes) -> bytes:
        """Return a time-stamp of the octets."""
        imprint = _tlv(_SEQUENCE, _algorithm(_SHA256), _tlv(_OCTETS, hashlib.sha256(octets).digest()))
        time = _tlv(_TIME, f"{self.at:%Y%m%d%H%M%SZ}".encode())
        info = _tlv(_SEQUENCE, _integer(1), _POLICY, imprint, _integer(1), time)
        return signed_data(self.by, info, content_type=_TST_INFO)


def signed_data(
    by: Holder,
    content: bytes,
    *,
    content_type: bytes = _DATA,
    is_detached: bool = False,
    time_stamper: TimeStamper | None = None,
) -> bytes:
    """Return a signature of the content with the holder's certificate and that of the issuer."""
    attributes = b"".join(
        sorted(
            (
                _attribute(_CONTENT_TYPE, content_type),
                _attribute(_MESSAGE_DIGEST, _tlv(_OCTETS, hashlib.sha256(content).digest())),
                _attribute(_SIGNING_CERTIFICATE, _named(by)),
            )
        )
    )
    value = by.key.sign(_tlv(_SET, attributes), PKCS1v15(), SHA256())
    stamps = b"" if time_stamper is None else _tlv(_SECOND, _attribute(_TIME_STAMP, time_stamper.token(value)))
    signer = _tlv(
        _SEQUENCE,
        _integer(1),
        _tlv(_SEQUENCE, by.certificate.issuer.public_bytes(), _integer(by.certificate.serial_number)),
        _algorithm(_SHA256),
        _tlv(_FIRST, attributes),
        _algorithm(_RSA),
        _tlv(_OCTETS, value),
        stamps,
    )
    inside = b"" if is_detached else _tlv(_FIRST, _tlv(_OCTETS, content))
    data = _tlv(
        _SEQUENCE,
        _integer(3),
        _tlv(_SET, _algorithm(_SHA256)),
        _tlv(_SEQUENCE, content_type, inside),
        _tlv(_FIRST, *(each.public_bytes(Encoding.DER) for each in (by.certificate, by.issuer))),
        _tlv(_SET, signer),
    )
    return _tlv(_SEQUENCE, _SIGNED_DATA, _tlv(_FIRST, data))


def _named(by: Holder) -> bytes:
    digest = hashlib.sha256(by.certificate.public_bytes(Encoding.DER)).digest()
    return _tlv(_SEQUENCE, _tlv(_SEQUENCE, _tlv(_SEQUENCE, _tlv(_OCTETS, digest))))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _tlv(_SEQUENCE, kind, _tlv(_SET, value))


def _algorithm(kind: bytes) -> bytes:
    return _tlv(_SEQUENCE, kind, _NULL)


def _integer(number: int) -> bytes:
    return _tlv(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def _tlv(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    if len(content) < _LONG:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes((tag, _LONG | len(length))) + length + content
