"""The cost of opening a PKCS#12 container or an encrypted key, found without opening it.

Opening it needs rounds of key derivation and memory (PKCS#5, RFC 8018; scrypt, RFC 7914), and it may contain very large
keys. One walk visits every element that is readable without the password. Encrypted contents are not a risk: only
someone who knows the password can have made them. ``keystores`` opens containers and keys.
"""

from __future__ import annotations

from itertools import chain, pairwise, takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from signature_model.credentials.ber import (
    CONSTRUCTED,
    DEEPEST,
    EXPLICIT_0,
    IN_PIECES,
    INTEGER,
    OCTET_STRING,
    Element,
    elements,
    octets,
)
from signature_model.errors import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ITERATIONS: Final = 1 << 21
"""The maximum number of rounds of key derivation for one container or key; they take at most a second.

Real containers need thousands. A container with the 600,000 rounds that are recommended for passwords needs them three
times.
"""

MOST_MEMORY: Final = 1 << 28
"""The maximum memory for one derivation by scrypt, in bytes. The keys that OpenSSL writes need 16 MiB."""

_DATA = bytes.fromhex("2a864886f70d010701")  # 1.2.840.113549.1.7.1, data: the octet string holds another encoding
_IS_ENCRYPTED = {
    bytes.fromhex("2a864886f70d010c0a0101"): False,  # 1.2.840.113549.1.12.10.1.1, keyBag
    bytes.fromhex("2a864886f70d010c0a0102"): True,  # 1.2.840.113549.1.12.10.1.2, pkcs8ShroudedKeyBag
}
_OCTET_STRINGS = (OCTET_STRING, IN_PIECES)
_SCRYPT_NUMBERS = 3  # cost N, block size r, parallelization p; the other derivations have one number or two
_SCRYPT_BLOCK = 128  # bytes, times r


class KeyBag(NamedTuple):
    """A private key in PKCS#8, and whether it is encrypted."""

    encoded: bytes
    is_encrypted: bool


def key_bags(encoded: bytes) -> Iterator[KeyBag]:
    """Yield the private keys in a container (DER or BER). Raises ValueError for a damaged encoding."""
    for siblings in _levels(encoded):
        for kind, key in pairwise(siblings):
            if key.identifier == EXPLICIT_0 and kind.content in _IS_ENCRYPTED:
                yield KeyBag(key.content, _IS_ENCRYPTED[kind.content])


def require_affordable(encoded: bytes) -> None:
    """Refuse a container or key (DER or BER) that needs more than MOST_ITERATIONS or MOST_MEMORY.

    Raises CredentialsError, and ValueError for a damaged encoding.
    """
    derivations = tuple(chain.from_iterable(map(_derivations, _levels(encoded))))
    if sum(map(_rounds, derivations)) > MOST_ITERATIONS:
        msg = f"opening the key needs more than {MOST_ITERATIONS:,} rounds of key derivation, which would take too long"
        raise CredentialsError(msg, "export it again with fewer iterations")
    if max(map(_memory, derivations), default=0) > MOST_MEMORY:
        msg = f"opening the key needs more than {MOST_MEMORY:,} bytes of memory for key derivation"
        raise CredentialsError(msg, "export it again with a lower scrypt cost")


def _derivations(siblings: tuple[Element, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the integers (at most three) after each octet string, which is the salt in PKCS#5 and PKCS#12."""
    for index, (salt, first) in enumerate(pairwise(siblings), start=1):
        if first.identifier == INTEGER and salt.identifier in _OCTET_STRINGS:
            numbers = takewhile(lambda each: each.identifier == INTEGER, siblings[index : index + _SCRYPT_NUMBERS])
            yield tuple(int.from_bytes(each.content, "big") for each in numbers)


def _rounds(numbers: tuple[int, ...]) -> int:
    if len(numbers) < _SCRYPT_NUMBERS:
        return numbers[0]
    cost, block_size, parallelization = numbers
    return cost * block_size * parallelization  # each takes about as long as a round of PBKDF2


def _memory(numbers: tuple[int, ...]) -> int:
    if len(numbers) < _SCRYPT_NUMBERS:
        return 0
    cost, block_size, parallelization = numbers
    return _SCRYPT_BLOCK * block_size * (cost + parallelization)


def _levels(encoded: bytes, depth: int = DEEPEST) -> Iterator[tuple[Element, ...]]:
    """Yield the elements of each level, from the outside in. Raises ValueError for a damaged encoding."""
    if not depth:
        msg = "the elements are nested too deeply"
        raise ValueError(msg)
    siblings = tuple(elements(encoded))
    yield siblings
    before = b""
    for element in siblings:
        if element.identifier == EXPLICIT_0 and before == _DATA:
            yield from _levels(b"".join(map(octets, elements(element.content))), depth - 1)
        elif element.identifier & CONSTRUCTED and element.identifier not in _OCTET_STRINGS:
            yield from _levels(element.content, depth - 1)
        before = element.content
