"""Certificates and revocation data that a signed document contains. Nothing is verified here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cryptography.x509 import Name

from signature_model.credentials.certificates import maybe_subject
from signature_model.credentials.signature_values import has_costly_key
from signature_model.signed.limits import MOST_NAMESAKES

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

    def bounded(self) -> ValidationData:
        """Return these data without certificates that only cost time.

        They have a very large key, with which each verification takes long, or the same name as many other
        certificates.
        """
        seen = Counter[Name | None]()
        kept = []
        for each in self.certificates:
            subject = maybe_subject(each)
            seen[subject] += 1
            if seen[subject] <= MOST_NAMESAKES and not has_costly_key(each):
                kept.append(each)
        return replace(self, certificates=tuple(kept))
