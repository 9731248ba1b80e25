"""Signatures in a PDF, made with pyHanko: PAdES baseline B, each as an incremental update of the file.

Import this module only to sign: pyHanko may not be installed, and takes a third of a second to load.
"""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NumberObject,
    StreamObject,
    pdf_name,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signature_model.masking import masked
from signature_transports.emulator.jobs.people import contact_of, name_of
from signature_transports.emulator.signing.authority import certificate_of, root, sign
from signature_transports.emulator.signing.front_page import FONT, appearance, position_of, signature_line

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

    from signature_transports.emulator.jobs.job import SignedJob

_DIGEST: Final = "sha256"
_RESERVED: Final = 8192
"""Hexadecimal digits for a signature with its two certificates, which take about 5,000."""


def with_signature(content: bytes, job: SignedJob, place: int, moment: datetime, line: int) -> bytes:
    """Return the document with one more signature, shown in the line of that number on the front page."""
    file = io.BytesIO(content)
    update = _Update(file)
    position, name = position_of(line), name_of(job.content.signers[place])
    field_name = f"Signer {place + 1} {name}"
    field = SigFieldSpec(field_name, on_page=position.page, box=position.box)
    steps = PdfCMSEmbedder(new_field_spec=field).write_cms(field_name, update)
    next(steps).get_object()["/AP"] = _appearance(update, signature_line(job, place, moment), position.box)
    steps.send(SigObjSetup(_signature_object(job, place, moment)))
    digest, _ = steps.send(SigIOSetup(_DIGEST, in_place=True))
    steps.send(_cms(digest.document_digest, certificate_of(job, place)))
    return file.getvalue()


class _Update(IncrementalPdfFileWriter):
    """An incremental update without a time or random numbers, so that the same input gives the same bytes."""

    def _update_meta(self) -> None:
        """Leave out the time of writing."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:  # noqa: ANN401 - pyHanko's own
        return ArrayObject([prev.trailer["/ID"][0], ByteStringObject(sha256(prev.stream.getbuffer()).digest()[:16])])


class _Person(Signer):
    """A signer with the key that all people share."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - as pyHanko calls it
        """Sign the data."""
        return sign(data)


def _signature_object(job: SignedJob, place: int, moment: datetime) -> SignatureObject:
    signer = job.content.signers[place]
    person = f"{name_of(signer)}, {masked(contact_of(signer))}"
    return SignatureObject(
        timestamp=moment,
        subfilter=SigSeedSubFilter.PADES,
        name=name_of(signer),
        reason=f"Signer {place + 1} of signature job {job.id}: {person}",
        bytes_reserved=_RESERVED,
    )


def _cms(digest: bytes, certificate: x509.Certificate) -> Any:  # noqa: ANN401 - pyHanko's own
    """Return the signature over a digest. Signs in another thread, because this one may run an event loop."""
    issuers = SimpleCertificateStore.from_certs([_to_pyhanko(root())])  # type: ignore[no-untyped-call]  # pyHanko's own
    person = _Person(signing_cert=_to_pyhanko(certificate), cert_registry=issuers)
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, person.async_sign(digest, _DIGEST, use_pades=True)).result()


def _to_pyhanko(certificate: x509.Certificate) -> Any:  # noqa: ANN401 - pyHanko's own
    """Return the certificate as pyHanko's own type."""
    return next(iter(load_certs_from_pemder_data(certificate.public_bytes(Encoding.DER))))


def _appearance(update: IncrementalPdfFileWriter, line: str, box: tuple[int, int, int, int]) -> DictionaryObject:
    """Return the visible appearance of a signature: a line of text."""
    left, bottom, right, top = box
    font = _dictionary(
        Type=pdf_name("/Font"),
        Subtype=pdf_name("/Type1"),
        BaseFont=pdf_name(f"/{FONT}"),
        Encoding=pdf_name("/WinAnsiEncoding"),
    )
    form = _dictionary(
        Type=pdf_name("/XObject"),
        Subtype=pdf_name("/Form"),
        BBox=ArrayObject(map(NumberObject, (0, 0, right - left, top - bottom))),
        Resources=_dictionary(Font=_dictionary(F1=font)),
    )
    return _dictionary(N=update.add_object(StreamObject(form, stream_data=appearance(line))))


def _dictionary(**entries: object) -> DictionaryObject:
    return DictionaryObject({pdf_name(f"/{name}"): value for name, value in entries.items()})  # type: ignore[no-untyped-call]  # pyHanko's own
