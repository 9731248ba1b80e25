"""For all bytes, `read_cms` raises nothing but `UnreadableCms` and stays within a second and 300 MB.

If it verifies, its certificate's key has signed the octets.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from fuzz.mutators.der import der_changed
from fuzz.promises import require
from signature_model.signed.cms import UnreadableCms, read_cms, read_detached_cms
from signature_model.strategies.evidence.cms import TimeStamper, signed_data
from signature_model.strategies.evidence.people import SIGNED_AT, person, stamper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

LONGEST: Final = 32 * 1024

_OCTETS: Final = b"what was signed"


def check(content: bytes) -> None:
    """Read the bytes as a detached signature, and as one with its content."""
    for octets in (_OCTETS, None):
        try:
            read = read_cms(content) if octets is None else read_detached_cms(content, octets)
        except UnreadableCms:
            continue
        if read.is_verified and read.is_intact and octets is not None:
            digests = [hashlib.new(each, octets).digest() for each in ("sha1", "sha256", "sha384", "sha512")]
            require(any(each in content for each in digests), "a signature of something else verifies")
            require(read.certificate is not None, "a signature without a certificate verifies")


def seeds() -> Iterator[bytes]:
    """Yield a detached signature, one with its content, and one with a time-stamp."""
    by = person("01818000282")
    yield signed_data(by, _OCTETS, is_detached=True)
    yield signed_data(by, _OCTETS)
    yield signed_data(by, _OCTETS, is_detached=True, time_stamper=TimeStamper(by=stamper(), at=SIGNED_AT))


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change an element of the DER."""
    return der_changed(content, most, dice)
