"""Signatures in a PDF, made with pyHanko: PAdES baseline B, each an update of the file behind what was there before.

Import this only where something is signed: pyHanko need not be installed, and takes a third of a second to load.
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
from signature_transports.emulator.signing.authority import certificate_of, root, signature
from signature_transports.emulator.signing.front_page import FONT, appearance, signature_line, spot_of

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

    from signature_transports.emulator.jobs.signed_jobs import SignedJob

_DIGEST: Final = "sha256"
_ROOM: Final = 8192
"""Hexadecimal digits that are kept free for a signature with its two certificates, which take some 5,000."""


def with_signature(content: bytes, job: SignedJob, place: int, moment: datetime, line: int) -> bytes:
    """The document with the signature of one more, which is shown in the line of that number on the front page."""
    file = io.BytesIO(content)
    update = _Update(file)
    spot, name = spot_of(line), name_of(job.content.signers[place])
    field_name = f"Signer {place + 1} {name}"
    field = SigFieldSpec(field_name, on_page=spot.page, box=spot.box)
    steps = PdfCMSEmbedder(new_field_spec=field).write_cms(field_name, update)
    next(steps).get_object()["/AP"] = _shown(update, signature_line(job, place, moment), spot.box)
    steps.send(SigObjSetup(_described(job, place, moment)))
    digest, _ = steps.send(SigIOSetup(_DIGEST, in_place=True))
    steps.send(_signed(digest.document_digest, certificate_of(job, place)))
    return file.getvalue()


class _Update(IncrementalPdfFileWriter):
    """An update that leaves nothing to chance, and does not say when it is written: the same gives the same bytes."""

    def _update_meta(self) -> None:
        """Leave out the time of writing."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:  # noqa: ANN401 - pyHanko's own
        return ArrayObject([prev.trailer["/ID"][0], ByteStringObject(sha256(prev.stream.getbuffer()).digest()[:16])])


class _Person(Signer):
    """Somebody with the key that all people have."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - as pyHanko calls it
        """Sign what has to be signed."""
        return signature(data)


def _described(job: SignedJob, place: int, moment: datetime) -> SignatureObject:
    signer = job.content.signers[place]
    whom = f"{name_of(signer)}, {masked(contact_of(signer))}"
    return SignatureObject(
        timestamp=moment,
        subfilter=SigSeedSubFilter.PADES,
        name=name_of(signer),
        reason=f"Signer {place + 1} of signature job {job.id}: {whom}",
        bytes_reserved=_ROOM,
    )


def _signed(digest: bytes, certificate: x509.Certificate) -> Any:  # noqa: ANN401 - pyHanko's own
    """The signature over a digest. In another thread, as an event loop may be running in this one."""
    issuers = SimpleCertificateStore.from_certs([_known(root())])  # type: ignore[no-untyped-call]  # pyHanko's own
    person = _Person(signing_cert=_known(certificate), cert_registry=issuers)
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(asyncio.run, person.async_sign(digest, _DIGEST, use_pades=True)).result()


def _known(certificate: x509.Certificate) -> Any:  # noqa: ANN401 - pyHanko's own
    """The certificate as pyHanko has it."""
    return next(iter(load_certs_from_pemder_data(certificate.public_bytes(Encoding.DER))))


def _shown(update: IncrementalPdfFileWriter, line: str, box: tuple[int, int, int, int]) -> DictionaryObject:
    """What is seen where the signature is: a line of text."""
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
