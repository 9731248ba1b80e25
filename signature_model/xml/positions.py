"""Where the start tags of a document are, to the letter: lxml tells lines only, so another parser counts."""

from __future__ import annotations

from codecs import BOM_UTF8
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

    Position = tuple[int, int]
    """Line and column, from 1."""


class Positions:
    """The positions in a document that ``parse`` took, reckoned when the first is asked for."""

    def __init__(self, content: bytes, root: etree._Element) -> None:
        self._content = content
        self._root = root

    def maybe_of(self, element: etree._Element) -> Position | None:
        """Where an element's start tag begins; None where the other parser did not get that far."""
        return self._known.get(element)

    @cached_property
    def _known(self) -> dict[etree._Element, Position]:
        return dict(zip(self._root.iter("*"), _starts(self._content), strict=False))


def _starts(content: bytes) -> list[Position]:
    """The beginnings of the start tags, in order."""
    from xml.parsers import expat  # noqa: PLC0415 - seldom needed; no document type gets past `parse`

    starts: list[Position] = []
    parser = expat.ParserCreate("UTF-8")  # which `parse` has required, whatever it is called
    parser.StartElementHandler = lambda _name, _attributes: starts.append(
        (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
    )
    with suppress(expat.ExpatError):  # two parsers need not agree
        parser.Parse(content.removeprefix(BOM_UTF8), True)  # noqa: FBT003 - its signature
    return starts
