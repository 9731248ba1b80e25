"""Chance for mutators, and the mutation of bytes whose form nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    T = TypeVar("T")

_INTERESTING: Final = (0, 1, 0x0A, 0x20, 0x7F, 0x80, 0xFF)
_LONGEST_PIECE: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Dice:
    """What mutators draw from.

    ``random`` decides where and what; ``plain`` mutates bytes into so many at most, knowing nothing of their form. A
    fuzzer has one that learns from comparisons; ``scrambled`` serves where there is none.
    """

    random: Random
    plain: Callable[[bytes, int], bytes]

    def one_in(self, count: int) -> bool:
        """True once in so many times."""
        return self.random.randrange(count) == 0

    def of(self, things: Sequence[T]) -> T:
        """One of several things."""
        return things[self.random.randrange(len(things))]

    def text(self, text: str, most: int = 4_000) -> str:
        """A text mutated as bytes."""
        return self.plain(text.encode(errors="surrogatepass"), most).decode(errors="replace")


def scrambling(random: Random) -> Dice:
    """Dice without a fuzzer."""
    return Dice(random=random, plain=lambda content, most: scrambled(content, most, random))


def scrambled(content: bytes, most: int, random: Random) -> bytes:
    """The bytes with one piece cut out, put in, put elsewhere or overwritten; so many at most."""
    at = random.randint(0, len(content))
    end = min(len(content), at + random.randint(0, _LONGEST_PIECE))
    piece = content[at:end]
    elsewhere = random.randint(0, len(content))
    kinds = (
        lambda: content[:at] + content[end:],
        lambda: content[:at] + bytes([random.randrange(256)]) + content[at + 1 :],
        lambda: content[:at] + bytes([_INTERESTING[random.randrange(len(_INTERESTING))]]) + content[at:],
        lambda: content[:elsewhere] + piece + content[elsewhere:],
        lambda: content[:at] + piece * 2 + content[end:],
        lambda: content[:at],
    )
    return kinds[random.randrange(len(kinds))]()[:most]
