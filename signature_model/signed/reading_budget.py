"""A budget: how much may still be read of the files that are read together."""

from __future__ import annotations

from dataclasses import dataclass, field

from signature_model.pdf.limits import LimitExceeded
from signature_model.signed.limits import MOST_OCTETS, MOST_STAMPED, MOST_STEPS, MOST_TOGETHER


@dataclass(slots=True)
class ReadingBudget:
    """The rest of a budget for all files that are read together.

    It counts signatures, octets of references after their transforms, octets of time-stamps, and steps of pyHanko.
    """

    octets: int = field(default_factory=lambda: MOST_OCTETS)
    signatures: int = field(default_factory=lambda: MOST_TOGETHER)
    stamped: int = field(default_factory=lambda: MOST_STAMPED)
    steps: int = field(default_factory=lambda: MOST_STEPS)

    def take_steps(self, count: int = 1) -> None:
        """Count steps of pyHanko. Raises LimitExceeded."""
        self.steps -= count
        if self.steps < 0:
            msg = f"reading the signatures takes more than {MOST_STEPS:,} steps"
            raise LimitExceeded(msg)
