"""Read the revisions of a signed PDF: changes after the seal, parts outside all byte ranges, evidence, attachments.

pyHanko reads all of it. After the seal, only a document security store and document time-stamps may follow, even if the
seal permits more. Source: ISO 32000-2, 12.8.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from signature_model.credentials.certificates import maybe_certificate
from signature_model.signed.limits import MOST_ATTACHMENTS, MOST_CERTIFICATES, MOST_REVOCATIONS
from signature_model.signed.pades.objects import entry, raw_entry
from signature_model.signed.pades.syntax.updates import are_exact_updates
from signature_model.signed.pades.updates.changes import Updates
from signature_model.signed.validation_data import ValidationData

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.rw_common import PdfHandler
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


def changes_after(seal: EmbeddedPdfSignature, reader: PdfFileReader, content: bytes) -> Iterator[str]:
    """Yield the first change after the seal."""
    revisions = range(seal.signed_revision + 1, reader.xrefs.total_revisions)
    if not revisions:
        return
    *_, start, length = map(int, seal.byte_range)
    updates = Updates.behind(reader, seal.signed_revision, content[: start + length])
    for revision in revisions:
        change = updates.maybe_change(revision)
        if change is not None:
            yield f"revision {revision + 1} was added after the seal, and {change}"
            return


def uncovered_by(embedded: list[EmbeddedPdfSignature], content: bytes) -> Iterator[str]:
    """Yield the parts of a revision that its signature does not cover."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - an extra

    for each in embedded:
        start, length, start_2 = [*map(int, each.byte_range), 0, 0, 0][:3]
        gap = content[start + length : start_2]
        if start or len(each.byte_range) != 4 or not _is_contents(gap, each.pkcs7_content):  # noqa: PLR2004
            yield f"the byte range of {str(each.field_name)!r} leaves out more than the signature itself"
        elif each.evaluate_signature_coverage() < SignatureCoverageLevel.ENTIRE_REVISION:
            yield f"the byte range of {str(each.field_name)!r} does not cover its whole revision"


def added_after(seal: EmbeddedPdfSignature, content: bytes) -> Iterator[str]:
    """Yield what is wrong with the octets after the seal, if they are not exact updates."""
    *_, start, length = map(int, seal.byte_range)
    if not are_exact_updates(content, start + length):
        yield "the updates after the seal do not have the expected form, so programs may show other content"


def _is_contents(gap: bytes, contents: bytes) -> bool:
    return gap.lower() == b"<%s>" % contents.hex().encode()


def security_store(reader: PdfFileReader) -> ValidationData:
    """Return the validation data in the document security store (DSS)."""
    from pyhanko.pdf_utils.decode_limits import DecodePurpose  # noqa: PLC0415 - an extra

    store = entry(reader.root, "/DSS", {})

    def streams(name: str, purpose: Any, most: int) -> list[bytes]:  # noqa: ANN401 - pyHanko's own
        return [each.get_object().read_data(purpose) for each in list(entry(store, name, ()))[:most]]

    certificates = map(maybe_certificate, streams("/Certs", DecodePurpose.CERTIFICATE, MOST_CERTIFICATES))
    return ValidationData(
        certificates=tuple([each for each in certificates if each is not None]),
        responses=tuple(streams("/OCSPs", DecodePurpose.OCSP_RESPONSE, MOST_REVOCATIONS)),
        crls=tuple(streams("/CRLs", DecodePurpose.CRL, MOST_REVOCATIONS)),
    )


def attachments_in(handler: PdfHandler) -> Iterator[tuple[str, bytes | None]]:
    """Yield the attached files of a revision by name, from the name tree and from the associated files.

    The content is None if it is damaged. A file that is in both is one.
    """
    names = entry(handler.root, "/Names", {})
    specifications = [*_in_tree(entry(names, "/EmbeddedFiles", {}))]
    specifications += [each.get_object() for each in entry(handler.root, "/AF", ())]
    seen = set()
    for each in specifications[:MOST_ATTACHMENTS]:
        files = entry(each, "/EF", {})
        key = "/UF" if "/UF" in files else "/F"
        stream, name = entry(files, key, None), str(entry(each, "/UF", entry(each, "/F", "")))
        file = name, getattr(raw_entry(files, key), "idnum", None)
        if stream is not None and file not in seen:
            seen.add(file)
            yield name, _maybe_data(stream)


def _maybe_data(stream: Any) -> bytes | None:  # noqa: ANN401 - pyHanko's own
    """Return the data of a stream within pyHanko's limits; None if it is damaged."""
    from pyhanko.pdf_utils.decode_limits import DecodePurpose  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415

    try:
        return bytes(stream.read_data(DecodePurpose.GENERIC))
    except (PdfError, ValueError, zlib.error):
        return None


def _in_tree(root: Any) -> Iterator[Any]:  # noqa: ANN401 - pyHanko's own
    """Yield the values of a name tree. The number of nodes is limited, because a hostile tree may contain itself."""
    nodes = [root]
    for _ in range(MOST_ATTACHMENTS):
        if not nodes:
            return
        node = nodes.pop()
        yield from (each.get_object() for each in list(entry(node, "/Names", ()))[1 : 2 * MOST_ATTACHMENTS : 2])
        nodes += [each.get_object() for each in list(entry(node, "/Kids", ()))[:MOST_ATTACHMENTS]]
