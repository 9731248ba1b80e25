"""Inspect a manifest or a job request. The result is a refusal, or a tree with its schema faults and its content."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from signature_model.errors import UnreadableInput, UnwritableText
from signature_model.jobs.context import SigningFlow
from signature_model.manifests.reading import flow_of, read_manifest
from signature_model.xml.positions import Positions
from signature_model.xml.schemas import MAX_FAULTS, SCHEMAS, SchemaFault
from signature_model.xml.trees import MANIFEST, parse, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_model.jobs.context import Schema
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.requests import AnyJobRequest

_LOOKUP = f"{{{MANIFEST}}}notifications-using-lookup"
_BEYOND_16_BITS = "[\U00010000-\U0010ffff]"
_NOTIFICATIONS = f"{{{MANIFEST}}}notifications"


class InspectedManifest(NamedTuple):
    """A manifest: either a refusal, or a tree with the schema faults and the job, as far as the manifest states it.

    ``flow`` is None if it cannot be read, or is not a manifest. ``positions`` are the positions of the elements in the
    text; None without a text. ``lookups_inside_notifications`` are the places of one frequent fault: lookups that do
    not replace ``notifications``.
    """

    flow: SigningFlow | None = None
    refusal: UnreadableInput | UnwritableText | None = None
    root: etree._Element | None = None
    positions: Positions | None = None
    faults: tuple[SchemaFault, ...] = ()
    utf16_faults: tuple[SchemaFault, ...] = ()
    lookups_inside_notifications: tuple[str, ...] = ()
    job: AnyJob | None = None


def inspect_manifest(
    content: bytes, content_of: Callable[[str], bytes | None], schema: Schema | None = None
) -> InspectedManifest:
    """Inspect the bytes of a ``manifest.xml``; ``content_of`` returns a document's bytes by its ``href``."""
    try:
        root = parse(content)
        flow = flow_of(root)
    except UnreadableInput as refusal:
        return InspectedManifest(refusal=refusal)
    job, _ = read_manifest(root, content_of)
    return _inspect_tree(flow, root, job, schema, content)


def inspect_planned_manifest(job: AnyJob, schema: Schema | None = None) -> InspectedManifest:
    """Inspect the manifest that a job will have."""
    from signature_model.manifests.writing import manifest_element  # noqa: PLC0415 - a written manifest does not need it

    try:
        root = manifest_element(job)
    except UnwritableText as refusal:
        return InspectedManifest(flow=job.flow, refusal=refusal, job=job)
    return _inspect_tree(job.flow, root, job, schema)


def inspect_request(request: AnyJobRequest) -> InspectedManifest:
    """Inspect the XML of a job request."""
    from signature_model.manifests.requests import request_element  # noqa: PLC0415 - as above

    try:
        root = request_element(request)
    except UnwritableText as refusal:
        return InspectedManifest(flow=request.flow, refusal=refusal)
    schema = SCHEMAS[request.flow]
    faults = schema.faults(root)
    return InspectedManifest(
        flow=request.flow, root=root, faults=faults, utf16_faults=_utf16_faults(root, schema, faults)
    )


def _inspect_tree(
    flow: SigningFlow, root: etree._Element, job: AnyJob, schema: Schema | None, content: bytes | None = None
) -> InspectedManifest:
    schema = schema or SCHEMAS[flow]
    faults = schema.faults(root)
    is_searched = bool(faults) and flow is SigningFlow.PORTAL
    misplaced = filter(_is_inside_notifications, root.iter(_LOOKUP)) if is_searched else ()
    places = tuple(map(path_of, islice(misplaced, MAX_FAULTS)))
    is_ascii = content is not None and content.isascii() and b"&#" not in content
    return InspectedManifest(
        flow=flow,
        root=root,
        positions=None if content is None else Positions(content, root),
        job=job,
        faults=faults,
        utf16_faults=() if is_ascii else _utf16_faults(root, schema, faults),
        lookups_inside_notifications=places,
    )


def _utf16_faults(root: etree._Element, schema: Schema, faults: tuple[SchemaFault, ...]) -> tuple[SchemaFault, ...]:
    """Find the faults that exist only if a character above U+FFFF counts as two characters, as in Java."""
    text = etree.tostring(root, encoding="unicode")
    if len(text.encode("utf-16-le")) == 2 * len(text):
        return ()
    known = {each.where for each in faults}
    found = schema.faults(etree.fromstring(re.sub(_BEYOND_16_BITS, "\N{REPLACEMENT CHARACTER}" * 2, text)))
    return tuple(each for each in found if each.where not in known)


def _is_inside_notifications(lookup: etree._Element) -> bool:
    parent = lookup.getparent()
    return parent is not None and parent.tag == _NOTIFICATIONS
