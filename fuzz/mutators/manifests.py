"""Mutations of manifests: as XML, with the names and values of their schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fuzz.mutators.trees import tree_changed

if TYPE_CHECKING:
    from fuzz.mutators.dice import Dice

WORDS: Final = tuple(
    text.encode()
    for text in (
        *("01818000282", "12345678910", "984661185", "ola@example.com", "+4799999999", "contract.pdf", "note.txt"),
        *("SELF", "OTHER", "ADVANCED_ELECTRONIC_SIGNATURE", "AUTHENTICATED_ELECTRONIC_SIGNATURE", "3", "4", "true"),
        *("PERSONAL_IDENTIFICATION_NUMBER_AND_NAME", "DATE_OF_BIRTH_AND_NAME", "NAME", "application/pdf", "text/plain"),
        *("2029-06-01T12:00:00+02:00", "-99999-01-01T24:00:00Z", "9999-12-31T23:59:59.999999999-14:00", "7776001"),
        *("customer 17", "kari@example.com", "<signers>", "<signer-identifier>x</signer-identifier>"),
        *("META-INF/signatures.xml", "../../etc/passwd", "C:\\nul", "%2e%2e/a.pdf", "a\u0301.pdf", "x" * 300, " "),
    )
)
"""Values that have a meaning for some rule."""


def manifest_changed(content: bytes, most: int, dice: Dice) -> bytes:
    """Change a manifest; return at most ``most`` bytes."""
    return tree_changed(content, most, dice, WORDS)
