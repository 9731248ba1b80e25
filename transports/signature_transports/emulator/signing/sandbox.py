"""Merges documents in a process of its own, so that a harmful document cannot harm this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_transports.emulator.signing import merging
from signature_transports.sandbox import maybe_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_transports.emulator.signing.merging import Enclosure


def maybe_merged(first: bytes, documents: Sequence[Enclosure], footer: bytes = b"") -> bytes | None:
    """Return what ``merging.merge`` returns, or None if it fails, which is logged. Raises OSError."""
    content = merging.write_input(first, documents, footer)
    return maybe_output(merging.__file__, content, "the documents could not be merged")
