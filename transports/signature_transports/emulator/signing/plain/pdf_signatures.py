"""Signatures in a PDF, made with pyHanko: PAdES baseline B, each as an incremental update of the file.

Import this module only to sign: pyHanko may not be installed, and takes a third of a second to load.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, StreamObject, pdf_name
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signature_model.masking import masked
from signature_transports.emulator.jobs.people import contact_of, name_of
from signature_transports.emulator.signing.pdf_updates import DIGEST, Update, cms, dictionary
from signature_transports.emulator.signing.plain.authority import certificate_of, root, sign
from signature_transports.emulator.signing.plain.front_page import FONT, appearance, position_of, signature_line

if TYPE_CHECKING:
    from datetime import datetime

    from pyhanko.pdf_utils.generic import DictionaryObject

    from signature_transports.emulator.jobs.job import SignedJob

_RESERVED: Final = 8192
"""The number of hexadecimal digits for a signature with its two certificates, which need about 5,000."""


def with_signature(content: bytes, job: SignedJob, place: int, moment: datetime, line: int) -> bytes:
    """Return the document with one more signature, shown in the line of that number on the front page."""
    file = io.BytesIO(content)
    update = Update(file)
    position, name = position_of(line), name_of(job.content.signers[place])
    field_name = f"Signer {place + 1} {name}"
    field = SigFieldSpec(field_name, on_page=position.page, box=position.box)
    steps = PdfCMSEmbedder(new_field_spec=field).write_cms(field_name, update)
    next(steps).get_object()["/AP"] = _appearance(update, signature_line(job, place, moment), position.box)
    steps.send(SigObjSetup(_signature_object(job, place, moment)))
    digest, _ = steps.send(SigIOSetup(DIGEST, in_place=True))
    steps.send(cms(digest.document_digest, sign, certificate_of(job, place), [root()]))
    return file.getvalue()


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


def _appearance(update: Update, line: str, box: tuple[int, int, int, int]) -> DictionaryObject:
    """Return the visible appearance of a signature: a line of text."""
    left, bottom, right, top = box
    font = dictionary(
        Type=pdf_name("/Font"),
        Subtype=pdf_name("/Type1"),
        BaseFont=pdf_name(f"/{FONT}"),
        Encoding=pdf_name("/WinAnsiEncoding"),
    )
    form = dictionary(
        Type=pdf_name("/XObject"),
        Subtype=pdf_name("/Form"),
        BBox=ArrayObject(map(NumberObject, (0, 0, right - left, top - bottom))),
        Resources=dictionary(Font=dictionary(F1=font)),
    )
    return dictionary(N=update.add_object(StreamObject(form, stream_data=appearance(line))))
