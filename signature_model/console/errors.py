"""Errors as users of a command see them."""

from __future__ import annotations

from signature_model.masking import masked


class Unusable(Exception):
    """Why what an option asks for cannot be had, in a sentence."""


def internal_error(error: Exception) -> str:
    """What users are told of an error that is ours."""
    return f"an internal error, which should be reported: {in_words(error)}"


def in_words(error: BaseException) -> str:
    """The kind of an error and what it says; never a whole national id number."""
    return f"{type(error).__name__}: {masked(str(error))}"
