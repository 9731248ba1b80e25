"""The PDF/A part and level that a document claims in its XMP metadata (ISO 19005-1, 6.7.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.errors import UnreadableInput
from signature_model.pdf.limits import LimitExceeded
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.syntax import Stream
from signature_model.xml import trees as xml

if TYPE_CHECKING:
    from lxml import etree

    from signature_model.pdf.objects import Objects

_PDFA: Final = "http://www.aiim.org/pdfa/ns/id/"


def claimed_pdfa(metadata: object, objects: Objects) -> str | None:
    """Return the part and level that the catalogue's ``/Metadata`` claims, like ``"2B"``; None if it claims none."""
    stream = objects.resolved(metadata)
    if not isinstance(stream, Stream):
        return None
    try:
        packet = objects.data_of(stream)
        # Most documents claim nothing, which can be seen without parsing their metadata.
        root = xml.parse(packet) if _PDFA.encode() in packet else None
    except (LimitExceeded, Malformed, UnreadableInput):
        return None
    if root is None or (part := _property(root, "part")) is None:
        return None
    return part + (_property(root, "conformance") or "")


def _property(root: etree._Element, name: str) -> str | None:
    # An XMP property is an element or, in short form, an attribute of rdf:Description.
    name = f"{{{_PDFA}}}{name}"
    values = (each.text if each.tag == name else each.get(name) for each in root.iter("*"))
    return next((value.strip() for value in values if value and value.strip()), None)
