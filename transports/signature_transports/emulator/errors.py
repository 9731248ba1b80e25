"""Exceptions for the program that controls the emulator. Callers of the service get HTTP responses instead."""

from __future__ import annotations


class NotPossible(ValueError):
    """The service does not allow this now, for the reason in the message. Nothing has changed."""


class AlreadyUsed(NotPossible):
    """The redirect URL has been used by another browser."""


class UnknownJob(LookupError):
    """The service has no such job, or has deleted it."""
