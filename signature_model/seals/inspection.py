"""Inspecting a ``META-INF/signatures.xml``: refused, or a tree with its signatures and schema faults."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from signature_model.errors import ForbiddenXml, OtherDocument, UnreadableInput
from signature_model.seals.reading import certificates_in
from signature_model.xml.positions import Positions
from signature_model.xml.schemas import MAX_FAULTS, SEAL_SCHEMA, SchemaFault
from signature_model.xml.trees import ASIC, DSIG, SEAL_ROOT, parse, path_of

MAX_NODES = 2_000
"""Elements, attributes, texts and comments of a seal; one of 20 documents has 300. Canonical form visits them all."""

_NODES = etree.XPath("count(//node()) + count(//@*)")
_SIGNATURES = f"{{{ASIC}}}{SEAL_ROOT}"
_SIGNATURE = f"{{{DSIG}}}Signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedSeal:
    """A ``signatures.xml``: either refused, or a tree with its signatures and the schema's faults.

    ``positions`` are those of the elements in the text.
    """

    refusal: UnreadableInput | None = None
    root: etree._Element | None = None
    positions: Positions | None = None
    signatures: tuple[etree._Element, ...] = ()
    faults: tuple[SchemaFault, ...] = ()


def inspect_seal(content: bytes) -> InspectedSeal:
    """Inspect the bytes of a ``META-INF/signatures.xml``."""
    try:
        root = parse(content)
        _require_canonicable(root, content)
    except UnreadableInput as refusal:
        return InspectedSeal(refusal=refusal)
    if root.tag != _SIGNATURES:
        message = "the root element is not `XAdESSignatures` of the ASiC namespace"
        return InspectedSeal(refusal=OtherDocument(message, line=root.sourceline))
    signatures = tuple(root.iterchildren(_SIGNATURE))
    # Of none or several signatures the schema would only say the same again, in more words.
    faults = _seal_faults(root, signatures[0]) if len(signatures) == 1 else ()
    return InspectedSeal(root=root, positions=Positions(content, root), signatures=signatures, faults=faults)


def _require_canonicable(root: etree._Element, content: bytes) -> None:
    # There cannot be more elements and texts than angle brackets, nor more attributes than equals signs.
    at_most = 2 * content.count(b"<") + content.count(b"=")
    if at_most > MAX_NODES and _NODES(root) > MAX_NODES:
        msg = f"has more than {MAX_NODES:,} elements, attributes and texts"
        raise ForbiddenXml(msg)


def _seal_faults(root: etree._Element, signature: etree._Element) -> tuple[SchemaFault, ...]:
    faults = () if SEAL_SCHEMA.accepts(root) else SEAL_SCHEMA.faults(_with_unique_ids(root))
    empty = (element for element, certificate in certificates_in(signature) if certificate is None)
    return faults or tuple(
        SchemaFault(where=path_of(element), line=element.sourceline, message="`X509Certificate` holds no certificate")
        for element in islice(empty, MAX_FAULTS)
    )


def _with_unique_ids(root: etree._Element) -> etree._Element:
    """A copy in which no Id stands twice: those are for the rule of the signed properties, declared or not."""
    copy, seen = deepcopy(root), set()
    for element in copy.iter("*"):
        if (given := element.get("Id")) is not None and given in seen:
            del element.attrib["Id"]
        seen.add(given)
    return copy
