"""What every target promises, and how a promise that was not kept is told."""

from __future__ import annotations

import re
from typing import Final

_ELEVEN_DIGITS: Final = re.compile(r"(?<![,\d])\d{11}", re.ASCII)


class Broken(Exception):
    """A promise that was not kept."""


def require(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion's
    """Raise Broken, and say what is wrong, unless something is so."""
    if not condition:
        raise Broken(otherwise)


def require_masked(text: str, what: str) -> None:
    """Raise Broken where a text shows what may be somebody's number: eleven digits in a row."""
    require(_ELEVEN_DIGITS.search(text) is None, f"eleven digits in {what}")
