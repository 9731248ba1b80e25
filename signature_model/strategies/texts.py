"""Texts for the fields of a job: readable texts first, then all characters that XML allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from signature_model.rules.privacy import shows_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy

_AWKWARD: Final = "\t\n\r <>&\"'æøåÆ\N{NO-BREAK SPACE}\N{PILE OF POO}];\N{COMBINING RING ABOVE}\N{RIGHT-TO-LEFT MARK}"
CHARACTERS: Final = st.sampled_from(_AWKWARD) | st.characters(
    min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"
)
"""Characters that XML 1.0 allows; difficult ones are more frequent."""
_IMPERSONAL: Final = st.sampled_from(_AWKWARD) | st.characters(
    min_codepoint=0x20, exclude_categories=["Cs", "Nd"], exclude_characters="@\ufffe\uffff"
)

FIRST_OPENING: Final = datetime(2030, 1, 1, tzinfo=UTC)
_NUMBERED: Final = st.integers(1, 9_999).map("2030-{}".format)
_UNFIT_FOR_PATHS: Final = ("avtale/2030;1", "../2030-1", "..", "/", "CON", "=1+1", 'kø "A", 2. år', "")

_SECONDS: Final = int(timedelta(days=3650).total_seconds())
_FURTHEST: Final = 14 * 60
_ZONES: Final = st.sampled_from((0, 60, 120)) | st.integers(-_FURTHEST, _FURTHEST)


def texts(least: int = 0, most: int = 30) -> SearchStrategy[str]:
    """Texts of ``least`` to ``most`` characters that XML 1.0 allows, including difficult ones."""
    return st.text(CHARACTERS, min_size=least, max_size=most)


def titles(*words: str) -> SearchStrategy[str]:
    """Titles of 1 to 80 characters, also in UTF-16: one of the words, or any text that shows something."""
    return _mostly(words, texts(1, 80).filter(_shows_something).filter(partial(_fits, 80)))


def descriptions() -> SearchStrategy[str | None]:
    """Descriptions of at most 220 characters, also in UTF-16: None, a readable one, or any text."""
    return st.none() | st.just("Read it before you sign.") | texts(0, 220).filter(partial(_fits, 220))


def impersonal(*words: str, most: int) -> SearchStrategy[str]:
    """Texts without digits or at signs, so that they contain no personal data: one of the words, or any text."""
    any_text = st.text(_IMPERSONAL, min_size=1, max_size=most)
    return _mostly(words, any_text.filter(_shows_something).filter(partial(_fits, most)))


def references() -> SearchStrategy[str | None]:
    """References of at most 50 characters: None, readable ones, some that are invalid in paths or tables, or any text.

    They contain no personal data.
    """
    return st.none() | _NUMBERED | st.sampled_from(_UNFIT_FOR_PATHS) | impersonal("our own", most=50)


def moments() -> SearchStrategy[datetime]:
    """Moments from 2030 on, in whole seconds, in every time zone that XML Schema can express."""
    return st.builds(_moment, st.integers(0, _SECONDS), _ZONES)


def _shows_something(text: str) -> bool:
    return not shows_nothing(text)


def _fits(most: int, text: str) -> bool:
    """Whether a text has at most this number of UTF-16 code units, which have two bytes each."""
    return len(text.encode("utf-16-le")) <= 2 * most


def _mostly(words: Sequence[str], rare: SearchStrategy[str]) -> SearchStrategy[str]:
    # The first word needs one draw less than all others, so values shrink to it.
    return st.one_of(st.just(words[0]), st.sampled_from(words), st.sampled_from(words), rare)


def _moment(seconds: int, offset: int) -> datetime:
    zone = timezone(timedelta(minutes=offset)) if offset else UTC
    return (FIRST_OPENING + timedelta(seconds=seconds)).astimezone(zone)
