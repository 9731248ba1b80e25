"""The progress of a download on a terminal: one line on standard error, which is removed at the end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from typing import BinaryIO

STEP: Final = 256 * 1024
"""Bytes between two updates. Shorter downloads show none."""


class WatchedFile:
    """A binary file that shows how much was written to it."""

    def __init__(self, file: BinaryIO, label: str) -> None:
        self._file = file
        self._label = label
        self._shown = 0

    def write(self, piece: bytes) -> int:
        """Write, and update the line now and then."""
        written = self._file.write(piece)
        if self._file.tell() - self._shown >= STEP:
            self._shown = self._file.tell()
            self._show(f"{self._label}: {self._shown // 1024:,} KiB")
        return written

    def done(self) -> None:
        """Remove the line."""
        if self._shown:
            self._show("")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - an attribute of the file
        return getattr(self._file, name)

    def _show(self, text: str) -> None:
        sys.stderr.write(f"\r{text:<{len(self._label) + 20}}\r")
        sys.stderr.flush()
