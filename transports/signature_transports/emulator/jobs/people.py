"""The people behind the signers. Their names are made up; the same signer always has the same name."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from signature_model.jobs.direct import DirectSigner
from signature_model.jobs.portal import IdentifierInSignedDocuments

if TYPE_CHECKING:
    from signature_model.jobs.flows import AnySigner

_FIRST: Final = ("Anne", "Bjørn", "Eva", "Geir", "Inger", "Jan", "Kari", "Lars", "Liv", "Nils", "Ola", "Randi", "Åse")
_LAST: Final = ("Bakke", "Berg", "Dahl", "Eide", "Haugen", "Lie", "Moen", "Nordmann", "Sæther", "Strand", "Vik", "Ås")
_BIRTH_DATE: Final = "010190"
"""That of signers who are not addressed by number."""


def name_of(signer: AnySigner) -> str:
    """Return the signer's name."""
    digest = sha256(contact_of(signer).encode()).digest()
    return f"{_FIRST[digest[0] % len(_FIRST)]} {_LAST[digest[1] % len(_LAST)]}"


def contact_of(signer: AnySigner) -> str:
    """Return the signer's national id number, or else the sender's identifier, or the e-mail and the mobile number."""
    return signer.personal_identification_number or ", ".join(filter(None, _others(signer)))


def addressed_by(signer: AnySigner) -> str:
    """Return by what the sender has addressed the signer."""
    if signer.personal_identification_number is not None:
        return "national id number"
    if isinstance(signer, DirectSigner):
        return "the sender's identifier"
    named = {"e-mail address": signer.contact.email, "mobile number": signer.contact.sms}
    return " and ".join(name for name, address in named.items() if address is not None)


def names_of(signer: AnySigner) -> tuple[str, ...]:
    """Return the texts by which the settings can name the signer."""
    return tuple(filter(None, (signer.personal_identification_number, *_others(signer))))


def _others(signer: AnySigner) -> tuple[str | None, ...]:
    if isinstance(signer, DirectSigner):
        return (signer.signer_identifier,)
    return signer.contact.email, signer.contact.sms


def shown_as(signer: AnySigner, identifier: IdentifierInSignedDocuments | None) -> str:
    """Return how signed documents name the signer."""
    number, name = signer.personal_identification_number, name_of(signer)
    if identifier is IdentifierInSignedDocuments.NAME:
        return name
    if identifier is IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME or number is None:
        return f"{name}, born {(number or _BIRTH_DATE)[:6]}"
    return f"{name}, {number}"
