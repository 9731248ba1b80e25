"""The seal on a PDF, made with pyHanko: one certifying signature that permits no changes, and what each level adds.

Import this module only to sign: pyHanko may not be installed, and takes a third of a second to load. Sources: ETSI EN
319 142-1; ISO 32000-2, 12.8.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import ArrayObject, StreamObject, pdf_name
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, SignatureObject
from pyhanko.sign.timestamps import TimeStamper

from signature_transports.emulator.settings import BaselineLevel
from signature_transports.emulator.signing.pdf_updates import DIGEST, Update, cms, dictionary
from signature_transports.emulator.signing.pki.revocation import revocation_data
from signature_transports.emulator.signing.pki.time_stamps import stamper, time_stamp_of_digest

if TYPE_CHECKING:
    from datetime import datetime

    from signature_transports.emulator.signing.pki.holders import Holder

_RESERVED: Final = 24_576
"""The number of hexadecimal digits for a signature or a time-stamp with certificates."""
_FIELD: Final = "Forsegling"
_REASON: Final = "Forseglet av en emulator, kun for test, uten verdi"


def sealed(content: bytes, holder: Holder, moment: datetime, level: BaselineLevel) -> bytes:
    """Return a document with a seal by the holder."""
    file = io.BytesIO(content)
    update = Update(file)
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(_FIELD)).write_cms(_FIELD, update)
    next(steps)
    permitted = SigMDPSetup(DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    steps.send(SigObjSetup(_signature_object(holder, moment), mdp_setup=permitted))
    digest, _ = steps.send(SigIOSetup(DIGEST, in_place=True))
    time_stamper = None if level is BaselineLevel.B else _TimeStamper(moment)
    steps.send(cms(digest.document_digest, holder.sign, holder.certificate, holder.chain[1:2], time_stamper))
    if level in {BaselineLevel.LT, BaselineLevel.LTA}:
        file = _with_security_store(file, holder, stamper(moment), moment)
    return _with_time_stamp(file, moment) if level is BaselineLevel.LTA else file.getvalue()


class _TimeStamper(TimeStamper):
    """The emulator's own time-stamp authority."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(include_nonce=False)  # type: ignore[no-untyped-call]  # pyHanko's own
        self._moment = moment

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:  # noqa: ANN401, ARG002 - as pyHanko calls it
        """Return a time-stamp of a digest."""
        return asn1_cms.ContentInfo.load(time_stamp_of_digest(message_digest, self._moment))


def _signature_object(holder: Holder, moment: datetime) -> SignatureObject:
    return SignatureObject(
        timestamp=moment,
        subfilter=SigSeedSubFilter.PADES,
        name=holder.certificate.subject.rfc4514_string(),
        reason=_REASON,
        bytes_reserved=_RESERVED,
    )


def _with_security_store(file: io.BytesIO, holder: Holder, stamper: Holder, moment: datetime) -> io.BytesIO:
    """Add the certificates and the revocation data, in the catalogue's ``DSS``."""
    update, data = Update(file), revocation_data((holder, stamper), moment)
    certificates = dict.fromkeys((*holder.chain, *stamper.chain))

    def streams(*contents: bytes) -> ArrayObject:
        return ArrayObject([update.add_object(StreamObject(stream_data=each)) for each in contents])

    store = dictionary(
        Type=pdf_name("/DSS"),
        Certs=streams(*(each.public_bytes(Encoding.DER) for each in certificates)),
        OCSPs=streams(*data.responses),
        CRLs=streams(*data.crls),
    )
    update.root["/DSS"] = update.add_object(store)
    update.update_root()  # type: ignore[no-untyped-call]  # pyHanko's own
    update.write_in_place()  # type: ignore[no-untyped-call]  # pyHanko's own
    return file


def _with_time_stamp(file: io.BytesIO, moment: datetime) -> bytes:
    """Add a time-stamp over the whole document."""
    update = Update(file)
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec("Tidsstempel")).write_cms("Tidsstempel", update)
    next(steps)
    placeholder = DocumentTimestamp(bytes_reserved=_RESERVED)  # type: ignore[no-untyped-call]  # pyHanko's own
    steps.send(SigObjSetup(placeholder))
    digest, _ = steps.send(SigIOSetup(DIGEST, in_place=True))
    token = time_stamp_of_digest(digest.document_digest, moment)
    steps.send(asn1_cms.ContentInfo.load(token))
    return file.getvalue()
