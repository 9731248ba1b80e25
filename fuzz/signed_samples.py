"""The job whose signed documents are the seeds of several targets, and what was sent."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from signature_model.strategies.authority import context
from signature_model.strategies.evidence.cms import signed_data
from signature_model.strategies.evidence.samples import SentJob, packager
from signature_model.strategies.evidence.xades import XadesPlan, xades
from signature_model.strategies.pdf_files import pdf_file

if TYPE_CHECKING:
    from signature_model.strategies.evidence.people import Holder

JOB: Final = SentJob(
    documents={"contract.pdf": pdf_file(), "annex.pdf": pdf_file(size=9)},
    numbers=("01818000282",),
    names=("Kari Nordmann",),
)
SENT: Final = JOB.sent
CONTEXT: Final = context()


def sdo() -> bytes:
    """Return a SEID-SDO of the first document: a signature in CMS, the document, and a seal over the raw bytes."""
    document = next(iter(JOB.documents.values()))
    part = f"<SDODataPart><SignatureElement>{_element(JOB.signer(), document)}</SignatureElement></SDODataPart>"
    return (
        '<SDOList xmlns="http://www.npt.no/seid/xmlskjema/SDO_v1.0" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><SDO>'
        f"<SignedObject><SignersDocument>{_base64(document)}</SignersDocument></SignedObject>{part}"
        f"<SDOSeal><SDOSignature>{_element(packager(), part.encode())}</SDOSignature></SDOSeal></SDO></SDOList>"
    ).encode()


def packaged(native: bytes) -> bytes:
    """Return the XAdES of a packager that has sealed a native signature."""
    said = f'<NativeSdo xmlns="urn:example:evidence">{_base64(native)}</NativeSdo>'
    return xades(XadesPlan(documents=JOB.documents, by=packager(), signer_description=said))


def _element(by: Holder, content: bytes) -> str:
    signature = signed_data(by, content, is_detached=True)
    return (
        "<CMSSignatureElement><SDOProfile>SEID-SDO-Basic-V</SDOProfile><HashedData>"
        f'<ds:DigestMethod Algorithm="SHA-256"/><ds:DigestValue>{_base64(sha256(content).digest())}</ds:DigestValue>'
        f"</HashedData><CMSSignature>{_base64(signature)}</CMSSignature></CMSSignatureElement>"
    )


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
