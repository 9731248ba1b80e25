"""Read the signatures and the document time-stamps in a PDF, and verify them over the octets of their byte ranges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from signature_model.masking import quoted
from signature_model.signed.cms import CmsSignature, UnreadableCms, read_detached_cms, require_short_identifiers
from signature_model.signed.facts import Form, FormFault, ReadSignature
from signature_model.signed.identity import identity_of
from signature_model.signed.limits import MOST_SIGNATURES
from signature_model.signed.moments import maybe_moment
from signature_model.signed.pades.signature_contents import read_dictionaries
from signature_model.signed.stamped_octets import StampedOctets
from signature_model.signed.timestamps import Purpose, TimeStamp, read_time_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from signature_model.signed.validation_data import ValidationData

_STAMP: Final = "/DocTimeStamp"
_CADES: Final = "/ETSI.CAdES.detached"


class Unreadable(Exception):
    """The PDF cannot be read as a signed document. ``kind`` is the fault."""

    def __init__(self, kind: FormFault, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def embedded_in(reader: PdfFileReader, content: bytes) -> list[EmbeddedPdfSignature]:
    """Return the signatures in the order of the revisions. Raises Unreadable."""
    from pyhanko.pdf_utils.misc import PdfReadError  # noqa: PLC0415 - an extra
    from pyhanko.sign.fields import enumerate_sig_fields  # noqa: PLC0415
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, extract_contents  # noqa: PLC0415

    fields = list(enumerate_sig_fields(reader, filled_status=True))
    if len(fields) > MOST_SIGNATURES:
        raise Unreadable(FormFault.LIMITS, f"more than {MOST_SIGNATURES} signatures")
    try:
        read_dictionaries(reader, [value for _, value, _ in fields], content)
        for _, value, _ in fields:
            require_short_identifiers(extract_contents(value.get_object()))
        found = [EmbeddedPdfSignature(reader, field, name) for name, _, field in fields]
    except (PdfReadError, UnreadableCms) as error:
        raise Unreadable(FormFault.UNREADABLE, str(error)) from error
    return sorted(found, key=lambda each: each.signed_revision)


def is_time_stamp(embedded: EmbeddedPdfSignature) -> bool:
    """Whether a signature is a document time-stamp."""
    return bool(embedded.sig_object.get("/Type") == _STAMP)


def signed_octets(embedded: EmbeddedPdfSignature, content: bytes) -> bytes:
    """Return the octets that the byte range covers. Raises Unreadable if it is not a byte range."""
    numbers = [int(each) for each in embedded.byte_range]
    if len(numbers) % 2 or any(each < 0 for each in numbers):
        raise Unreadable(FormFault.UNREADABLE, "the byte range of a signature does not consist of pairs of numbers")
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return b"".join(content[start : start + length] for start, length in pairs)


def read_signature(
    embedded: EmbeddedPdfSignature, octets: bytes, stamps: list[tuple[int, TimeStamp]], store: ValidationData
) -> ReadSignature:
    """Read a signature over its octets. ``stamps`` are the document time-stamps by their revisions.

    Raises Unreadable.
    """
    where = str(embedded.field_name)
    try:
        cms = read_detached_cms(embedded.pkcs7_content, octets)
    except UnreadableCms as error:
        raise Unreadable(FormFault.UNREADABLE, f"the signature {quoted(where)}: {error}") from error
    changed = ((where, "the PDF changed after signing: the digest differs"),) if cms.is_intact is False else ()
    certificates = (*cms.validation_data.certificates, *store.certificates)
    value = StampedOctets([cms.value])
    own = [read_time_stamp(each, value, Purpose.SIGNATURE, where, certificates) for each in cms.tokens]
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


def read_stamp(
    embedded: EmbeddedPdfSignature, reader: PdfFileReader, ranges: Mapping[str, bytes], store: ValidationData
) -> TimeStamp:
    """Read a document time-stamp over its octets, which are in ``ranges``."""
    has_store = "/DSS" in reader.get_historical_root(embedded.signed_revision)
    purpose = Purpose.ARCHIVE if has_store else Purpose.SIGNATURE
    octets, where = ranges[embedded.field_name], str(embedded.field_name)
    stamp = read_time_stamp(embedded.pkcs7_content, StampedOctets([octets]), purpose, where, store.certificates)
    return replace(stamp, covers_stamps=True)
