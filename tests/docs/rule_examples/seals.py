"""Examples that are parts of a seal, in a seal that is signed again. An ellipsis stands for unchanged content."""

from copy import deepcopy
from typing import Final

from lxml import etree

from signature_model import Report, validate_bundle
from tests.docs.rule_examples.example import Example
from tests.kits.bundles import resealed
from tests.kits.seals import DS

ELLIPSIS: Final = "…"

_TELLING: Final = ("Id", "ObjectReference", "Type")
"""Attributes that distinguish elements with the same name."""


def with_piece(example: Example, text: str) -> Report:
    """Validate a bundle whose seal has the element of the text."""
    piece = etree.fromstring(text)
    return validate_bundle(resealed(lambda root: _fill(_counterpart(root, piece), piece)), example.context)


def _fill(element: etree._Element, piece: etree._Element) -> None:
    """Replace the content of the element by that of the example."""
    before, tail = deepcopy(element), element.tail
    element.clear()
    element.tail = tail
    element.attrib.update(piece.attrib)
    element.text = (piece.text or "").strip() or None
    if element.text == ELLIPSIS:
        element.text = before.text
        element.extend(list(before))
        return
    for child in piece:
        found = _counterpart(before, child)
        made = etree.SubElement(element, found.tag)
        made.extend(list(deepcopy(found)))
        made.text = found.text
        _fill(made, child)


def _counterpart(root: etree._Element, piece: etree._Element) -> etree._Element:
    """Return the element of the seal with the example's name and, if there are any, its distinguishing attributes."""
    named = [each for each in root.iter("*") if etree.QName(each).localname == piece.tag]
    result = [each for each in named if all(each.get(key) == piece.get(key) for key in _TELLING)]
    return (result or named or [_new(piece)])[0]


def _new(piece: etree._Element) -> etree._Element:
    return etree.Element(etree.QName(DS.strip("{}"), etree.QName(piece).localname))
