"""The private keys in a PKCS#12 container, found without opening any: those that lie in it open, or locked one by one.

Keys within contents that are encrypted as a whole stay unseen; only who knows the password can put them there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from signature_model.credentials.ber import CONSTRUCTED, DEEPEST, EXPLICIT_0, IN_PIECES, elements, octets

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = bytes.fromhex("2a864886f70d010701")  # 1.2.840.113549.1.7.1: the one content that is an encoding in octets
_IS_LOCKED = {
    bytes.fromhex("2a864886f70d010c0a0101"): False,  # 1.2.840.113549.1.12.10.1.1: keyBag
    bytes.fromhex("2a864886f70d010c0a0102"): True,  # and .2: pkcs8ShroudedKeyBag
}


class KeyBag(NamedTuple):
    """A key in PKCS#8, and whether it is locked (encrypted)."""

    encoded: bytes
    is_locked: bool


def key_bags(content: bytes, depth: int = DEEPEST) -> Iterator[KeyBag]:
    """The keys of a container in DER or BER, in order. Raises ValueError for what is damaged."""
    before = b""
    for element in elements(content):
        if not depth:
            msg = "nested deeper than any honest container"
            raise ValueError(msg)
        if element.identifier == EXPLICIT_0 and before in _IS_LOCKED:
            yield KeyBag(element.content, _IS_LOCKED[before])
        elif element.identifier == EXPLICIT_0 and before == _DATA:
            yield from key_bags(b"".join(map(octets, elements(element.content))), depth - 1)
        elif element.identifier & CONSTRUCTED and element.identifier != IN_PIECES:
            yield from key_bags(element.content, depth - 1)
        before = element.content
