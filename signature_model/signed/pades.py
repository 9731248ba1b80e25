"""Read a PAdES: its signatures with their evidence, the revisions after them, and the attached files.

pyHanko (extra ``signed``) reads the file, its byte ranges and the differences between its revisions. Signatures and
trust are evaluated by the same code as in XML. Sources: ISO 32000-2, 12.8; ETSI EN 319 142-1.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from signature_model.masking import quoted
from signature_model.pdf.inspection import inspect_pdf
from signature_model.signed.cms import CmsSignature, UnreadableCms, read_detached_cms, require_short_identifiers
from signature_model.signed.facts import Covered, Fault, Form, FormFault, PdfFacts, ReadSignature, SignedFile
from signature_model.signed.identity import identity_of
from signature_model.signed.limits import MOST_BYTES, MOST_REVISIONS, MOST_SIGNATURES
from signature_model.signed.moments import maybe_moment
from signature_model.signed.originals import original_of
from signature_model.signed.packagers import POSTEN
from signature_model.signed.pdf_reader import open_pdf
from signature_model.signed.pdf_revisions import (
    added_after,
    attachments_in,
    changes_after,
    security_store,
    uncovered_by,
)
from signature_model.signed.signature_contents import read_signature
from signature_model.signed.timestamps import Purpose, TimeStamp, read_time_stamp
from signature_model.xml.declarations import starts_like_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.rw_common import PdfHandler
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from signature_model.pdf.inspection import PdfFacts as PlainFacts
    from signature_model.signed.sent import Sent
    from signature_model.signed.validation_data import ValidationData

_HEADER_WITHIN: Final = 1024
_WITHOUT_LIBRARY: Final = "PDF documents need pyHanko: pip install 'posten-signering[signed]'"
_LONG_RANGE: Final = re.compile(rb"/ByteRange[\0\t\n\f\r ]*\[[^\]]{1000}")
_STAMP: Final = "/DocTimeStamp"
_CADES: Final = "/ETSI.CAdES.detached"


class _Unreadable(Exception):
    """The PDF cannot be read as a signed one. ``kind`` says which fault that is."""

    def __init__(self, kind: FormFault, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def is_pdf(content: bytes) -> bool:
    """Whether the content begins as a PDF does."""
    return content.find(b"%PDF-", 0, _HEADER_WITHIN) >= 0


def read_pades(content: bytes, sent: Sent | None = None) -> SignedFile:
    """Read a PAdES. Any bytes can be read: faults are among the returned facts.

    ``sent`` is for a PDF that was sent and then signed: its signatures cover the sent document at its beginning.
    """
    try:
        facts = _inspected(content)
        if not _has_library():
            return SignedFile(form=Form.PADES, skipped=_WITHOUT_LIBRARY)
        return _read(content, facts, sent)
    except _Unreadable as refusal:
        return _refused(refusal.kind, str(refusal))
    except Exception:  # noqa: BLE001 - pyHanko raises many kinds of errors for damaged files
        return _refused(FormFault.UNREADABLE, "the signatures in the PDF cannot be read")


def _inspected(content: bytes) -> PlainFacts:
    """Return the result of an inspection within limits, before pyHanko reads the file."""
    if not is_pdf(content):
        raise _Unreadable(FormFault.NOT_SIGNED_DOCUMENT, "the file is not a PDF")
    if len(content) > MOST_BYTES:
        raise _Unreadable(FormFault.LIMITS, f"{len(content):,} bytes; the maximum is {MOST_BYTES:,}")
    if _LONG_RANGE.search(content):  # pyHanko would read all of it
        raise _Unreadable(FormFault.LIMITS, "a byte range has more than four numbers")
    facts = inspect_pdf(content)
    if facts.limit is not None:
        raise _Unreadable(FormFault.LIMITS, facts.limit)
    if facts.encrypted or facts.damage is not None:
        raise _Unreadable(FormFault.NOT_SIGNED_DOCUMENT, facts.damage or "the PDF is encrypted")
    return facts


def _has_library() -> bool:
    try:
        import pyhanko.sign.validation.pdf_embedded  # noqa: F401, PLC0415 - an extra
    except ModuleNotFoundError:
        return False
    logger = logging.getLogger("pyhanko")
    if not logger.handlers:  # otherwise its warnings about damaged files go to standard error
        logger.addHandler(logging.NullHandler())
    return True


def _refused(kind: FormFault, message: str) -> SignedFile:
    return SignedFile(form=Form.PADES, faults=(Fault(kind=kind, message=message),))


def _read(content: bytes, facts: PlainFacts, sent: Sent | None) -> SignedFile:
    reader = open_pdf(content)
    if reader.xrefs.total_revisions > MOST_REVISIONS:
        raise _Unreadable(FormFault.LIMITS, f"more than {MOST_REVISIONS} revisions")
    embedded = _embedded(reader, content)
    if not embedded:
        raise _Unreadable(FormFault.NO_SIGNATURE, "the PDF has no signature")
    ranges = {each.field_name: _signed_octets(each, content) for each in embedded}
    store = security_store(reader)
    stamps = [
        (each.signed_revision, _document_stamp(each, reader, ranges, store)) for each in embedded if _is_stamp(each)
    ]
    signatures = [
        (each, _signature(each, ranges[each.field_name], stamps, store)) for each in embedded if not _is_stamp(each)
    ]
    seal = _seal(signatures)
    sealed = reader if seal is None else reader.get_historical_resolver(seal.signed_revision)
    changes = () if seal is None else tuple(changes_after(seal, reader))
    uncovered = tuple(uncovered_by(embedded, content))
    if seal is not None and not changes and not uncovered:
        uncovered = tuple(added_after(seal, content))
    return SignedFile(
        form=Form.PADES,
        faults=() if signatures else (Fault(kind=FormFault.NO_SIGNATURE, message="the PDF has only time-stamps"),),
        signatures=tuple(_covering(signatures, reader, content, sent, is_covered=not uncovered)),
        validation_data=store,
        pdf=PdfFacts(
            sealed_by=None if seal is None else str(seal.field_name),
            changes=changes,
            uncovered=uncovered,
            pages=facts.page_count,
            is_pdfa=facts.claims_pdfa,
            attachments=_attachments(sealed),
        ),
    )


def _attachments(sealed: PdfHandler) -> dict[str, bytes]:
    """Return the attached files by name that may be evidence. All of them together have a limit."""
    found, size = {}, 0
    for name, content in attachments_in(sealed):
        size += len(content)
        if size > MOST_BYTES:
            raise _Unreadable(FormFault.LIMITS, f"the attached files have more than {MOST_BYTES:,} bytes")
        if starts_like_xml(content[:1024]):
            found[name] = content
    return found


def _covering(
    signatures: list[tuple[EmbeddedPdfSignature, ReadSignature]],
    reader: PdfFileReader,
    content: bytes,
    sent: Sent | None,
    *,
    is_covered: bool,
) -> Iterator[ReadSignature]:
    """Yield the signatures, each with the sent document that it covers if ``sent`` is given."""
    if sent is None or not signatures:
        yield from (each for _, each in signatures)
        return
    document, revision = original_of(
        [each for each, _ in signatures], reader, content, sent.documents or (), is_covered=is_covered
    )
    for embedded, each in signatures:
        own = document if embedded.signed_revision > revision else None
        yield replace(each, covered=(Covered(where="", name=None, document=own, is_intact=True),))


def _embedded(reader: PdfFileReader, content: bytes) -> list[EmbeddedPdfSignature]:
    """Return the signatures in the order of the revisions."""
    from pyhanko.pdf_utils.misc import PdfReadError  # noqa: PLC0415 - an extra
    from pyhanko.sign.fields import enumerate_sig_fields  # noqa: PLC0415
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, extract_contents  # noqa: PLC0415

    fields = list(enumerate_sig_fields(reader, filled_status=True))
    if len(fields) > MOST_SIGNATURES:
        raise _Unreadable(FormFault.LIMITS, f"more than {MOST_SIGNATURES} signatures")
    try:
        for _, value, _ in fields:
            read_signature(reader, value, content)
            require_short_identifiers(extract_contents(value.get_object()))
        found = [EmbeddedPdfSignature(reader, field, name) for name, _, field in fields]
    except (PdfReadError, UnreadableCms) as error:
        raise _Unreadable(FormFault.UNREADABLE, str(error)) from error
    return sorted(found, key=lambda each: each.signed_revision)


def _is_stamp(embedded: EmbeddedPdfSignature) -> bool:
    return bool(embedded.sig_object.get("/Type") == _STAMP)


def _signed_octets(embedded: EmbeddedPdfSignature, content: bytes) -> bytes:
    """Return the octets that the byte range covers. Raises _Unreadable if it is not a byte range."""
    numbers = [int(each) for each in embedded.byte_range]
    if len(numbers) % 2 or any(each < 0 for each in numbers):
        raise _Unreadable(FormFault.UNREADABLE, "the byte range of a signature is not pairs of numbers")
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return b"".join(content[start : start + length] for start, length in pairs)


def _signature(
    embedded: EmbeddedPdfSignature, octets: bytes, stamps: list[tuple[int, TimeStamp]], store: ValidationData
) -> ReadSignature:
    where = str(embedded.field_name)
    try:
        cms = read_detached_cms(embedded.pkcs7_content, octets)
    except UnreadableCms as error:
        raise _Unreadable(FormFault.UNREADABLE, f"the signature {quoted(where)}: {error}") from error
    changed = ((where, "the PDF changed after signing: the digest differs"),) if cms.is_intact is False else ()
    certificates = (*cms.validation_data.certificates, *store.certificates)
    own = [read_time_stamp(each, cms.value, Purpose.SIGNATURE, where, certificates) for each in cms.tokens]
    later = [each for revision, each in stamps if revision > embedded.signed_revision]
    return ReadSignature(
        where=where,
        form=Form.PADES,
        certificate=cms.certificate,
        validation_data=cms.validation_data,
        is_verified=None if cms.is_intact is None else cms.is_verified,
        claimed_at=maybe_moment(embedded.self_reported_timestamp) or cms.claimed_at,
        algorithms=(cms.digest_algorithm, cms.signature_algorithm),
        changed=changed,
        names_another=_names_another(cms, embedded),
        stamps=(*own, *later),
        is_seal=cms.certificate is not None and identity_of(cms.certificate).sealing_number is not None,
    )


def _names_another(cms: CmsSignature, embedded: EmbeddedPdfSignature) -> str | None:
    if cms.names_another:
        return "the signed attributes name another certificate"
    is_required = embedded.sig_object.get("/SubFilter") == _CADES
    return "the signed attributes name no signing certificate" if cms.names_another is None and is_required else None


def _document_stamp(
    embedded: EmbeddedPdfSignature, reader: PdfFileReader, ranges: Mapping[str, bytes], store: ValidationData
) -> TimeStamp:
    has_store = "/DSS" in reader.get_historical_root(embedded.signed_revision)
    purpose = Purpose.ARCHIVE if has_store else Purpose.SIGNATURE
    octets, where = ranges[embedded.field_name], str(embedded.field_name)
    stamp = read_time_stamp(embedded.pkcs7_content, octets, purpose, where, store.certificates)
    return replace(stamp, covers_stamps=True)


def _seal(signatures: list[tuple[EmbeddedPdfSignature, ReadSignature]]) -> EmbeddedPdfSignature | None:
    """Return the seal of the service, or else the first organisation's signature, or else the last one."""
    sealed = [(embedded, read) for embedded, read in signatures if read.is_seal and read.certificate is not None]
    by_posten = [each for each, read in sealed if identity_of(read.certificate).organization_number == POSTEN]  # type: ignore[arg-type]
    return next(iter([*by_posten, *(each for each, _ in sealed), *(each for each, _ in signatures[-1:])]), None)
