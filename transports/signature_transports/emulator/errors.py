"""What the emulator's owner may do wrong. What callers of the service do wrong is answered, not raised."""

from __future__ import annotations


class NotPossible(ValueError):
    """The service would not let this happen now; nothing has changed. The message says why."""


class UnknownJob(LookupError):
    """The service holds no such job, or none any more."""
