"""The two XML files of a bundle as far as they could be read: what was refused, and what was made out all the same."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from signature_model.errors import ForbiddenXml, OtherDocument, UnreadableInput
from signature_model.manifests.reading import read_manifest, require_manifest
from signature_model.seals.reading import certificates_in
from signature_model.xml.schemas import MANIFEST_SCHEMA, MAX_FAULTS, SEAL_SCHEMA, SchemaFault
from signature_model.xml.trees import ASIC, DSIG, MANIFEST, SEAL_ROOT, parse, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_model.errors import UnwritableText
    from signature_model.jobs import PortalJob
    from signature_model.xml.schemas import Schema

MAX_NODES = 2_000
"""Elements, attributes, texts and comments of a seal; one of 20 documents has 300. Canonical form visits them all."""

_NODES = etree.XPath("count(//node()) + count(//@*)")
_LOOKUP = f"{{{MANIFEST}}}notifications-using-lookup"
_NOTIFICATIONS = f"{{{MANIFEST}}}notifications"
_SIGNATURES = f"{{{ASIC}}}{SEAL_ROOT}"
_SIGNATURE = f"{{{DSIG}}}Signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedManifest:
    """A manifest: either refused, or a tree with the schema's faults and as much of a job as it tells.

    ``lookups_inside_notifications`` are the places of that one well-known fault.
    """

    refusal: UnreadableInput | UnwritableText | None = None
    root: etree._Element | None = None
    faults: tuple[SchemaFault, ...] = ()
    lookups_inside_notifications: tuple[str, ...] = ()
    job: PortalJob | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedSeal:
    """A ``signatures.xml``: either refused, or a tree with its signatures and the schema's faults."""

    refusal: UnreadableInput | None = None
    root: etree._Element | None = None
    signatures: tuple[etree._Element, ...] = ()
    faults: tuple[SchemaFault, ...] = ()


def examine_manifest(
    content: bytes, content_of: Callable[[str], bytes | None], schema: Schema | None = None
) -> ExaminedManifest:
    """Examine the bytes of a ``manifest.xml``; ``content_of`` gives a document's bytes by its ``href``."""
    try:
        root = parse(content)
        require_manifest(root)
    except UnreadableInput as refusal:
        return ExaminedManifest(refusal=refusal)
    job, _ = read_manifest(root, content_of)
    return examined_tree(root, job, schema)


def examined_tree(root: etree._Element, job: PortalJob, schema: Schema | None = None) -> ExaminedManifest:
    """Examine a manifest that is at hand both as a tree and as a job."""
    faults = (schema or MANIFEST_SCHEMA).faults(root)
    misplaced = filter(_is_inside_notifications, root.iter(_LOOKUP)) if faults else ()
    places = tuple(map(path_of, islice(misplaced, MAX_FAULTS)))
    return ExaminedManifest(root=root, job=job, faults=faults, lookups_inside_notifications=places)


def examine_seal(content: bytes) -> ExaminedSeal:
    """Examine the bytes of a ``META-INF/signatures.xml``."""
    try:
        root = parse(content)
        _require_canonicable(root, content)
    except UnreadableInput as refusal:
        return ExaminedSeal(refusal=refusal)
    if root.tag != _SIGNATURES:
        message = "the root is not `XAdESSignatures` of the ASiC namespace"
        return ExaminedSeal(refusal=OtherDocument(message, line=root.sourceline))
    signatures = tuple(root.iterchildren(_SIGNATURE))
    # Of none or several signatures the schema would only say the same again, in more words.
    faults = _seal_faults(root, signatures[0]) if len(signatures) == 1 else ()
    return ExaminedSeal(root=root, signatures=signatures, faults=faults)


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


def _is_inside_notifications(lookup: etree._Element) -> bool:
    parent = lookup.getparent()
    return parent is not None and parent.tag == _NOTIFICATIONS
