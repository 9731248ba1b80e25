"""The electronic identities that signers sign or log in with, and which of them a job permits."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from signature_model.jobs.context import Sector
from signature_model.jobs.portal import AuthenticationLevel
from signature_model.jobs.signers import SignatureType

if TYPE_CHECKING:
    from signature_model.jobs.flows import AnyJob, AnySigner


class SigningMethod(StrEnum):
    """An electronic identity. MinID has the security level 3, and cannot make advanced signatures."""

    BANKID = "BankID"
    BUYPASS = "Buypass"
    COMMFIDES = "Commfides"
    MINID = "MinID"


def signs_advanced(signer: AnySigner, sector: Sector) -> bool:
    """Whether the signer's electronic identity makes a signature of its own."""
    by_default = SignatureType.ADVANCED if sector is Sector.PRIVATE else SignatureType.AUTHENTICATED
    return (signer.signature_type or by_default) is SignatureType.ADVANCED


def why_not_by(method: SigningMethod, job: AnyJob, signer: AnySigner, sector: Sector) -> str | None:
    """Return the reason why a signer cannot use an electronic identity, or None."""
    if method is not SigningMethod.MINID:
        return None
    if signs_advanced(signer, sector):
        return f"{method} cannot make advanced signatures"
    is_low = job.required_authentication is AuthenticationLevel.THREE
    return None if is_low else f"{method} has the security level 3, and the job requires level 4"
