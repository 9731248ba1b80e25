"""Mutations of texts with words, numbers and punctuation, token by token: TOML, JSON, header fields, PDF objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fuzz.mutators.dice import Dice

NUMBERS: Final = tuple(
    text.encode()
    for text in (
        *("0", "-0", "1", "-1", "10", "99", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295"),
        *("4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e400", "nan", "inf"),
        *("0x10", "00", "1.5", "1" + "0" * 30, "9" * 5_000, "0.0000000001", "\N{ARABIC-INDIC DIGIT THREE}"),
    )
)
"""Numbers at the limits of programs."""

_TOKEN: Final = re.compile(rb"\d+|[A-Za-z_-]+|\s+|[^\w\s]|.", re.DOTALL)
_MANY: Final = (*[2, 3, 10] * 10, 100, 1_000, 20_000)
"""Numbers of repetitions; large inputs are slow and seldom useful."""


def tokens_changed(content: bytes, most: int, dice: Dice, words: Sequence[bytes] = ()) -> bytes:
    """Remove, repeat, swap or replace some tokens; return at most ``most`` bytes."""
    tokens = _TOKEN.findall(content)
    for _ in range(dice.random.randint(1, 3)):
        tokens = _changed(tokens or [b""], most, dice, words)
    return b"".join(tokens)[:most]


def _changed(tokens: list[bytes], most: int, dice: Dice, words: Sequence[bytes]) -> list[bytes]:
    start = dice.random.randrange(len(tokens))
    end = min(len(tokens), start + dice.random.choice((1, 1, 1, 2, 5, 30)))
    before, piece, after = tokens[:start], tokens[start:end], tokens[end:]
    elsewhere = dice.random.randrange(len(tokens))
    match dice.random.randrange(7):
        case 0:
            piece = []
        case 1:
            piece *= min(dice.of(_MANY), most // (sum(map(len, piece)) or 1) + 1)
        case 2:
            piece = [tokens[elsewhere]]
        case 3:
            piece = [*piece, tokens[elsewhere]]
        case 4:
            piece = [dice.of(NUMBERS)]
        case 5 if words:
            piece = [dice.of(words), *(piece if dice.one_in(2) else ())]
        case _:
            piece = [dice.plain(b"".join(piece), 200)]
    return before + piece + after
