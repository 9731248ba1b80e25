"""Build documents in the service's namespace: elements, attributes and the bytes that are sent."""

from __future__ import annotations

from lxml import etree

from signature_model.errors import UnwritableText
from signature_model.xml.trees import MANIFEST, path_of


def root(name: str) -> etree._Element:
    """Return a root element."""
    return etree.Element(f"{{{MANIFEST}}}{name}", nsmap={None: MANIFEST})


def child(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    """Append an element, empty unless there is a text, and return it.

    Raises UnwritableText for text that XML cannot hold, such as control characters.
    """
    element = etree.SubElement(parent, f"{{{MANIFEST}}}{name}")
    try:
        element.text = text
    except ValueError as error:
        raise UnwritableText(path_of(element)) from error
    return element


def add(parent: etree._Element, name: str, text: str | None) -> None:
    """Append an element with a text; append nothing if the text is None. Raises UnwritableText as ``child`` does."""
    if text is not None:
        child(parent, name, text)


def put(element: etree._Element, name: str, value: str | None) -> None:
    """Set an attribute; set nothing if the value is None. Raises UnwritableText as ``child`` does."""
    if value is None:
        return
    try:
        element.set(name, value)
    except ValueError as error:
        where = f"{path_of(element)}/@{name}"
        raise UnwritableText(where) from error


def serialise(element: etree._Element) -> bytes:
    """Return a document in UTF-8."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8")
