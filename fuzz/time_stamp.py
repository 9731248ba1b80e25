"""For all bytes, `read_time_stamp` raises nothing and stays within a second and 300 MB.

If the time-stamp verifies, it has a digest of the octets, a time and a certificate.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from fuzz.mutators.der import der_changed
from fuzz.promises import require
from signature_model.signed.cms import HASHES
from signature_model.signed.stamped_octets import StampedOctets
from signature_model.signed.timestamps import Purpose, read_time_stamp
from signature_model.strategies.evidence.cms import TimeStamper, signed_data
from signature_model.strategies.evidence.people import SIGNED_AT, person, stamper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

LONGEST: Final = 32 * 1024

_OCTETS: Final = b"what was stamped"


def check(content: bytes) -> None:
    """Read the bytes as a time-stamp."""
    stamp = read_time_stamp(content, StampedOctets([_OCTETS]), Purpose.SIGNATURE, "here")
    if stamp.verifies:
        digests = [hashlib.new(each, _OCTETS).digest() for each in HASHES]
        require(any(each in content for each in digests), "a time-stamp of something else verifies")
        require(stamp.generated_at is not None, "a time-stamp without a time verifies")
        require(stamp.certificate is not None, "a time-stamp without a certificate verifies")


def seeds() -> Iterator[bytes]:
    """Yield a time-stamp of the octets, one of others, and a signature that is not a time-stamp."""
    time_stamper = TimeStamper(by=stamper(), at=SIGNED_AT)
    yield time_stamper.token(_OCTETS)
    yield time_stamper.token(b"")
    yield signed_data(person("01818000282"), _OCTETS)


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change an element of the DER."""
    return der_changed(content, most, dice)
