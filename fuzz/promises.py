"""What every target promises, and how a promise that was not kept is told."""

from __future__ import annotations

import re
from typing import Final

_ELEVEN_DIGITS: Final = re.compile(r"(?<![,\d])\d{11}", re.ASCII)
_ESCAPED: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:U[0-9a-f]{8}|u[0-9a-f]{4}|x[0-9a-f]{2})")
"""What ``repr`` writes for a character that cannot be shown; its digits are nobody's. A backslash itself is doubled."""


class Broken(Exception):
    """A promise that was not kept."""


def require(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion's
    """Raise Broken, and say what is wrong, unless something is so."""
    if not condition:
        raise Broken(otherwise)


def require_masked(text: str, what: str) -> None:
    """Raise Broken where a text shows what may be somebody's number: eleven digits in a row."""
    require(_ELEVEN_DIGITS.search(text) is None, f"eleven digits in {what}")


def require_masked_repr(value: object, what: str) -> None:
    """The same of what ``repr`` shows of a value."""
    require_masked(_ESCAPED.sub(r"\1 ", repr(value)), what)
