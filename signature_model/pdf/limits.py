"""The limits on the inspection of one document: each kind of work has one, and the inspection ends when it is exceeded.

Documents from real tools stay far below the limits. All kinds of work share one budget, so a hostile document costs at
most about a second and 300 MB.
"""

from __future__ import annotations

from typing import Final

MAX_VALUES: Final = 500_000
"""The maximum number of numbers, names, strings and other tokens in the objects that are read."""
_PER_OBJECT: Final = 1
"""Reading an object costs as much as this number of values, besides its own."""
MAX_ROWS: Final = 500_000
"""The maximum number of rows of cross-reference tables and streams, and of objects found while a table is rebuilt."""
MAX_UNPACKED: Final = 96 * 1024 * 1024
"""The maximum size of unpacked cross-reference streams, object streams and metadata, in bytes."""
PER_SLOW_BYTE: Final = 32
"""A byte that Python code unpacks costs as much as this number of bytes that zlib inflates."""
MAX_SCANNED: Final = 128 * 1024 * 1024
"""The maximum number of bytes that are searched. A byte counts each time that it is searched."""

_NAMES: Final = {
    "values": "values in the objects that have to be read",
    "rows": "rows in the cross-reference table",
    "unpacked": "bytes in the object streams that have to be unpacked",
    "scanned": "bytes that have to be searched",
}


class LimitExceeded(Exception):  # named for what happened
    """Inspecting the document would exceed a limit; the text says which."""


class Budget:
    """The work that may still be done for one document: a number for each kind of work."""

    __slots__ = ("_limits", "rows", "scanned", "unpacked", "values")

    def __init__(self, *, values: int = MAX_VALUES) -> None:
        self._limits = {"values": values, "rows": MAX_ROWS, "unpacked": MAX_UNPACKED, "scanned": MAX_SCANNED}
        self.values = values
        self.rows = MAX_ROWS
        self.unpacked = MAX_UNPACKED
        self.scanned = MAX_SCANNED

    def charge(self, **amounts: int) -> None:
        """Subtract work from the budget, before or after it is done. Raises LimitExceeded."""
        for kind, amount in amounts.items():
            left = getattr(self, kind) - amount
            setattr(self, kind, left)
            if left < 0:
                msg = f"more than {self._limits[kind]:,} {_NAMES[kind]}"
                raise LimitExceeded(msg)
        if sum(getattr(self, kind) / limit for kind, limit in self._limits.items()) < len(_NAMES) - 1:
            spent = {kind: limit - getattr(self, kind) for kind, limit in self._limits.items()}
            msg = ", ".join(f"{amount:,} {_NAMES[kind]}" for kind, amount in spent.items())
            msg = f"more work in total than the limits allow ({msg})"
            raise LimitExceeded(msg)

    def charge_object(self, values: int, scanned: int) -> None:
        """Count an object with its values and bytes."""
        self.values -= values + _PER_OBJECT
        self.scanned -= scanned
        if self.values < 0 or self.scanned < 0:
            self.charge(values=0, scanned=0)

    def charge_row(self) -> None:
        """Count a row, or an object that was found."""
        self.rows -= 1
        if self.rows < 0:
            self.charge(rows=0)

    def charge_value(self) -> None:
        """Count a value."""
        self.values -= 1
        if self.values < 0:
            self.charge(values=0)
