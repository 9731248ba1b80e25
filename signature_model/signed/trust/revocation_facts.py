"""The revocation data of a validation, as facts for reports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.credentials.certificates import serial_text
from signature_model.signed.trust.ocsp_responses import maybe_response
from signature_model.signed.trust.revocation_lists import maybe_list

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationFacts:
    """An OCSP response or a CRL that a validation has used.

    ``kind`` is "OCSP" or "CRL". ``made_at`` is the time when it was produced. ``about`` are the serial numbers in an
    OCSP response, as in ``CertificateFacts``.
    """

    kind: str
    sha256: str
    made_at: datetime
    about: tuple[str, ...] = ()


def revocation_facts(responses: Iterable[bytes], crls: Iterable[bytes]) -> tuple[RevocationFacts, ...]:
    """Return the facts about OCSP responses and CRLs in DER. Unreadable ones are left out."""
    found = [*(_response_facts(each) for each in responses), *(_list_facts(each) for each in crls)]
    return tuple([each for each in found if each is not None])


def _response_facts(encoded: bytes) -> RevocationFacts | None:
    response = maybe_response(encoded)
    if response is None:
        return None
    serials = tuple([serial_text(each.serial_number) for each in response.responses])
    return RevocationFacts(kind="OCSP", sha256=_sha256(encoded), made_at=response.produced_at_utc, about=serials)


def _list_facts(encoded: bytes) -> RevocationFacts | None:
    found = maybe_list(encoded)
    if found is None:
        return None
    return RevocationFacts(kind="CRL", sha256=_sha256(encoded), made_at=found.last_update_utc)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
