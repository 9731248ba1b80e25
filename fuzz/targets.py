"""The targets by name, and the interface of a target.

A target is a module of this folder. The first line of its docstring is its invariant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

NAMES: Final = (
    *("bundle", "manifest", "signatures", "p12", "pdf", "responses", "multipart", "job_file"),
    *("xades", "cms", "time_stamp", "signed_pdf", "evidence_package"),
)


class Target(Protocol):
    """The interface of a target's module."""

    LONGEST: Final[int]  # type: ignore[misc]  # a constant of the module
    """The maximum length of an input in bytes."""

    def check(self, content: bytes, /) -> None:
        """Raise an exception if the invariant does not hold."""

    def seeds(self) -> Iterator[bytes]:
        """Yield the initial inputs, the same in every process."""

    def mutated(self, content: bytes, most: int, dice: Dice, /) -> bytes:
        """Return a similar input of at most ``most`` bytes."""


def target_of(name: str) -> Target:
    """Import the target with this name, only now, so that the caller can instrument its imports."""
    return cast("Target", import_module(f"fuzz.{name}"))
