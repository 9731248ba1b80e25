"""Mutations of the certificates in a seal, and new signatures over mutated seals with the right key."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

from lxml import etree

from fuzz.mutators.der import der_changed
from fuzz.sender import credentials
from signature_model.strategies.authority import MOMENT, key
from tests.kits import bundles
from tests.kits.seals import sign

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fuzz.mutators.dice import Dice

_CERTIFICATE: Final = re.compile(rb"(?<=X509Certificate>)[A-Za-z0-9+/=]+(?=<)")
_ENCODED: Final = re.compile(rb"(?<=>)[A-Za-z0-9+/=]{400,}(?=<)")
"""Values that are longer than a signature."""
_UNSIGNABLE: Final = (AttributeError, LookupError, StopIteration, TypeError, ValueError, etree.LxmlError)
"""The exceptions of signing a tree that lacks necessary parts."""


def certificate_changed(seal: bytes, most: int, dice: Dice) -> bytes:
    """Change one of the certificates in a seal; return at most ``most`` bytes."""
    return _changed(seal, most, dice, _CERTIFICATE)


def encoded_changed(signed: bytes, most: int, dice: Dice) -> bytes:
    """Change a certificate, a time-stamp or revocation data in signed XML; return at most ``most`` bytes."""
    return _changed(signed, most, dice, _ENCODED)


def _changed(seal: bytes, most: int, dice: Dice, pattern: re.Pattern[bytes]) -> bytes:
    found = list(pattern.finditer(seal))
    if not found:
        return dice.plain(seal, most)
    place = dice.of(found)
    try:
        encoded = b64encode(der_changed(b64decode(place[0]), most, dice))
    except ValueError:  # not base64
        return dice.plain(seal, most)
    written = seal[: place.start()] + encoded + seal[place.end() :]
    return written if len(written) <= most else seal[:most]


def seal_of(members: Mapping[str, bytes]) -> bytes:
    """Return a new seal over the members."""
    files = {name: content for name, content in members.items() if name.isprintable()}
    return bundles.seal_of(files, by=credentials(), at=MOMENT)


def signed_again(seal: bytes, members: Mapping[str, bytes]) -> bytes:
    """Compute the digests and the signature of a seal again; return it unchanged if it cannot be signed."""
    try:
        root = etree.fromstring(seal)
        sign(root, members, key())
        return etree.tostring(root)
    except _UNSIGNABLE:
        return seal
