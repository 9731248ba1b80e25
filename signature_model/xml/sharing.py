"""Share lxml objects between threads, and create them again in a forked process.

lxml locks parsers and XPath expressions during use. If another thread holds a lock during a fork, the child process
gets a copy of the lock that is never released. Therefore, every parser and expression that is kept after a call is a
``Shared``.
"""

import os
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from lxml import etree

T = TypeVar("T")


class Shared(Generic[T]):
    """An object that is made on first use in each process."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: T | None = None
        if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
            os.register_at_fork(after_in_child=self._forget)

    def get(self) -> T:
        """Return the object of this process."""
        made = self._made
        if made is None:
            made = self._made = self._make()
        return made

    def _forget(self) -> None:
        self._made = None


def xpath(expression: str, **options: Any) -> Shared[etree.XPath]:  # noqa: ANN401 - as lxml's XPath
    """Return a shared XPath expression."""
    return Shared(lambda: etree.XPath(expression, **options))
