"""What ends a run before all is judged, and how users are told of errors that are ours."""

from __future__ import annotations

from typing import Self

from signature_model.masking import masked


class WorkerDiffers(Exception):
    """A worker would judge by something else than whoever set the task."""


class ExecutorLost(Exception):
    """Nothing more can be judged by an executor, and why."""

    @classmethod
    def by(cls, error: Exception) -> Self:
        """It is lost by an error that came from it."""
        return cls(f"the executor can judge no more: {in_words(error)}")


def internal_error(error: Exception) -> str:
    """What users are told of an error that is ours."""
    return f"an internal error, which should be reported: {in_words(error)}"


def in_words(error: BaseException) -> str:
    """The kind of an error and what it says; never a whole national id number."""
    return f"{type(error).__name__}: {masked(str(error))}"
