"""Randomness for mutators, and the mutation of bytes of unknown format."""

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
    """The source of random decisions for mutators.

    ``random`` decides where and what to change; ``plain`` mutates bytes of unknown format into at most a given number
    of bytes. Under a fuzzer, ``plain`` learns from comparisons; ``scrambled`` works without a fuzzer.
    """

    random: Random
    plain: Callable[[bytes, int], bytes]

    def one_in(self, count: int) -> bool:
        """Return True with a probability of one in ``count``."""
        return self.random.randrange(count) == 0

    def of(self, things: Sequence[T]) -> T:
        """Choose one of several values."""
        return things[self.random.randrange(len(things))]

    def text(self, text: str, most: int = 4_000) -> str:
        """Mutate a text as bytes."""
        return self.plain(text.encode(errors="surrogatepass"), most).decode(errors="replace")


def scrambling(random: Random) -> Dice:
    """Return dice that work without a fuzzer."""
    return Dice(random=random, plain=lambda content, most: scrambled(content, most, random))


def scrambled(content: bytes, most: int, random: Random) -> bytes:
    """Remove, insert, move or overwrite one piece of the bytes; return at most ``most`` bytes."""
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
