"""Merge documents in a separate process, so that a harmful document cannot harm this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.containers.media_types import PDF
from signature_transports.emulator.signing import merging
from signature_transports.emulator.signing.merging import Enclosure
from signature_transports.sandbox import maybe_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.jobs.portal import Document


def maybe_merged(first: bytes, documents: Sequence[Enclosure], footer: bytes = b"") -> bytes | None:
    """Return the result of ``merging.merge``. If it fails, log the error and return None. Raises OSError."""
    content = merging.write_input(first, documents, footer)
    return maybe_output(merging.__file__, content, "the documents could not be merged")


def enclosures(documents: Sequence[Document], *, are_shown: bool) -> list[Enclosure]:
    """Return the documents for merging. The pages of PDF documents are added if they ``are_shown``."""
    return [
        Enclosure(None if are_shown and each.mime == PDF else each.href or each.title, each.content or b"")
        for each in documents
    ]
