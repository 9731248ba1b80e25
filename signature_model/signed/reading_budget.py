"""A budget: how much may still be read of the files that are read together."""

from __future__ import annotations

from dataclasses import dataclass, field

from signature_model.signed.limits import MOST_OCTETS, MOST_STAMPED, MOST_TOGETHER


@dataclass(slots=True)
class ReadingBudget:
    """What is left for all files that are read together.

    It consists of signatures, of octets of references, after their transforms, and of octets of time-stamps.
    """

    octets: int = field(default_factory=lambda: MOST_OCTETS)
    signatures: int = field(default_factory=lambda: MOST_TOGETHER)
    stamped: int = field(default_factory=lambda: MOST_STAMPED)
