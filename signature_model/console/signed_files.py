"""The signed documents in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.console.errors import Unusable

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES: Final = (".pdf", ".xml")
"""Files in a folder with other suffixes are not downloads of the service."""
MOST_FILES: Final = 1_000


def signed_files(folder: Path) -> list[Path]:
    """Return the files of a folder that may be signed documents, sorted by name. Raises Unusable."""
    found = sorted(each for each in folder.iterdir() if each.suffix.lower() in SUFFIXES)
    if not found or len(found) > MOST_FILES:
        what = "no signed document (*.xml, *.pdf)" if not found else f"more than {MOST_FILES:,} files"
        reason = f"{folder} contains {what}"
        raise Unusable(reason)
    return found
