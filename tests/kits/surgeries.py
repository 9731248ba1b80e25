"""Changes to a seal's tree, for seals that are signed again or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kits.bundles import every, removed

if TYPE_CHECKING:
    from lxml import etree

    from tests.kits.bundles import Surgery


def setting(name: str, attribute: str, value: str | None, *, index: int = 0) -> Surgery:
    """Set, or with None take away, an attribute of the element of a name."""

    def surgery(root: etree._Element) -> None:
        element = every(root, name)[index]
        if value is None:
            del element.attrib[attribute]
        else:
            element.set(attribute, value)

    return surgery


def saying(name: str, text: str, *, index: int = 0) -> Surgery:
    """Write another text into the element of a name."""

    def surgery(root: etree._Element) -> None:
        every(root, name)[index].text = text

    return surgery


def without(name: str, *, index: int = 0) -> Surgery:
    """Take the element of a name out."""
    return lambda root: removed(every(root, name)[index])
