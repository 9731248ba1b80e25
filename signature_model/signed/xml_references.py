"""Resolve the references of an XML signature: their targets in the document, and the octets after the transforms.

Nothing outside the document is read, and no transform that selects content is applied. Both are reported as faults.
"""

from __future__ import annotations

import itertools
import re
from base64 import b64decode
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lxml import etree

from signature_model.errors import UnreadableInput
from signature_model.seals.algorithms import CANONICALISATIONS, EXCLUSIVE
from signature_model.signed.limits import XML_LIMITS
from signature_model.xml.trees import DSIG, children, local_name, parse, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Octets = bytes | etree._Element  # noqa: SLF001 - lxml has no other name for its type
    """Octets, or an element that has not been turned into octets."""
    Copies = list[etree._Element]  # noqa: SLF001
    """Copies of the elements above a signature, which lack the signature."""

_XADES: Final = "{http://uri.etsi.org/01903/"
BASE64: Final = "http://www.w3.org/2000/09/xmldsig#base64"
ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_FILTER: Final = "http://www.w3.org/2002/06/xmldsig-filter2"
_SIGNATURES: Final = re.compile(r"\s*/descendant::([A-Za-z][\w.-]*):Signature\s*")
_KNOWN: Final = {*CANONICALISATIONS, BASE64, ENVELOPED}
_IDS: Final = etree.XPath("//*[@Id or @ID or @id or @xml:id]")
_OBJECT: Final = f"{{{DSIG}}}Object"
_ID_NAMES: Final = ("Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id")


class NoOctets(Exception):
    """The octets of a reference cannot be computed. The message says why."""


def ids_in(root: etree._Element) -> Mapping[str, list[etree._Element]]:
    """Return the elements of a document by their Ids. If an Id occurs more than once, there are several."""
    found: dict[str, list[etree._Element]] = {}
    for element in _IDS(root):
        for value in {element.get(name) for name in _ID_NAMES} - {None}:
            found.setdefault(" ".join(value.split()), []).append(element)
    return found


def foreign_transforms(reference: etree._Element) -> list[str]:
    """Return the transforms of a reference that are not applied, because they could leave something out."""
    return [name for each in transforms_of(reference) if (name := _algorithm(each)) not in _KNOWN]


def _algorithm(transform: etree._Element) -> str:
    """Return the algorithm. An XPath filter that leaves out only the signature around it is ``ENVELOPED``."""
    algorithm = transform.get("Algorithm", "")
    filters = [*children(transform)] if algorithm == _FILTER else []
    if [(each.tag, each.get("Filter")) for each in filters] != [(f"{{{_FILTER}}}XPath", "subtract")]:
        return algorithm
    expression = _SIGNATURES.fullmatch(text_of(filters[0]))
    signature = next(transform.iterancestors(f"{{{DSIG}}}Signature"), None)
    if expression is None or signature is None or filters[0].nsmap.get(expression[1]) != DSIG:
        return algorithm
    return ENVELOPED if _is_only_one(signature) else algorithm


@lru_cache(maxsize=1)
def _is_only_one(signature: etree._Element) -> bool:
    """Whether all signatures of the document are inside this one; the references of a signature ask in turn."""
    everything = signature.getroottree().iter(f"{{{DSIG}}}Signature")
    return set(everything) == set(signature.iter(f"{{{DSIG}}}Signature"))


def transforms_of(reference: etree._Element) -> list[etree._Element]:
    """Return the ``Transform`` elements of a reference."""
    first = next(children(reference), None)
    return [] if first is None or not str(first.tag).endswith("}Transforms") else list(children(first))


class SignedElements:
    """The elements that the references of a signature cover: not the signature itself, if it is inside a target."""

    def __init__(self, signature: etree._Element, targets: Iterable[etree._Element]) -> None:
        self._signature = signature
        self._around = frozenset(signature.iterancestors())
        self._targets = frozenset(targets)

    def __contains__(self, element: etree._Element) -> bool:
        lineage = {element, *element.iterancestors()}
        found = self._targets & lineage
        return bool(found - self._around if self._signature in lineage else found)


def elements_in(target: etree._Element, signature: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that a reference to a target covers: not the signature itself, if it is inside the target."""
    is_around = target in set(signature.iterancestors())
    left_out = {*signature.iter("*")} if is_around else set()
    yield from (each for each in target.iter("*") if each not in left_out)


def is_qualifying(element: etree._Element) -> bool:
    """Whether an element is the ``QualifyingProperties`` of any version of XAdES."""
    return str(element.tag).startswith(_XADES) and local_name(element) == "QualifyingProperties"


def uncovered_objects(signature: etree._Element, targets: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Yield what no reference covers in the objects of a signature, except the properties.

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


def transformed(
    target: etree._Element, transforms: Sequence[etree._Element], signature: etree._Element, copies: Copies
) -> Octets:
    """Return an element after the transforms: octets, or an element that is not canonicalised yet. Raises NoOctets.

    ``copies`` is empty for the first reference of a signature. What it holds afterwards serves the others.
    """
    current: Octets = target
    for each in transforms:
        current = _transformed(current, each, signature, copies)
    return current


def canonicalised(element: etree._Element, algorithm: str, method: etree._Element | None = None) -> bytes:
    """Return the canonical form by an algorithm, with the prefixes that its element lists. Raises NoOctets."""
    canonicalise = CANONICALISATIONS.get(algorithm)
    if canonicalise is None:
        msg = "the canonicalisation is not known"
        raise NoOctets(msg)
    prefixes = [] if method is None or not algorithm.startswith(EXCLUSIVE) else _prefixes(method)
    try:
        return canonicalise(element, prefixes=prefixes) if prefixes else canonicalise(element)  # type: ignore[call-arg]
    except etree.C14NError as error:
        msg = "there is no canonical form"
        raise NoOctets(msg) from error


def _prefixes(method: etree._Element) -> list[str]:
    lists = [each.get("PrefixList", "") for each in children(method) if str(each.tag).endswith("}InclusiveNamespaces")]
    return [each for each in " ".join(lists).split() if each != "#default"]


def _transformed(current: Octets, transform: etree._Element, signature: etree._Element, copies: Copies) -> Octets:
    algorithm = _algorithm(transform)
    if algorithm == BASE64:
        return _decoded(current if isinstance(current, bytes) else "".join(current.itertext("*")).encode())
    if isinstance(current, bytes):
        try:
            current = parse(current, XML_LIMITS)
        except UnreadableInput as error:
            msg = "the transformed content is not XML"
            raise NoOctets(msg) from error
    if algorithm == ENVELOPED:
        return _without(current, signature, copies)
    return canonicalised(current, algorithm, transform)


def _decoded(text: bytes) -> bytes:
    try:
        return b64decode(b"".join(text.split()), validate=True)
    except ValueError as error:
        msg = "the content is not base64"
        raise NoOctets(msg) from error


def _without(element: etree._Element, signature: etree._Element, copies: Copies) -> etree._Element:
    """Return a copy of an element, in a copy of its document, without the signature, which must be inside."""
    above = [*signature.iterancestors()]
    if element not in above:
        msg = "the signature is not inside what it signs"
        raise NoOctets(msg)
    if not copies:
        copied = deepcopy(above[-1])
        copies.append(copied)
        for parent, child in itertools.pairwise((*reversed(above), signature)):
            copied = copied[parent.index(child)]
            copies.append(copied)
        _remove(copies.pop())
    return copies[len(above) - 1 - above.index(element)]


def _remove(element: etree._Element) -> None:
    """Remove an element and keep the text behind it, which belongs to its parent."""
    parent, previous = next(element.iterancestors()), element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)
