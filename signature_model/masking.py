"""Masking of national id numbers and of status query tokens.

National id numbers are personal data: no message or ``repr`` shows a complete number. A token in a URL is hidden.
"""

from __future__ import annotations

import re

# What may stand between the digits, also as written by ``repr`` or in a URL, at most three in a row; after the date,
# also a comma, slash or underscore.
_SEPARATOR = r"[\s.\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212\ufeff-]"
_ESCAPED = r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|[tnr])|%(?:0[9AaDd]|2[0DdEe]|[Cc]2%[Aa]0)"
_BETWEEN = rf"(?:{_SEPARATOR}|{_ESCAPED}){{0,3}}"
_BEHIND_THE_DATE = r"\d{6}[,/_]\d{5}"
# `re` compiles these when they are first used: few texts have eleven digits.
ELEVEN_DIGITS_IN_TEXT = rf"(?<!\d)(?:\d(?:{_BETWEEN}\d){{10}}|{_BEHIND_THE_DATE})(?!\d)"
"""Eleven digits, as people write national id numbers; the check digits may be wrong."""
_TO_MASK = rf"(?:\d(?:{_BETWEEN}\d){{10,}}|(?<!\d){_BEHIND_THE_DATE}(?!\d))"
_QUERY = r"(status_query_token(?:=|%3[Dd]))[^&#\s\"'<>]+"
_FIRST_SIX = rf"\d(?:{_BETWEEN}\d){{5}}"
_NOT_A_DIGIT = r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4})|%[0-9A-Fa-f]{2}|\D"
_DIGITS = 11


class Secret(str):
    """A text that is never shown: by its own ``repr`` or by the ``repr`` of an object that contains it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def masked(text: str) -> str:
    """Replace all but the first six digits of everything that may be a national id number with stars.

    The value of the query parameter ``status_query_token`` becomes three stars.
    """
    if "status_query_token" in text:
        text = re.sub(_QUERY, r"\1***", text)
    return re.sub(_TO_MASK, _starred, text) if has_enough_digits(text) else text


def has_enough_digits(text: str) -> bool:
    """Whether a text contains at least eleven digits, the length of a national id number."""
    return sum(map(str.isdecimal, text)) >= _DIGITS


def _starred(found: re.Match[str]) -> str:
    number = found[0]
    shown = re.match(_FIRST_SIX, number)
    return f"{shown[0] if shown else ''}{'*' * (len(digits_of(number)) - 6)}"


def excerpt(text: str, most: int = 200) -> str:
    """Mask a text and shorten it to ``most`` characters; a shortened text is followed by its length."""
    # Mask first: shortening first could leave ten digits of a number, from which the eleventh can be computed.
    hidden = masked(text)
    return hidden if len(hidden) <= most else f"{hidden[:most]}… ({len(text):,} characters)"


def quoted(text: str) -> str:
    """Quote a text for a message, masked and shortened."""
    return excerpt(repr(text), 100)


def digits_of(text: str) -> str:
    """Return only the digits of a text that matches ``ELEVEN_DIGITS_IN_TEXT``."""
    return re.sub(_NOT_A_DIGIT, "", text)


def masked_repr(value: object) -> str:
    """Return the ``repr`` of a dataclass with every national id number masked."""
    from dataclasses import fields  # noqa: PLC0415 - slow to import, and commands that print help need no values

    shown = [each.name for each in fields(value) if each.repr]  # type: ignore[arg-type]  # every caller is a dataclass
    pairs = (f"{name}={_repr(getattr(value, name))}" for name in shown)
    return masked(f"{type(value).__name__}({', '.join(pairs)})")


def _repr(value: object) -> str:
    try:
        return repr(value)
    except ValueError:  # Python does not print numbers with thousands of digits
        return "..."
