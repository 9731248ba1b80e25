"""What the revisions of a signed PDF contain: changes after the seal, what no byte range covers, evidence, attachments.

pyHanko reads all of it. The rule about changes is stricter than pyHanko's: after the seal, only a document security
store and document time-stamps may follow, whatever the seal permits. Source: ISO 32000-2, 12.8.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any, Final

from signature_model.credentials.certificates import maybe_certificate
from signature_model.signed.limits import MOST_ATTACHMENTS, MOST_CERTIFICATES, MOST_REVOCATIONS
from signature_model.signed.validation_data import ValidationData

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.rw_common import PdfHandler
    from pyhanko.pdf_utils.xref import XRefSectionMetaInfo
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_SPACES: Final = b"\0\t\n\f\r "
_TAIL: Final = re.compile(
    rb"(?:[\0\t\n\f\r ]|%[^\r\n]*[\r\n])*(?:endobj)?(?:[\0\t\n\f\r ]|%[^\r\n]*[\r\n])*"
    rb"startxref[\0\t\n\f\r ]{1,9}([0-9]{1,19})[\0\t\n\f\r ]{1,9}%%EOF[\0\t\n\f\r ]{0,900}"
)
"""What follows the last cross-references, with comments. Readers search for it in the last 1024 octets."""
_LONGEST_TAIL: Final = 2048


def changes_after(seal: EmbeddedPdfSignature, reader: PdfFileReader) -> Iterator[str]:
    """Yield the changes after the seal. Each later revision is compared with the sealed one, as readers may show it."""
    from pyhanko.sign.diff_analysis import (  # noqa: PLC0415 - an extra
        DEFAULT_DIFF_POLICY,
        ModificationLevel,
        SuspiciousModification,
    )

    sealed = reader.get_historical_resolver(seal.signed_revision)
    for revision in range(seal.signed_revision + 1, reader.xrefs.total_revisions):
        try:
            result = DEFAULT_DIFF_POLICY.apply(sealed, reader.get_historical_resolver(revision))
        except SuspiciousModification as error:
            yield f"revision {revision + 1} was added after the seal and changes it ({str(error).splitlines()[0]})"
            return
        if result.modification_level > ModificationLevel.LTA_UPDATES:
            yield f"revision {revision + 1} was added after the seal and changes fields or annotations"
            return


def uncovered_by(embedded: list[EmbeddedPdfSignature], reader: PdfFileReader, content: bytes) -> Iterator[str]:
    """Yield the parts of the file that the signatures do not cover."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - an extra

    for each in embedded:
        start, length, start_2 = [*map(int, each.byte_range), 0, 0, 0][:3]
        gap = content[start + length : start_2]
        if start or len(each.byte_range) != 4 or not _is_contents(gap, each.pkcs7_content):  # noqa: PLR2004
            yield f"the byte range of {str(each.field_name)!r} leaves out more than the signature itself"
        elif each.evaluate_signature_coverage() < SignatureCoverageLevel.ENTIRE_REVISION:
            yield f"the byte range of {str(each.field_name)!r} does not cover its whole revision"
    if not _ends_with_last_revision(reader, content):
        yield "the file does not end with its last revision"


def _ends_with_last_revision(reader: PdfFileReader, content: bytes) -> bool:
    """Whether only the end that names the last revision follows the cross-references, so that all readers use them."""
    xrefs = reader.xrefs
    sections = [xrefs.get_xref_container_info(each) for each in range(xrefs.total_revisions)]
    if not all(_is_where_declared(each, content) for each in sections):
        return False  # pyHanko searched for it; other readers search in other ways
    end = max(_end_of(each, reader) for each in sections)
    tail = content[end:]
    match = _TAIL.fullmatch(tail) if len(tail) < _LONGEST_TAIL else None
    is_single = tail.count(b"startxref") == tail.count(b"%%EOF") == 1
    return match is not None and is_single and int(match[1]) == reader.last_startxref


def _is_where_declared(section: XRefSectionMetaInfo, content: bytes) -> bool:
    declared, start = section.declared_startxref, section.start_location
    return declared <= start and content[declared:start].strip(_SPACES) in {b"", b"xref"}


def _end_of(section: XRefSectionMetaInfo, reader: PdfFileReader) -> int:
    """Return where a section ends; that of a table includes its trailer."""
    from pyhanko.pdf_utils.generic import DictionaryObject, TrailerReference  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.xref import XRefSectionType  # noqa: PLC0415

    if section.xref_section_type is XRefSectionType.STREAM:
        return section.end_location
    reader.stream.seek(section.end_location)
    DictionaryObject.read_from_stream(reader.stream, TrailerReference(reader))  # type: ignore[no-untyped-call]
    return int(reader.stream.tell())


def _is_contents(gap: bytes, contents: bytes) -> bool:
    return gap.lower() == b"<%s>" % contents.hex().encode()


def security_store(reader: PdfFileReader) -> ValidationData:
    """Return what the document security store (DSS) has."""
    from pyhanko.pdf_utils.decode_limits import DecodePurpose  # noqa: PLC0415 - an extra

    store = _entry(reader.root, "/DSS", {})

    def streams(name: str, purpose: Any, most: int) -> list[bytes]:  # noqa: ANN401 - pyHanko's own
        return [each.get_object().read_data(purpose) for each in list(_entry(store, name, ()))[:most]]

    certificates = map(maybe_certificate, streams("/Certs", DecodePurpose.CERTIFICATE, MOST_CERTIFICATES))
    return ValidationData(
        certificates=tuple([each for each in certificates if each is not None]),
        responses=tuple(streams("/OCSPs", DecodePurpose.OCSP_RESPONSE, MOST_REVOCATIONS)),
        crls=tuple(streams("/CRLs", DecodePurpose.CRL, MOST_REVOCATIONS)),
    )


def attachments_in(handler: PdfHandler) -> Iterator[tuple[str, bytes]]:
    """Yield the attached files of a revision by name, from the name tree and from the associated files."""
    names = _entry(handler.root, "/Names", {})
    specifications = [*_in_tree(_entry(names, "/EmbeddedFiles", {}))]
    specifications += [each.get_object() for each in _entry(handler.root, "/AF", ())]
    for each in specifications[:MOST_ATTACHMENTS]:
        files = _entry(each, "/EF", {})
        stream = _entry(files, "/UF", _entry(files, "/F", None))
        content = None if stream is None else _maybe_data(stream)
        if content is not None:
            yield str(_entry(each, "/UF", _entry(each, "/F", ""))), content


def _maybe_data(stream: Any) -> bytes | None:  # noqa: ANN401 - pyHanko's own
    """Return the data of a stream within pyHanko's limits; None if it is damaged."""
    from pyhanko.pdf_utils.decode_limits import DecodePurpose  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415

    try:
        return bytes(stream.read_data(DecodePurpose.GENERIC))
    except (PdfError, ValueError, zlib.error):
        return None


def _in_tree(root: Any) -> Iterator[Any]:  # noqa: ANN401 - pyHanko's own
    """Yield the values of a name tree, from a limited number of nodes: a hostile tree may contain itself."""
    nodes = [root]
    for _ in range(MOST_ATTACHMENTS):
        if not nodes:
            return
        node = nodes.pop()
        yield from (each.get_object() for each in list(_entry(node, "/Names", ()))[1 : 2 * MOST_ATTACHMENTS : 2])
        nodes += [each.get_object() for each in list(_entry(node, "/Kids", ()))[:MOST_ATTACHMENTS]]


def _entry(dictionary: Any, name: str, default: Any) -> Any:  # noqa: ANN401 - pyHanko's own
    """Return an entry of a dictionary, with references followed, which its ``get`` does not do."""
    return dictionary[name] if name in dictionary else default  # noqa: SIM401
