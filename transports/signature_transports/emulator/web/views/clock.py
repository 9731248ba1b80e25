"""The clock's buttons: steps of a fixed length, and the next moments at which something falls due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_transports.emulator.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STEPS: Final = (
    (60, "1 minute"),
    (600, "10 minutes"),
    (3600, "1 hour"),
    (86_400, "1 day"),
    (604_800, "1 week"),
    (2_592_000, "30 days"),
)
"""The steps by which the clock can be advanced: in seconds, and in words."""


def seconds_to(name: str, upcoming: Mapping[str, datetime], now: datetime) -> float:
    """Return the seconds until the moment of that name. Raises NotPossible if it is not ahead."""
    if name not in upcoming:
        msg = "There is no later moment of this kind: all jobs have ended."
        raise NotPossible(msg)
    return (upcoming[name] - now).total_seconds()
