"""Errors that end a run before all inputs are validated."""

from __future__ import annotations

from typing import Self

from signature_model.console.errors import described


class WorkerDiffers(Exception):
    """A worker would return different verdicts from this process. The message gives the reason."""


class ExecutorLost(Exception):
    """An executor cannot validate any more inputs. The message gives the reason."""

    @classmethod
    def by(cls, error: Exception) -> Self:
        """Return the exception for an error that came from the executor."""
        return cls(f"the executor failed: {described(error)}")
