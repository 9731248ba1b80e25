"""Write the types of DER (ITU-T X.690) that time-stamps and OCSP responses need.

asn1crypto can write them too, but takes twenty times as long as the signature itself.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

NULL: Final = b"\x05\x00"
_LONG: Final = 0x80


def encoded(tag: int, *contents: bytes) -> bytes:
    """Return a value with its tag, its length and its contents."""
    content = b"".join(contents)
    size = len(content)
    if size < _LONG:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, _LONG | len(length))) + length + content


def sequence(*contents: bytes) -> bytes:
    """Return a SEQUENCE."""
    return encoded(0x30, *contents)


def set_of(*contents: bytes) -> bytes:
    """Return a SET OF, in the order of the encodings."""
    return encoded(0x31, *sorted(contents))


def tagged(number: int, *contents: bytes, is_constructed: bool = True) -> bytes:
    """Return contents with a context-specific tag."""
    return encoded((0xA0 if is_constructed else 0x80) | number, *contents)


def integer(value: int) -> bytes:
    """Return an INTEGER that is not negative."""
    return encoded(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def octets(content: bytes) -> bytes:
    """Return an OCTET STRING."""
    return encoded(0x04, content)


def bits(content: bytes) -> bytes:
    """Return a BIT STRING of whole octets."""
    return encoded(0x03, b"\x00", content)


def time(moment: datetime) -> bytes:
    """Return a GeneralizedTime in whole seconds."""
    return encoded(0x18, f"{moment.astimezone(UTC):%Y%m%d%H%M%SZ}".encode())


def identifier(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    return encoded(0x06, *map(_base_128, (40 * first + second, *rest)))


def algorithm(dotted: str, *parameters: bytes) -> bytes:
    """Return an AlgorithmIdentifier."""
    return sequence(identifier(dotted), *parameters)


def _base_128(number: int) -> bytes:
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
