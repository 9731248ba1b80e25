"""The transforms of the references of an XML signature, and the octets that they produce.

Transforms that select content are not applied; ``Transforms.foreign`` names them.
"""

from __future__ import annotations

import itertools
import re
from base64 import b64decode
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lxml import etree

from signature_model.errors import UnreadableInput
from signature_model.seals.algorithms import CANONICALISATIONS, EXCLUSIVE
from signature_model.signed.limits import XML_LIMITS
from signature_model.xml.trees import DSIG, children, parse, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    Octets = bytes | etree._Element  # noqa: SLF001 - lxml has no other name for its type
    """Octets, or an element that has not been turned into octets."""

BASE64: Final = "http://www.w3.org/2000/09/xmldsig#base64"
ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_FILTER: Final = "http://www.w3.org/2002/06/xmldsig-filter2"
_SIGNATURES: Final = re.compile(r"\s*/descendant::([A-Za-z][\w.-]*):Signature\s*")
_KNOWN: Final = {*CANONICALISATIONS, BASE64, ENVELOPED}
_SIGNATURE: Final = f"{{{DSIG}}}Signature"


class NoOctets(Exception):
    """The octets of a reference cannot be computed. The message says why."""


class Transforms:
    """The transforms of one signature. Facts that its references share are found once."""

    def __init__(self, signature: etree._Element) -> None:
        self._signature = signature

    def foreign(self, transforms: Iterable[etree._Element]) -> list[str]:
        """Return the transforms that are not applied, because they could leave out content."""
        return [name for each in transforms if (name := self._algorithm(each)) not in _KNOWN]

    def applied(self, target: etree._Element, transforms: Iterable[etree._Element]) -> Octets:
        """Return an element after transforms: octets, or an element that is not canonicalised yet. Raises NoOctets."""
        current: Octets = target
        for each in transforms:
            current = self._applied(current, each)
        return current

    def _applied(self, current: Octets, transform: etree._Element) -> Octets:
        algorithm = self._algorithm(transform)
        if algorithm == BASE64:
            return _decoded(current if isinstance(current, bytes) else "".join(current.itertext("*")).encode())
        if isinstance(current, bytes):
            try:
                current = parse(current, XML_LIMITS)
            except UnreadableInput as error:
                msg = "the transformed content is not XML"
                raise NoOctets(msg) from error
        if algorithm == ENVELOPED:
            return self._without(current)
        return canonicalised(current, algorithm, transform)

    def _algorithm(self, transform: etree._Element) -> str:
        """Return the algorithm. An XPath filter that leaves out only the signature is ``ENVELOPED``."""
        algorithm = transform.get("Algorithm", "")
        filters = [*children(transform)] if algorithm == _FILTER else []
        if [(each.tag, each.get("Filter")) for each in filters] != [(f"{{{_FILTER}}}XPath", "subtract")]:
            return algorithm
        expression = _SIGNATURES.fullmatch(text_of(filters[0]))
        if expression is None or filters[0].nsmap.get(expression[1]) != DSIG or not self._is_only_one:
            return algorithm
        return ENVELOPED

    @cached_property
    def _is_only_one(self) -> bool:
        """Whether all signatures of the document are inside this one."""
        everything = self._signature.getroottree().iter(_SIGNATURE)
        return set(everything) == set(self._signature.iter(_SIGNATURE))

    def _without(self, element: etree._Element) -> etree._Element:
        """Return the copy of an element that lacks the signature, which must be inside."""
        above = [*self._signature.iterancestors()]
        if element not in above:
            msg = "the signature is not inside the content that it signs"
            raise NoOctets(msg)
        return self._copies[len(above) - 1 - above.index(element)]

    @cached_property
    def _copies(self) -> list[etree._Element]:
        """Copies of the elements above the signature, from the root on, in a copy of its document that lacks it."""
        above = [*self._signature.iterancestors()]
        copied = deepcopy(above[-1])
        copies = [copied]
        for parent, child in itertools.pairwise((*reversed(above), self._signature)):
            copied = copied[parent.index(child)]
            copies.append(copied)
        _remove(copies.pop())
        return copies


def transforms_of(reference: etree._Element) -> list[etree._Element]:
    """Return the ``Transform`` elements of a reference."""
    first = next(children(reference), None)
    return [] if first is None or not str(first.tag).endswith("}Transforms") else list(children(first))


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


def _decoded(text: bytes) -> bytes:
    try:
        return b64decode(b"".join(text.split()), validate=True)
    except ValueError as error:
        msg = "the content is not base64"
        raise NoOctets(msg) from error


def _remove(element: etree._Element) -> None:
    """Remove an element and keep the text behind it, which belongs to its parent."""
    parent, previous = next(element.iterancestors()), element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)
