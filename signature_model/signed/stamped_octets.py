"""The octets that a time-stamp covers. A beginning that several time-stamps share is hashed once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Beginning:
    """The common beginning of the octets of several time-stamps: the documents, which may be large."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self.parts = parts
        self._begun: dict[str, hashlib._Hash] = {}

    def digest(self, name: str, rest: Iterable[bytes]) -> bytes:
        """Return the digest of the beginning and the rest, by the name of an algorithm in ``hashlib``."""
        if name not in self._begun:
            self._begun[name] = _updated(hashlib.new(name, usedforsecurity=False), self.parts)
        return _updated(self._begun[name].copy(), rest).digest()


class StampedOctets:
    """All octets that a time-stamp covers."""

    def __init__(self, rest: Sequence[bytes], beginning: Beginning | None = None) -> None:
        self._beginning = Beginning([]) if beginning is None else beginning
        self._rest = rest

    def digest(self, name: str) -> bytes:
        """Return the digest by the name of an algorithm in ``hashlib``."""
        return self._beginning.digest(name, self._rest)


def _updated(context: hashlib._Hash, parts: Iterable[bytes]) -> hashlib._Hash:
    for each in parts:
        context.update(each)
    return context
