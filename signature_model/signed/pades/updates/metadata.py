"""The statements in the metadata of a PDF (XMP), without the times and the program of writing."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from signature_model.errors import UnreadableInput
from signature_model.signed.pades.objects import is_reference, raw_entry
from signature_model.signed.pades.updates.requirements import ForbiddenChange
from signature_model.xml.trees import children, local_name, parse

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver

_DESCRIPTIONS: Final = re.compile(rb"<[\w.-]+:RDF[\s>]")
_XMP: Final = "http://ns.adobe.com/xap/1.0/"
_UNIMPORTANT: Final = frozenset(
    {
        f"{_XMP}ModifyDate",
        f"{_XMP}MetadataDate",
        f"{_XMP}mm/InstanceID",
        f"{_XMP}mm/History",
        "http://ns.adobe.com/pdf/1.3/Producer",
    }
)
"""What changes whenever a document is saved (ISO 16684-1, 8.3 and 8.5)."""
_KEYWORDS: Final = "http://purl.org/dc/elements/1.1/subject"
_ABOUT: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#about"


def maybe_metadata(resolver: HistoricalResolver) -> Any:  # noqa: ANN401
    """Return the metadata as an ordinary stream, because pyHanko's own class for metadata cannot be compared."""
    value = raw_entry(resolver.root, "/Metadata")
    return resolver(value.reference) if is_reference(value) else None


def _has_only_descriptions(data: bytes) -> bool:
    """Whether metadata have no element beside the descriptions: pyHanko would not read it, other programs may."""
    root = parse(data, only_utf8=False)
    descriptions = [root] if local_name(root) == "RDF" else list(children(root))
    return [local_name(each) for each in descriptions] == ["RDF"]


def properties_in(metadata: Any) -> dict[str, list[tuple[str, str]]]:  # noqa: ANN401
    """Return the statements in metadata by the resource that they are about.

    Several descriptions of one resource count as one. A packet should have only one, which need not be named (ISO
    16684-1, 7.4). Raises ForbiddenChange if the metadata cannot be read.
    """
    from pyhanko.pdf_utils.decode_limits import DecodePurpose  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp  # noqa: PLC0415
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415

    if metadata is None:
        return {}
    try:
        data = metadata.read_data(DecodePurpose.XMP_METADATA)
        parsed = parse_xmp(BytesIO(data))
        is_plain = _has_only_descriptions(data)
    except (PdfError, UnreadableInput, ValueError) as error:
        raise ForbiddenChange("it has metadata that cannot be read") from error  # noqa: EM101, TRY003
    if len(_DESCRIPTIONS.findall(data)) != 1 or not is_plain:
        raise ForbiddenChange("it has metadata that cannot be read")  # noqa: EM101, TRY003
    found: dict[str, list[tuple[str, str]]] = {}
    for each in parsed:
        about = "".join(str(value.value) for key, value in each if str(key) == _ABOUT)
        important = [(key, value) for key, value in each if str(key) not in {_ABOUT, *_UNIMPORTANT}]
        found.setdefault(about, []).extend((str(key), repr(value)) for key, value in important)
    if len(found.keys() - {""}) <= 1:
        found = {"": [each for statements in found.values() for each in statements]}
    return {about: sorted(statements) for about, statements in found.items() if statements}


def without_keywords(properties: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """Return the statements without the list of keywords, which some programs add when they sign."""
    others = {about: [each for each in found if each[0] != _KEYWORDS] for about, found in properties.items()}
    return {about: found for about, found in others.items() if found}
