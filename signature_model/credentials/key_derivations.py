"""What opening an encrypted key asks for: rounds of key derivation, and memory (PKCS#5, RFC 8018; scrypt, RFC 7914).

Owns finding the parameters of every derivation, without running any, and bounding what they ask for. Opening is for
``keystores``.
"""

from __future__ import annotations

from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

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
"""Rounds of key derivation that one container or key may ask for, at most a second. Honest ones ask for some thousands;
where a derivation has the 600,000 that are advised for passwords, a container has three."""

MOST_MEMORY: Final = 1 << 28
"""Bytes that one derivation by scrypt may ask for; OpenSSL writes keys that ask for 16 MiB."""

_DATA = bytes.fromhex("2a864886f70d010701")  # 1.2.840.113549.1.7.1: the one content that is an encoding in octets
_OCTET_STRINGS = (OCTET_STRING, IN_PIECES)
_SCRYPT_NUMBERS = 3  # cost N, block size r, parallelization p; others have one number, or two
_SCRYPT_BLOCK = 128  # bytes, times r


def require_affordable(encoded: bytes) -> None:
    """Refuse a container or key (DER or BER) that asks for more than MOST_ITERATIONS or MOST_MEMORY.

    What derivations within encrypted contents ask for stays unseen; only who knows the password can put them there.
    Raises CredentialsError, and ValueError for what is damaged.
    """
    derivations = tuple(_derivations(encoded))
    if sum(map(_rounds, derivations)) > MOST_ITERATIONS:
        msg = f"opening this asks for more than {MOST_ITERATIONS} rounds of key derivation, which would take too long"
        raise CredentialsError(msg, "export it again with fewer iterations")
    if max(map(_memory, derivations), default=0) > MOST_MEMORY:
        msg = f"opening this asks for more than {MOST_MEMORY} bytes of memory"
        raise CredentialsError(msg, "export it again with a lower cost for scrypt")


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


def _derivations(content: bytes, depth: int = DEEPEST) -> Iterator[tuple[int, ...]]:
    """The integers, three at most, behind every octet string: the salt, in all derivations of PKCS#5 and PKCS#12."""
    if not depth:
        msg = "nested deeper than any honest container"
        raise ValueError(msg)
    before = Element(0, b"", b"")
    siblings = tuple(elements(content))
    for index, element in enumerate(siblings):
        if element.identifier == INTEGER and before.identifier in _OCTET_STRINGS:
            yield tuple(_integers(islice(siblings, index, index + _SCRYPT_NUMBERS)))
        elif element.identifier == EXPLICIT_0 and before.content == _DATA:
            yield from _derivations(b"".join(map(octets, elements(element.content))), depth - 1)
        elif element.identifier & CONSTRUCTED and element.identifier not in _OCTET_STRINGS:
            yield from _derivations(element.content, depth - 1)
        before = element


def _integers(following: Iterator[Element]) -> Iterator[int]:
    for element in takewhile(lambda each: each.identifier == INTEGER, following):
        yield int.from_bytes(element.content, "big")
