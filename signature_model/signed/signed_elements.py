"""The elements of an XML document that a signature covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from lxml import etree


class SignedElements:
    """The elements that the references of a signature cover.

    If the signature is inside such an element, it does not cover itself.
    """

    def __init__(self, signature: etree._Element, targets: Iterable[etree._Element]) -> None:
        self._signature = signature
        self._around = frozenset(signature.iterancestors())
        self._targets = frozenset(targets)

    def covers(self, lineage: AbstractSet[etree._Element]) -> bool:
        """Whether an element is covered. ``lineage`` is the element with all elements around it."""
        found = self._targets & lineage
        return bool(found - self._around if self._signature in lineage else found)


def covers_any(covered: Iterable[SignedElements], element: etree._Element) -> bool:
    """Whether one of the signatures covers an element."""
    lineage = {element, *element.iterancestors()}
    return any(each.covers(lineage) for each in covered)
