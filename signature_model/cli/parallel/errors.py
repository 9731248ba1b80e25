"""What ends a run before all inputs are validated."""

from __future__ import annotations

from typing import Self

from signature_model.console.errors import described


class WorkerDiffers(Exception):
    """A worker would judge by something else than whoever set the task."""


class ExecutorLost(Exception):
    """Nothing more can be judged by an executor, and why."""

    @classmethod
    def by(cls, error: Exception) -> Self:
        """It is lost by an error that came from it."""
        return cls(f"the executor can judge no more: {described(error)}")
