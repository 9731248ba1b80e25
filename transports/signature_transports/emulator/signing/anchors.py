"""The certificates that verify the signed documents, in both forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_transports.emulator.signing.pki.authorities import TRUSTED, root_of
from signature_transports.emulator.signing.plain.authority import root

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def signers_anchors() -> dict[str, Certificate]:
    """Return the trust anchors by name: of people, organisations and time-stamps, and of plain signatures."""
    return {each: root_of(each) for each in TRUSTED} | {"plain": root()}
