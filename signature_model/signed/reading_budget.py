"""A budget: how much may still be read of the files that are read together."""

from __future__ import annotations

from dataclasses import dataclass, field

from signature_model.signed.limits import MOST_OCTETS, MOST_STAMPED, MOST_TOGETHER


@dataclass(slots=True)
class ReadingBudget:
    """The rest of a budget for all files that are read together.

    It counts signatures, octets of references after their transforms, and octets of time-stamps.
    """

    octets: int = field(default_factory=lambda: MOST_OCTETS)
    signatures: int = field(default_factory=lambda: MOST_TOGETHER)
    stamped: int = field(default_factory=lambda: MOST_STAMPED)
