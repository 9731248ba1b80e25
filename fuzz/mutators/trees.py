"""Mutations of XML, element by element, so that the result is usually well-formed."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from lxml import etree

from fuzz.mutators.texts import NUMBERS, tokens_changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fuzz.mutators.dice import Dice

ENCODINGS: Final = ("UTF-8", "UTF-8", "UTF-8", "UTF-8", "US-ASCII", "ISO-8859-1", "UTF-16", "UTF-32")

_READER: Final = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGS: Final = re.compile(rb"<[^<>]{0,200}>")
_MANY: Final = (*[1, 2, 3] * 10, 30, 300, 3_000)
"""Numbers of repetitions; large inputs are slow and seldom useful."""
_DEEP: Final = 40


def tree_changed(content: bytes, most: int, dice: Dice, words: Sequence[bytes] = ()) -> bytes:
    """Change an element, an attribute or a text; return at most ``most`` bytes."""
    root = None if dice.one_in(8) else _root(content)
    if root is None:
        return _as_text(content, most, dice, words)
    try:
        for _ in range(dice.random.randint(1, 3)):
            _change(root, most, dice, words)
        written = bytes(etree.tostring(root, xml_declaration=dice.one_in(2), encoding=dice.of(ENCODINGS)))
    except (etree.LxmlError, ValueError):  # the parser accepts names that the tree refuses
        return _as_text(content, most, dice, words)
    return written if len(written) <= most else content[:most]


def _root(content: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(content, _READER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _as_text(content: bytes, most: int, dice: Dice, words: Sequence[bytes]) -> bytes:
    """Change tags and pieces of them, if the input is not well-formed or the result need not be."""
    tags: list[bytes] = _TAGS.findall(content)
    if tags and dice.one_in(3):
        at = dice.random.randint(0, len(content))
        return (content[:at] + dice.of(tags) * dice.of(_MANY) + content[at:])[:most]
    return tokens_changed(content, most, dice, words) if dice.one_in(2) else dice.plain(content, most)


def _change(root: etree._Element, most: int, dice: Dice, words: Sequence[bytes]) -> None:
    elements = list(root.iter("*"))
    element, other = dice.of(elements), dice.of(elements)
    parent = element.getparent()
    match dice.random.randrange(9):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None:
            size = len(etree.tostring(element)) + 1
            for _ in range(min(dice.of(_MANY), most // size)):
                parent.insert(parent.index(element), deepcopy(element))
        case 2 if element is not other and element not in other.iterancestors():
            other.insert(dice.random.randint(0, len(other)), element)
        case 3:
            element.tag = other.tag
        case 4:
            _change_attribute(element, other, dice, words)
        case 5 if parent is not None:
            _nest(element, parent, dice)
        case 6:
            extra = dice.of((etree.Comment("c"), etree.ProcessingInstruction("p", "i"), etree.Element("x")))
            extra.tail = element.text
            element.insert(0, extra)
        case _:
            element.text = _text(element.text or "", dice, words)


def _change_attribute(element: etree._Element, other: etree._Element, dice: Dice, words: Sequence[bytes]) -> None:
    names = [*element.attrib, *other.attrib, "href", "order", "Id", "xml:lang"]
    name = str(dice.of(names)).replace("xml:", "{http://www.w3.org/XML/1998/namespace}")
    if dice.one_in(3):
        element.attrib.pop(name, None)
    else:
        element.set(name, _text(str(element.get(name, "")), dice, words))


def _nest(element: etree._Element, parent: etree._Element, dice: Dice) -> None:
    place, shell = parent.index(element), etree.Element(element.tag)
    inner = shell
    for _ in range(dice.of((1, 2, _DEEP))):
        inner = etree.SubElement(inner, element.tag)
    parent.insert(place, shell)
    inner.append(element)


def _text(text: str, dice: Dice, words: Sequence[bytes]) -> str:
    match dice.random.randrange(5):
        case 0:
            chosen = dice.of(NUMBERS).decode()
        case 1 if words:
            chosen = dice.of(words).decode(errors="replace")
        case 2:
            chosen = text * dice.of(_MANY)
        case 3:
            chosen = tokens_changed(text.encode(), 4_000, dice, words).decode(errors="replace")
        case _:
            chosen = dice.text(text)
    return _NO_XML.sub("", chosen)[:100_000]
