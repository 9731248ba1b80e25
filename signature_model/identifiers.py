"""National id numbers and organisation numbers: their check digits, their kinds, and how to keep them out of sight.

A national id number has eleven digits, DDMMYY, three individual digits and two check digits. A D-number adds 40 to the
day; synthetic people, who exist in the test environments only, have 40 (NAV) or 80 (the Tax Administration) added to
the month. An organisation number has nine digits, the last one a check digit. Nothing here knows about jobs.
"""

from __future__ import annotations

import re
from datetime import date
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_NINE_DIGITS = re.compile(r"[0-9]{9}")
# What people put between the digits, or ``repr`` or a url makes of it, at most three in a row; and behind the date.
_SEPARATOR = r"[\s.\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212\ufeff-]"
_ESCAPED = r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|[tnr])|%(?:0[9AaDd]|2[0DdEe]|[Cc]2%[Aa]0)"
_BETWEEN = rf"(?:{_SEPARATOR}|{_ESCAPED}){{0,3}}"
_BEHIND_THE_DATE = r"\d{6}[,/_]\d{5}"
_IN_TEXT = re.compile(rf"(?<!\d)(?:\d(?:{_BETWEEN}\d){{10}}|{_BEHIND_THE_DATE})(?!\d)")
_TO_MASK = re.compile(rf"(?:\d(?:{_BETWEEN}\d){{10,}}|(?<!\d){_BEHIND_THE_DATE}(?!\d))")
_FIRST_SIX = re.compile(rf"\d(?:{_BETWEEN}\d){{5}}")
_NOT_A_DIGIT = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4})|%[0-9A-Fa-f]{2}|\D")

_FIRST_CHECK = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_CHECK = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGANIZATION_CHECK = (3, 2, 7, 6, 5, 4, 3, 2, 1)

_D_NUMBER = 40
_SYNTHETIC = (80, 40)
_MONTHS = 12
_LEAP_CENTURY = 2000
"""Every day that exists in a year of another century exists in that year of this one."""


def masked(text: str) -> str:
    """The text with all but the first six digits of everything that may be a national id number turned into stars."""
    return _TO_MASK.sub(_starred, text)


def _starred(found: re.Match[str]) -> str:
    number = found[0]
    shown = _FIRST_SIX.match(number)
    return f"{shown[0] if shown else ''}{'*' * (len(_digits(number)) - 6)}"


def without_ids(name: str) -> str:
    """A name in which valid national id numbers are masked and nothing else, so that it can still be found."""
    return _IN_TEXT.sub(lambda found: masked(found[0]) if is_national_id(_digits(found[0])) else found[0], name)


def excerpt(text: str, most: int = 200) -> str:
    """The masked text, of which ``most`` characters are shown, and how many there were if there were more."""
    # Cutting first could leave ten digits of a number, and the eleventh follows from them.
    hidden = masked(text)
    return hidden if len(hidden) <= most else f"{hidden[:most]}… ({len(text):,} characters)"


def quoted(text: str) -> str:
    """The text in quotes for a message: masked first and then cut, in this order for the reason above."""
    return excerpt(repr(text), 100)


def has_eleven_digits(number: str) -> bool:
    """Whether this has the form of a national id number, right or wrong."""
    return _ELEVEN_DIGITS.fullmatch(number) is not None


def has_nine_digits(number: str) -> bool:
    """Whether this has the form of an organisation number, right or wrong."""
    return _NINE_DIGITS.fullmatch(number) is not None


def is_national_id(number: str) -> bool:
    """Whether this is a national id number: eleven digits, a date first, the right check digits last."""
    return national_id_fault(number) is None


def national_id_fault(number: str) -> str | None:
    """What is wrong with eleven digits as a national id number, in words; None if nothing is."""
    if not has_eleven_digits(number):
        return "is not eleven digits"
    if not _is_a_date(number):
        return "does not begin with a date"
    if _weighted(number, _FIRST_CHECK) or _weighted(number, _SECOND_CHECK):
        return "has wrong check digits"
    return None


def is_synthetic(number: str) -> bool:
    """Whether eleven digits name a synthetic person, by the month."""
    if not has_eleven_digits(number):
        return False
    month = int(number[2:4])
    return any(added < month <= added + _MONTHS for added in _SYNTHETIC)


def national_ids_in(text: str) -> Iterator[str]:
    """The valid national id numbers in a text, as eleven digits; there may be blanks, dots or hyphens between them."""
    yield from filter(is_national_id, map(_digits, _IN_TEXT.findall(text)))


def _digits(text: str) -> str:
    return _NOT_A_DIGIT.sub("", text)


def organization_number_fault(number: str) -> str | None:
    """What is wrong with nine digits as an organisation number, in words; None if nothing is."""
    if not has_nine_digits(number):
        return "is not nine digits"
    return "has a wrong check digit" if _weighted(number, _ORGANIZATION_CHECK) else None


def _weighted(number: str, weights: Sequence[int]) -> int:
    total: int = sum(map(mul, weights, map(int, number)))
    return total % 11


def _is_a_date(number: str) -> bool:
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    day -= _D_NUMBER if day > _D_NUMBER else 0
    month -= next((added for added in _SYNTHETIC if month > added), 0)
    try:
        date(_LEAP_CENTURY + year, month, day)
    except ValueError:
        return False
    return True
