"""Read a PAdES: its signatures with their evidence, the revisions after them, and the attached files.

pyHanko (extra ``signed``) reads the file, its byte ranges and the differences between its revisions. Signatures and
trust are evaluated by the same code as in XML. Sources: ISO 32000-2, 12.8; ETSI EN 319 142-1.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from itertools import chain, count
from typing import TYPE_CHECKING, Final

from signature_model.masking import quoted
from signature_model.pdf.headers import is_pdf
from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.limits import LimitExceeded
from signature_model.signed.evaluation.packagers import POSTEN
from signature_model.signed.facts import Covered, Fault, Form, FormFault, ReadSignature, SignedFile, SignedPdfFacts
from signature_model.signed.identity import identity_of
from signature_model.signed.limits import MOST_BYTES, MOST_REVISIONS
from signature_model.signed.pades.opening import open_pdf
from signature_model.signed.pades.originals import original_of
from signature_model.signed.pades.revisions import (
    added_after,
    attachments_in,
    changes_after,
    security_store,
    uncovered_by,
)
from signature_model.signed.pades.signatures import (
    Unreadable,
    embedded_in,
    is_time_stamp,
    read_signature,
    read_stamp,
    signed_octets,
)
from signature_model.signed.reading_budget import ReadingBudget
from signature_model.xml.declarations import starts_like_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.rw_common import PdfHandler
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from signature_model.pdf.inspection import PdfFacts
    from signature_model.signed.pades.originals import Original
    from signature_model.signed.sent import Sent

_WITHOUT_LIBRARY: Final = "PDF documents need pyHanko: pip install 'posten-signering[signed]'"
_LONG_RANGE: Final = re.compile(rb"/ByteRange[\0\t\n\f\r ]*\[[^\]]{1000}")


def read_pades(content: bytes, sent: Sent | None = None, budget: ReadingBudget | None = None) -> SignedFile:
    """Read a PAdES. Any bytes can be read: faults are among the returned facts.

    ``sent`` is for a PDF that was sent and then signed: its signatures cover the sent document at its beginning.
    """
    try:
        facts = _inspected(content)
        if not _has_library():
            return SignedFile(form=Form.PADES, skipped=_WITHOUT_LIBRARY)
        return _read(content, facts, sent, budget or ReadingBudget())
    except Unreadable as refusal:
        return _refused(refusal.kind, str(refusal))
    except LimitExceeded as limit:
        return _refused(FormFault.LIMITS, str(limit))
    except Exception:  # noqa: BLE001 - pyHanko raises many kinds of errors for damaged files
        return _refused(FormFault.UNREADABLE, "the signatures in the PDF cannot be read")


def _inspected(content: bytes) -> PdfFacts:
    """Return the result of an inspection within limits, before pyHanko reads the file."""
    if not is_pdf(content):
        raise Unreadable(FormFault.NOT_SIGNED_DOCUMENT, "the file is not a PDF")
    if len(content) > MOST_BYTES:
        raise Unreadable(FormFault.LIMITS, f"{len(content):,} bytes; the maximum is {MOST_BYTES:,}")
    if _LONG_RANGE.search(content):  # pyHanko would read all of it
        raise Unreadable(FormFault.LIMITS, "a byte range has more than four numbers")
    facts = inspect_pdf(content)
    if facts.limit is not None:
        raise Unreadable(FormFault.LIMITS, facts.limit)
    if facts.encrypted or facts.damage is not None:
        raise Unreadable(FormFault.NOT_SIGNED_DOCUMENT, facts.damage or "the PDF is encrypted")
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


def _read(content: bytes, facts: PdfFacts, sent: Sent | None, budget: ReadingBudget) -> SignedFile:
    reader = open_pdf(content, budget)
    if reader.xrefs.total_revisions > MOST_REVISIONS:
        raise Unreadable(FormFault.LIMITS, f"more than {MOST_REVISIONS} revisions")
    embedded = embedded_in(reader, content)
    if not embedded:
        raise Unreadable(FormFault.NO_SIGNATURE, "the PDF has no signature")
    ranges = {each.field_name: signed_octets(each, content) for each in embedded}
    store = security_store(reader)
    stamps = [
        (each.signed_revision, read_stamp(each, reader, ranges, store)) for each in embedded if is_time_stamp(each)
    ]
    signatures = [
        (each, read_signature(each, ranges[each.field_name], stamps, store))
        for each in embedded
        if not is_time_stamp(each)
    ]
    seal = _seal(signatures)
    sealed = reader if seal is None else reader.get_historical_resolver(seal.signed_revision)
    changes = () if seal is None else tuple(changes_after(seal, reader, content))
    uncovered = tuple(uncovered_by(embedded, content))
    if seal is not None and not changes and not uncovered:
        uncovered = tuple(added_after(seal, content))
    original = _original(signatures, reader, content, sent, is_covered=not uncovered)
    attachments, damaged = _attachments(sealed)
    return SignedFile(
        form=Form.PADES,
        faults=() if signatures else (Fault(kind=FormFault.NO_SIGNATURE, message="the PDF has only time-stamps"),),
        signatures=tuple(_covering(signatures, original)),
        validation_data=store,
        pdf=SignedPdfFacts(
            sealed_by=None if seal is None else str(seal.field_name),
            changes=changes,
            uncovered=uncovered,
            pages=facts.page_count,
            is_pdfa=facts.claims_pdfa,
            attachments=attachments,
            damaged=damaged,
            shown=() if original is None or original.change is not None else original.shown,
        ),
    )


def _attachments(sealed: PdfHandler) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the attached files by name that may be evidence, and the names of damaged files.

    All of them together have a limit. Different files of the same name get a number.
    """
    found: dict[str, bytes] = {}
    damaged: list[str] = []
    size = 0
    for name, content in attachments_in(sealed):
        if content is None:
            damaged.append(name)
            continue
        size += len(content)
        if size > MOST_BYTES:
            raise Unreadable(FormFault.LIMITS, f"the attached files have more than {MOST_BYTES:,} bytes")
        if starts_like_xml(content[:1024]):
            names = chain([name], (f"{name} ({number})" for number in count(2)))
            found[next(each for each in names if found.get(each, content) == content)] = content
    return found, tuple(dict.fromkeys(damaged))


def _original(
    signatures: list[tuple[EmbeddedPdfSignature, ReadSignature]],
    reader: PdfFileReader,
    content: bytes,
    sent: Sent | None,
    *,
    is_covered: bool,
) -> Original | None:
    """Return the sent document that was signed; None if ``sent`` is not given."""
    if sent is None or not signatures:
        return None
    embedded = [each for each, _ in signatures]
    return original_of(embedded, reader, content, sent.documents or (), is_covered=is_covered)


def _covering(
    signatures: list[tuple[EmbeddedPdfSignature, ReadSignature]], original: Original | None
) -> Iterator[ReadSignature]:
    """Yield the signatures, each with the sent document that it covers if that was looked for."""
    if original is None:
        yield from (each for _, each in signatures)
        return
    change, sent = None, original.document
    if sent is not None and original.change is not None:
        change = f"{quoted(sent.name)} was signed, but also changed: {original.change}"
    for embedded, each in signatures:
        document = sent if change is None and embedded.signed_revision > original.revision else None
        covered = Covered(where="", name=None, document=document, is_intact=True, change=change)
        yield replace(each, covered=(covered,))


def _seal(signatures: list[tuple[EmbeddedPdfSignature, ReadSignature]]) -> EmbeddedPdfSignature | None:
    """Return the seal of the service, or else the first organisation's signature, or else the last one."""
    sealed = [(embedded, read) for embedded, read in signatures if read.is_seal and read.certificate is not None]
    by_posten = [each for each, read in sealed if identity_of(read.certificate).organization_number == POSTEN]  # type: ignore[arg-type]
    return next(iter([*by_posten, *(each for each, _ in sealed), *(each for each, _ in signatures[-1:])]), None)
