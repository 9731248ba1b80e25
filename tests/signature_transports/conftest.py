"""Documents are merged in this process, unless a test is about harmful ones."""

from collections.abc import Sequence

import pytest

from signature_transports.emulator.signing.merging import Enclosure, merge
from signature_transports.emulator.signing.sandbox import maybe_merged


def _merged(first: bytes, documents: Sequence[Enclosure], footer: bytes = b"") -> bytes | None:
    try:
        return merge(first, documents, footer)
    except Exception:  # noqa: BLE001 - the other process logs it
        return maybe_merged(first, documents, footer)


@pytest.fixture
def merged_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merge documents without starting a process for them; the result is the same."""
    for kind in ("plain", "sealed"):
        monkeypatch.setattr(f"signature_transports.emulator.signing.{kind}.pades.maybe_merged", _merged)
