"""The level of a signature: the evidence that its document contains."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from signature_model.signed.timestamps import Purpose
from signature_model.signed.trust.revocation import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.signed.facts import ReadSignature
    from signature_model.signed.trust.paths import EvaluatedStamp, Trust


class Level(StrEnum):
    """The levels of ETSI's baseline profiles. The content of a document decides, not the level that it claims."""

    B = "B"
    T = "T"
    LT = "LT"
    LTA = "LTA"


def level_of(read: ReadSignature, stamps: Sequence[EvaluatedStamp], trust: Trust | None) -> Level:
    """Return the level by the time-stamps that cover a signature, and by what is known about revocation."""
    verified = [each for each in stamps if each.read.verifies]
    if not verified or read.certificate is None:
        return Level.B
    if trust is None or not _is_known(trust) or not all(_is_known(each.trust) for each in verified):
        return Level.T
    return Level.LTA if any(each.read.purpose is Purpose.ARCHIVE for each in verified) else Level.LT


def _is_known(trust: Trust | None) -> bool:
    """Whether the status of every certificate is known: good or revoked."""
    unknown = (Status.UNKNOWN, Status.TOO_OLD, Status.ON_HOLD)
    return (
        trust is not None and bool(trust.revocations) and all(each.status not in unknown for each in trust.revocations)
    )
