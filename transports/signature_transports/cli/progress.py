"""How far a transfer has come, on a terminal: one line on standard error that is gone when it is over."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from typing import BinaryIO

STEP: Final = 256 * 1024
"""Bytes from one sign of life to the next; what is shorter shows none."""


class WatchedFile:
    """A binary file that shows how much has been written to it. Everything else it leaves to the file."""

    def __init__(self, file: BinaryIO, label: str) -> None:
        self._file = file
        self._label = label
        self._shown = 0

    def write(self, piece: bytes) -> int:
        """Write, and show it now and then."""
        written = self._file.write(piece)
        if self._file.tell() - self._shown >= STEP:
            self._shown = self._file.tell()
            self._show(f"{self._label}: {self._shown // 1024:,} KiB")
        return written

    def done(self) -> None:
        """Leave the line as it was."""
        if self._shown:
            self._show("")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the file has it
        return getattr(self._file, name)

    def _show(self, text: str) -> None:
        sys.stderr.write(f"\r{text:<{len(self._label) + 20}}\r")
        sys.stderr.flush()
