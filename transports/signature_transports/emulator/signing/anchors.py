"""The certificates that verify the signed documents, in both forms. They are the same for every emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_transports.emulator.signing.pki.authorities import TRUSTED, root_of
from signature_transports.emulator.signing.plain.authority import root

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def signers_anchors() -> tuple[Certificate, ...]:
    """Return the trust anchors for signed documents, for ``Context(trust_anchors=...)``."""
    return tuple(anchors_by_name().values())


def anchors_by_name() -> dict[str, Certificate]:
    """Return the roots of people, organisations and time-stamps, and the root of plain signatures."""
    return {each: root_of(each) for each in TRUSTED} | {"plain": root()}
