"""The elements of a document that the references of an XML signature can name, cover, or leave uncovered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from signature_model.xml.trees import DSIG, children, local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_XADES: Final = "{http://uri.etsi.org/01903/"
_IDS: Final = etree.XPath("//*[@Id or @ID or @id or @xml:id]")
_OBJECT: Final = f"{{{DSIG}}}Object"
_ID_NAMES: Final = ("Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id")


def ids_in(root: etree._Element) -> Mapping[str, list[etree._Element]]:
    """Return the elements of a document by their Ids. An Id that occurs more than once has several elements."""
    found: dict[str, list[etree._Element]] = {}
    for element in _IDS(root):
        for value in {element.get(name) for name in _ID_NAMES} - {None}:
            found.setdefault(" ".join(value.split()), []).append(element)
    return found


def elements_in(target: etree._Element, signature: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that a reference to a target covers: not the signature itself, if it is inside the target."""
    is_around = target in set(signature.iterancestors())
    left_out = {*signature.iter("*")} if is_around else set()
    yield from (each for each in target.iter("*") if each not in left_out)


def is_qualifying(element: etree._Element) -> bool:
    """Whether an element is the ``QualifyingProperties`` of any version of XAdES."""
    return str(element.tag).startswith(_XADES) and local_name(element) == "QualifyingProperties"


def uncovered_objects(signature: etree._Element, targets: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Yield the parts of a signature's objects that no reference covers, except the properties.

    An element above the signature does not cover it: the transform `enveloped-signature` leaves the signature out.
    """
    objects = [each for each in children(signature) if each.tag == _OBJECT]
    properties = [each for one in objects for each in children(one) if is_qualifying(each)]
    known = {*targets, *properties}
    above = {each for element in known for each in element.iterancestors()}
    waiting = objects[::-1]
    while waiting:
        element = waiting.pop()
        if element in known:
            continue
        if element not in above or text_of(element).strip():
            yield element
        else:
            waiting += [*children(element)][::-1]
