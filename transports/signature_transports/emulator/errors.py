"""Errors for the program that controls the emulator. Callers of the service get HTTP responses instead."""

from __future__ import annotations


class NotPossible(ValueError):
    """The service does not allow this now, for the reason in the message. Nothing has changed."""


class UnknownJob(LookupError):
    """The service has no such job, or has deleted it."""
