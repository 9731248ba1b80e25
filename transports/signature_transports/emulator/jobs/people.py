"""The people behind the signers. The same signer always has the same name.

The names of signers with a national id number are made up. All others are named by their address or identifier, so
that no name looks like another person's.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from signature_model.jobs.direct import DirectSigner
from signature_model.jobs.portal import IdentifierInSignedDocuments

if TYPE_CHECKING:
    from signature_model.jobs.flows import AnySigner

_FIRST: Final = ("Anne", "Bjørn", "Eva", "Geir", "Inger", "Jan", "Kari", "Lars", "Liv", "Nils", "Ola", "Randi", "Åse")
_LAST: Final = ("Bakke", "Berg", "Dahl", "Eide", "Haugen", "Lie", "Moen", "Nordmann", "Sæther", "Strand", "Vik", "Ås")
_SEPARATORS: Final = re.compile(r"[\W\d_]+")
"""The characters between the names in an e-mail address."""
LONGEST: Final = 64
"""The maximum length of a name in a certificate, in bytes (RFC 5280, appendix A.1)."""
_NAMELESS: Final = "Ukjent"


def name_of(signer: AnySigner) -> str:
    """Return the signer's name."""
    number = signer.personal_identification_number
    if number is None:
        shown = " ".join(_addressed_as(signer).split())
        return shown.encode(errors="replace")[:LONGEST].decode(errors="ignore") or _NAMELESS
    digest = sha256(number.encode()).digest()
    return f"{_FIRST[digest[0] % len(_FIRST)]} {_LAST[digest[1] % len(_LAST)]}"


def _addressed_as(signer: AnySigner) -> str:
    """Return the name in an e-mail address, or else the address, the mobile number or the identifier."""
    address = next(filter(None, _others(signer)), "")
    if isinstance(signer, DirectSigner) or "@" not in address:
        return address
    names = _SEPARATORS.split(address.rpartition("@")[0].partition("+")[0])
    return " ".join(each[0].upper() + each[1:] for each in names if each) or address


def contact_of(signer: AnySigner) -> str:
    """Return the signer's national id number, or else the sender's identifier, or the e-mail and the mobile number."""
    return signer.personal_identification_number or ", ".join(filter(None, _others(signer)))


def addressed_by(signer: AnySigner) -> str:
    """Return how the sender has addressed the signer: by number, address or identifier."""
    if signer.personal_identification_number is not None:
        return "national id number"
    if isinstance(signer, DirectSigner):
        return "the sender's identifier"
    named = {"e-mail address": signer.contact.email, "mobile number": signer.contact.sms}
    return " and ".join(name for name, address in named.items() if address is not None)


def names_of(signer: AnySigner) -> tuple[str, ...]:
    """Return the texts with which the settings can refer to the signer."""
    return tuple(filter(None, (signer.personal_identification_number, *_others(signer))))


def _others(signer: AnySigner) -> tuple[str | None, ...]:
    if isinstance(signer, DirectSigner):
        return (signer.signer_identifier,)
    return signer.contact.email, signer.contact.sms


def shown_as(signer: AnySigner, identifier: IdentifierInSignedDocuments | None) -> str:
    """Return how signed documents name the signer."""
    number, name = signer.personal_identification_number, name_of(signer)
    if identifier is IdentifierInSignedDocuments.NAME or number is None:
        return name
    if identifier is IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME:
        return f"{name}, born {number[:6]}"
    return f"{name}, {number}"
