"""National id numbers, organisation numbers, e-mail addresses and mobile numbers.

The numbers have a valid form, date and check digits. Numbers of synthetic people belong to no real person; other
numbers may belong to one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from signature_model.jobs.context import Environment

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_FIRST_BIRTHDAY = date(1940, 1, 1)
_LAST_BIRTHDAY = date(2009, 12, 31)
_DAYS = (_LAST_BIRTHDAY - _FIRST_BIRTHDAY).days
_NEXT_CENTURY = 2000
_INDIVIDUALS = 500
"""Individual numbers: 000 to 499 for people born before 2000, 500 to 999 for people born later."""

_REAL = (0, 0), (40, 0)
_SYNTHETIC = (0, 80), (0, 40), (40, 80), (40, 40)
"""The numbers that are added to the day (D-numbers: 40) and to the month (the Tax Administration: 80, NAV: 40)."""

_FIRST_ORGANIZATIONS = 80_000_000
_ORGANIZATIONS = 20_000_000

_NONE = 10
"""A check value that is not a digit: a number with it is never issued."""

_NAMES = ("kari", "ola", "kari.nordmann", "ola+avtale", "k_2", "bjørn-åge", "o'hara")
_DOMAINS = ("example.com", "post.example.org", "xn--blbr-roah.example")
_EMAILS = tuple(f"{name}{number or ''}@{domain}" for domain in _DOMAINS for number in range(9) for name in _NAMES)
_LEADS = ("", "+47", "0047", "+47 ")
_FIRST_MOBILE = 90_000_000
_MOBILES = 9_999_900


def national_ids(*, environment: Environment | None = None) -> SearchStrategy[str]:
    """National id numbers: eleven digits, starting with a date and ending with valid check digits.

    ``environment``: TEST gives synthetic people of both ranges, PRODUCTION ordinary numbers, both including D-numbers;
    None gives all. Ordinary numbers may belong to real people: do not send them anywhere.

    >>> from signature_model.jobs.identifiers import is_national_id
    >>> from hypothesis import find
    >>> is_national_id(find(national_ids(), lambda number: True))
    True
    """
    kinds = {Environment.TEST: _SYNTHETIC, Environment.PRODUCTION: _REAL, None: (*_SYNTHETIC, *_REAL)}[environment]
    # A single integer gives birthday and individual number: this saves a draw and shrinks well.
    return st.builds(_national_id, st.sampled_from(kinds), st.integers(0, (_DAYS + 1) * _INDIVIDUALS - 1))


def organization_numbers() -> SearchStrategy[str]:
    """Organisation numbers: nine digits, starting with 8 or 9 and ending with a valid check digit."""
    return st.integers(0, _ORGANIZATIONS - 1).map(_organization_number)


def next_national_id(number: str) -> str:
    """Return another number with the same birthday and of the same kind."""
    head, individual = number[:6], int(number[6:9])
    return _next(head, individual // _INDIVIDUALS * _INDIVIDUALS, individual % _INDIVIDUALS + 1)


def emails() -> SearchStrategy[str]:
    """E-mail addresses in reserved domains."""
    return st.sampled_from(_EMAILS)


def mobiles() -> SearchStrategy[str]:
    """Norwegian mobile numbers, with and without country code."""
    return st.integers(0, len(_LEADS) * _MOBILES - 1).map(_mobile)


def next_mobile(number: str) -> str:
    """Return another number with the same country code."""
    return f"{number[:-8]}{int(number[-8:]) + 1}"


def _national_id(added: tuple[int, int], index: int) -> str:
    day, individual = divmod(index, _INDIVIDUALS)
    born = _FIRST_BIRTHDAY + timedelta(days=day)
    head = f"{born.day + added[0]:02}{born.month + added[1]:02}{born.year % 100:02}"
    least = _INDIVIDUALS if born.year >= _NEXT_CENTURY else 0
    return _next(head, least, individual)


def _next(head: str, least: int, individual: int) -> str:
    # About one individual number in six has no valid check digits; take the next one that has.
    numbers = (f"{head}{least + (individual + more) % _INDIVIDUALS:03}" for more in range(_INDIVIDUALS))
    return next(filter(None, map(_with_check_digits, numbers)))


def _with_check_digits(nine: str) -> str | None:
    digits = [int(each) for each in nine]
    first = -sum(map(int.__mul__, (3, 7, 6, 1, 8, 9, 4, 5, 2), digits)) % 11
    second = -sum(map(int.__mul__, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), [*digits, first])) % 11
    return f"{nine}{first}{second}" if max(first, second) < _NONE else None


def _organization_number(index: int) -> str:
    numbers = (_FIRST_ORGANIZATIONS + (index + more) % _ORGANIZATIONS for more in range(_ORGANIZATIONS))
    return next(filter(None, map(_with_check_digit, map(str, numbers))))


def _with_check_digit(eight: str) -> str | None:
    last = -sum(map(int.__mul__, (3, 2, 7, 6, 5, 4, 3, 2), map(int, eight))) % 11
    return f"{eight}{last}" if last < _NONE else None


def _mobile(index: int) -> str:
    lead, number = divmod(index, _MOBILES)
    return f"{_LEADS[lead]}{_FIRST_MOBILE + number}"
