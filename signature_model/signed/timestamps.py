"""Read and verify a time-stamp token (RFC 3161) over the octets that it should cover.

Whether its authority is trusted is decided by ``evaluation``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from signature_model.signed.cms import (
    HASHES,
    UNREADABLE,
    CmsSignature,
    UnreadableCms,
    read_cms,
    require_short_identifiers,
)
from signature_model.signed.moments import maybe_moment
from signature_model.signed.validation_data import ValidationData

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from signature_model.signed.stamped_octets import StampedOctets

_OF_ANOTHER: Final = "it is a time-stamp of other content"


class Purpose(StrEnum):
    """The content that a time-stamp covers: the signature, or the signature with its evidence."""

    SIGNATURE = "signature"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStamp:
    """A time-stamp. ``fault`` is the message about a fault; None if it verifies.

    ``is_of_another`` says whether it is for other octets, ``is_checked`` whether the octets could be computed.
    ``covers_stamps`` says whether it also covers the time-stamps before it.
    """

    where: str
    purpose: Purpose
    fault: str | None = None
    is_of_another: bool = False
    is_checked: bool = True
    generated_at: datetime | None = None
    certificate: Certificate | None = None
    validation_data: ValidationData = ValidationData()  # noqa: RUF009 - frozen
    algorithms: tuple[str, ...] = ()
    covers_stamps: bool = False

    @property
    def verifies(self) -> bool:
        """Whether the token is intact and for these octets. Whether its authority is trusted is not checked here."""
        return self.fault is None and self.is_checked


def read_time_stamp(
    encoded: bytes, octets: StampedOctets | None, purpose: Purpose, where: str, certificates: Sequence[Certificate] = ()
) -> TimeStamp:
    """Read a token, and verify it over the octets; ``octets`` are None if they cannot be computed.

    The certificate of its authority is in the token, or else among ``certificates``.
    """
    from asn1crypto import tsp  # noqa: PLC0415 - it loads socket, to write addresses; it opens no connection

    try:
        token = read_cms(encoded, certificates)
        if token.content_type != "tst_info" or token.content is None:
            return TimeStamp(where=where, purpose=purpose, fault="it is not a time-stamp")
        require_short_identifiers(token.content)
        info = tsp.TSTInfo.load(token.content, strict=True)
        imprint = info["message_imprint"]
        name, stated = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        generated_at = maybe_moment(info["gen_time"].native)
    except UnreadableCms as error:
        return TimeStamp(where=where, purpose=purpose, fault=str(error))
    except UNREADABLE:
        return TimeStamp(where=where, purpose=purpose, fault="it is not a readable time-stamp")
    if generated_at is None:
        return TimeStamp(where=where, purpose=purpose, fault="its time cannot be read")
    is_checked = octets is not None and name in HASHES
    is_of_another = octets is not None and is_checked and octets.digest(name) != stated
    return TimeStamp(
        where=where,
        purpose=purpose,
        fault=_fault(token) or (_OF_ANOTHER if is_of_another else None),
        is_of_another=is_of_another,
        is_checked=is_checked,
        generated_at=generated_at,
        certificate=token.certificate,
        validation_data=token.validation_data,
        algorithms=(name, token.digest_algorithm, token.signature_algorithm),
        covers_stamps=purpose is Purpose.ARCHIVE,
    )


def _fault(token: CmsSignature) -> str | None:
    if token.certificate is None:
        return "the certificate of its authority is missing"
    if token.is_intact is False:
        return "it was changed: the digest differs"
    if not token.is_verified or not token.is_intact:
        return "its signature does not verify"
    return "its signed attributes name another certificate" if token.names_another else None
