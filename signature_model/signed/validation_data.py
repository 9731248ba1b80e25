"""Certificates and revocation data that a signed document contains. Nothing is verified here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationData:
    """Certificates, and OCSP responses and CRLs in DER."""

    certificates: tuple[Certificate, ...] = ()
    responses: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()

    def __add__(self, other: ValidationData) -> ValidationData:
        return ValidationData(
            certificates=tuple(dict.fromkeys((*self.certificates, *other.certificates))),
            responses=tuple(dict.fromkeys((*self.responses, *other.responses))),
            crls=tuple(dict.fromkeys((*self.crls, *other.crls))),
        )
