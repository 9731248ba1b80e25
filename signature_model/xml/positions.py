"""The lines and columns of start tags. lxml knows only lines, so another parser counts the columns."""

from __future__ import annotations

from codecs import BOM_UTF8
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

    Position = tuple[int, int]
    """Line and column, from 1."""


class Positions:
    """The positions in a document that ``parse`` has accepted. They are counted on first use."""

    def __init__(self, content: bytes, root: etree._Element) -> None:
        self._content = content
        self._root = root
        self._known: dict[etree._Element, Position] | None = None

    def maybe_of(self, element: etree._Element) -> Position | None:
        """Return the position of an element's start tag; None if the other parser stopped before it."""
        if self._known is None:  # a cached_property of Python 3.11 has a lock, which a fork may copy
            self._known = dict(zip(self._root.iter("*"), _starts(self._content), strict=False))
        return self._known.get(element)


def _starts(content: bytes) -> list[Position]:
    """Return the positions of the start tags, in order."""
    from xml.parsers import expat  # noqa: PLC0415 - rarely needed; `parse` refuses document types

    starts: list[Position] = []
    parser = expat.ParserCreate("UTF-8")  # `parse` requires it, even if the document declares another one
    parser.StartElementHandler = lambda _name, _attributes: starts.append(
        (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
    )
    with suppress(expat.ExpatError):  # the two parsers may disagree
        parser.Parse(content.removeprefix(BOM_UTF8), True)  # noqa: FBT003 - its signature
    return starts
