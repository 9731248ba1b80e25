"""Errors of the commands, and how they describe errors to their users."""

from __future__ import annotations

from typing import Final

from signature_model.masking import masked

CHECK_PATH: Final = "check the path and the permissions; a relative path begins in the current folder"
"""What to do about a file that cannot be read."""


class Unusable(Exception):
    """A file or value that an option names cannot be used. The message is a sentence with the reason.

    ``hint`` says what to do, if the message does not say it.
    """

    def __init__(self, reason: str, hint: str | None = None) -> None:
        super().__init__(reason)
        self.hint = hint


class OutputLost(Exception):
    """Output cannot be written. The message gives the reason; it is empty if the reader has closed the pipe."""


def internal_error(error: Exception) -> str:
    """Describe an unexpected error, which is a fault of this program."""
    return f"internal error, please report it: {described(error)}"


def described(error: BaseException) -> str:
    """Return the type and the message of an error, with national id numbers masked."""
    return f"{type(error).__name__}: {masked(str(error))}"
