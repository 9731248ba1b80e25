"""The two XML files of a bundle as far as they could be read: what was refused, and what was made out all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.errors import OtherDocument, UnreadableInput
from signature_model.manifests.writing import read_manifest, require_manifest
from signature_model.xml.schemas import MANIFEST_SCHEMA, SEAL_SCHEMA
from signature_model.xml.trees import ASIC, DSIG, MANIFEST, parse, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from signature_model.jobs import PortalJob
    from signature_model.xml.schemas import Schema, SchemaFault

_LOOKUP = f"{{{MANIFEST}}}notifications-using-lookup"
_NOTIFICATIONS = f"{{{MANIFEST}}}notifications"
_SIGNATURES = f"{{{ASIC}}}XAdESSignatures"
_SIGNATURE = f"{{{DSIG}}}Signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedManifest:
    """A manifest: either refused, or a tree with the schema's faults and as much of a job as it tells.

    ``lookups_inside_notifications`` are the places of that one well-known fault.
    """

    refusal: UnreadableInput | None = None
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
    misplaced = [each for each in root.iter(_LOOKUP) if _is_inside_notifications(each)] if faults else []
    return ExaminedManifest(
        root=root, job=job, faults=faults, lookups_inside_notifications=tuple(map(path_of, misplaced))
    )


def examine_seal(content: bytes) -> ExaminedSeal:
    """Examine the bytes of a ``META-INF/signatures.xml``."""
    try:
        root = parse(content)
    except UnreadableInput as refusal:
        return ExaminedSeal(refusal=refusal)
    if root.tag != _SIGNATURES:
        message = "the root is not `XAdESSignatures` of the ASiC namespace"
        return ExaminedSeal(refusal=OtherDocument(message, line=root.sourceline))
    signatures = tuple(root.iterchildren(_SIGNATURE))
    # Without any signature, the schema's complaint would only say the same again.
    faults = SEAL_SCHEMA.faults(root) if signatures else ()
    return ExaminedSeal(root=root, signatures=signatures, faults=faults)


def _is_inside_notifications(lookup: etree._Element) -> bool:
    parent = lookup.getparent()
    return parent is not None and parent.tag == _NOTIFICATIONS
