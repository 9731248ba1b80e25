"""Guarantees that all targets share, and the exception for a broken one."""

from __future__ import annotations

import re
from typing import Final

_ELEVEN_DIGITS: Final = re.compile(r"(?<![,\d])\d{11}", re.ASCII)
_ESCAPED: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:U[0-9a-f]{8}|u[0-9a-f]{4}|x[0-9a-f]{2})")
"""The escapes that ``repr`` writes; their digits are not part of a number. It doubles a backslash."""


class Broken(Exception):
    """A guarantee does not hold."""


def require(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion's
    """Raise Broken with this message unless the condition is true."""
    if not condition:
        raise Broken(otherwise)


def require_masked(text: str, what: str) -> None:
    """Raise Broken if a text contains a possible id number: eleven digits in a row."""
    require(_ELEVEN_DIGITS.search(text) is None, f"eleven digits in {what}")


def require_masked_repr(value: object, what: str) -> None:
    """Raise Broken if the ``repr`` of a value contains a possible id number."""
    require_masked(_ESCAPED.sub(r"\1 ", repr(value)), what)
