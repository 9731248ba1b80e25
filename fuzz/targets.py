"""The targets by name, and what a target is.

A target is a module of this folder. The first line of its docstring is its invariant: what holds for all bytes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

NAMES: Final = ("bundle", "manifest", "signatures", "p12", "pdf", "responses", "multipart", "job_file")


class Target(Protocol):
    """What the module of a target has."""

    LONGEST: Final[int]  # type: ignore[misc]  # a constant of the module
    """Bytes of an input at most."""

    def check(self, content: bytes, /) -> None:
        """Raise whatever breaks the invariant."""

    def seeds(self) -> Iterator[bytes]:
        """The inputs to start from, the same in every process."""

    def mutated(self, content: bytes, most: int, dice: Dice, /) -> bytes:
        """Another input, near to this one, of so many bytes at most."""


def target_of(name: str) -> Target:
    """The target of this name. It is imported only here, so that whoever traces its imports can."""
    return cast("Target", import_module(f"fuzz.{name}"))
