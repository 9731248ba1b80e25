"""Who signers are to the emulator: people with made-up names, always the same for the same signer."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from signature_model.jobs.portal import IdentifierInSignedDocuments

if TYPE_CHECKING:
    from signature_model.jobs.signers import Signer

_FIRST: Final = ("Anne", "Bjørn", "Eva", "Geir", "Inger", "Jan", "Kari", "Lars", "Liv", "Nils", "Ola", "Randi", "Åse")
_LAST: Final = ("Bakke", "Berg", "Dahl", "Eide", "Haugen", "Lie", "Moen", "Nordmann", "Sæther", "Strand", "Vik", "Ås")


def name_of(signer: Signer) -> str:
    """The signer's name."""
    digest = sha256(contact_of(signer).encode()).digest()
    return f"{_FIRST[digest[0] % len(_FIRST)]} {_LAST[digest[1] % len(_LAST)]}"


def contact_of(signer: Signer) -> str:
    """What the signer is addressed by: the national id number, or else the e-mail address and the mobile number."""
    contact = (signer.contact.email, signer.contact.sms)
    return signer.personal_identification_number or ", ".join(filter(None, contact))


def shown_as(signer: Signer, identifier: IdentifierInSignedDocuments | None) -> str:
    """How signed documents name the signer; who is not addressed by number was born on the first of January 1990."""
    number, name = signer.personal_identification_number, name_of(signer)
    if identifier is IdentifierInSignedDocuments.NAME:
        return name
    if identifier is IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME or number is None:
        return f"{name}, born {(number or '010190')[:6]}"
    return f"{name}, {number}"
