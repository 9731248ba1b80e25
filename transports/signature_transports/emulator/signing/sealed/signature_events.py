"""The signature of one signer as the signed documents describe it: who signed, how and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.jobs.portal import IdentifierInSignedDocuments
from signature_transports.emulator.fault_names import Fault
from signature_transports.emulator.jobs.people import contact_of, name_of
from signature_transports.emulator.jobs.signing_methods import SigningMethod, signs_advanced

if TYPE_CHECKING:
    from datetime import datetime

    from signature_transports.emulator.jobs.job import SignedJob

OTHER_NAME: Final = "Fremmed Person"
OTHER_NUMBERS: Final = ("10857030007", "10857030406")
"""National id numbers of people in the test environments. At least one of them was not addressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureEvent:
    """A signature of one signer. ``number`` is the national id number, if the documents may show it.

    ``shown`` is how the documents identify the signer, and ``contact`` distinguishes people without a number. ``by`` is
    the electronic identity.
    """

    name: str
    number: str | None
    shown: str
    contact: str
    moment: datetime
    is_advanced: bool
    by: SigningMethod = SigningMethod.BANKID

    @property
    def method(self) -> str:
        """How the signer identified themselves."""
        return self.by if self.is_advanced else f"ID-porten: {self.by}"


def signature_event(job: SignedJob, place: int, fault: Fault | None = None) -> SignatureEvent:
    """Return the event of a signer who has signed, or of another person if this fault was injected."""
    signer = job.content.signers[place]
    name, number, contact = name_of(signer), signer.personal_identification_number, contact_of(signer)
    if fault is Fault.OTHER_SIGNER:
        addressed = {each.personal_identification_number for each in job.content.signers}
        name, number = OTHER_NAME, next(each for each in OTHER_NUMBERS if each not in addressed)
        contact = number
    identifier = job.content.identifier_in_signed_documents
    is_shown = identifier in {None, IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME}
    is_birth_date = identifier is IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME
    shown = name
    if number is not None and is_shown:
        shown = f"{name} ({number})"
    elif number is not None and is_birth_date:
        shown = f"{name} (født {number[:2]}.{number[2:4]}.{number[4:6]})"
    return SignatureEvent(
        name=name,
        number=number if is_shown else None,
        shown=shown,
        contact=contact,
        moment=dict(job.signed)[place],
        is_advanced=signs_advanced(signer, job.sector),
        by=dict(job.methods).get(place, SigningMethod.BANKID),
    )
