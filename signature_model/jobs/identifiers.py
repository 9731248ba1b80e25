"""National id numbers and organisation numbers: check digits, kinds, and how to find them in a text.

A national id number has eleven digits, DDMMYY, three individual digits and two check digits. A D-number adds 40 to the
day. Synthetic people, who exist in the test environments only, have 40 (NAV), 65 (Norsk Helsenett) or 80 (the Tax
Administration) added to the month. Numbers of the series that is issued from 2032 may have a first check sum of 0 to 3
instead of 0. An organisation number has nine digits, the last one a check digit, and begins with 8 or 9; numbers of the
test register begin with 2 or 3.
"""

from __future__ import annotations

import re
from datetime import date
from operator import mul
from typing import TYPE_CHECKING

from signature_model.masking import ELEVEN_DIGITS_IN_TEXT, digits_of, has_enough_digits, masked, quoted
from signature_model.type_checks import require_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_NINE_DIGITS = re.compile(r"[0-9]{9}")
_FIRST_CHECK = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_CHECK = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGANIZATION_CHECK = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_FIRST_DIGITS_IN_TEST = frozenset("23")
_FIRST_DIGITS = frozenset("89") | _FIRST_DIGITS_IN_TEST

_D_NUMBER = 40
_SYNTHETIC = (80, 65, 40)
_FIRST_CHECK_SUMS = range(4)
_MONTHS = 12
_LEAP_CENTURY = 2000
"""A number has only the last two digits of the year.

In this century, 29 February exists in every year in which it exists in another century.
"""


def has_eleven_digits(number: str) -> bool:
    """Whether this has eleven digits, as a national id number."""
    return _ELEVEN_DIGITS.fullmatch(number) is not None


def eleven_digits(number: str) -> str:
    """Return a national id number. Raises TypeError and ValueError for anything but a text of eleven digits."""
    require_type("number", number, str)
    if not has_eleven_digits(number):
        msg = f"{quoted(number)} is not a national id number, which has eleven digits"
        raise ValueError(msg)
    return number


def has_nine_digits(number: str) -> bool:
    """Whether this has nine digits, as an organisation number."""
    return _NINE_DIGITS.fullmatch(number) is not None


def is_national_id(number: str) -> bool:
    """Whether this is a national id number: eleven digits with a date and correct check digits."""
    return national_id_fault(number) is None


def national_id_fault(number: str) -> str | None:
    """Return what is wrong with a national id number, or None."""
    if not has_eleven_digits(number):
        return "is not eleven digits"
    if not _is_a_date(number):
        return "does not begin with a date"
    if _weighted(number, _FIRST_CHECK) not in _FIRST_CHECK_SUMS or _weighted(number, _SECOND_CHECK):
        return "has wrong check digits"
    return None


def is_synthetic(number: str) -> bool:
    """Whether a national id number belongs to a synthetic person, by the month."""
    if not has_eleven_digits(number):
        return False
    month = int(number[2:4])
    return any(added < month <= added + _MONTHS for added in _SYNTHETIC)


def national_ids_in(text: str) -> Iterator[str]:
    """Find the valid national id numbers in a text, also with blanks, dots or hyphens between the digits."""
    if has_enough_digits(text):
        yield from filter(is_national_id, map(digits_of, re.findall(ELEVEN_DIGITS_IN_TEXT, text)))


def without_ids(name: str) -> str:
    """Mask only the valid national id numbers in a file name, so that the file can still be found."""
    if not has_enough_digits(name):
        return name
    return re.sub(
        ELEVEN_DIGITS_IN_TEXT,
        lambda found: masked(found[0]) if is_national_id(digits_of(found[0])) else found[0],
        name,
    )


def organization_number_fault(number: str) -> str | None:
    """Return what is wrong with an organisation number, or None."""
    if not has_nine_digits(number):
        return "is not nine digits"
    if _weighted(number, _ORGANIZATION_CHECK):
        return "has a wrong check digit"
    return None if number[0] in _FIRST_DIGITS else "does not begin with 8 or 9"


def is_test_organization(number: str) -> bool:
    """Whether nine digits are an organisation number of the test register, by the first digit."""
    return has_nine_digits(number) and number[0] in _FIRST_DIGITS_IN_TEST


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
