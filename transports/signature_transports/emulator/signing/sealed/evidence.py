"""The XAdES of one signer, as the service's supplier packs it: the documents, who signed them, and a seal over both.

The form of the service (LTV-SDO) is not published. This one has the parts that are known: one XML with the documents
and the evidence inside, a ``SignerDescription``, and the seal of a packager. An advanced signature is inside, as
``NativeSdo``, by the signer's own certificate; an authenticated one consists of the packager's seal alone.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Final

from signature_model.containers.media_types import PDF
from signature_model.seals.algorithms import EXCLUSIVE
from signature_model.signed.xades.transforms import BASE64
from signature_model.xml.lexical import time_text
from signature_transports.emulator.fault_names import Fault
from signature_transports.emulator.settings import BaselineLevel
from signature_transports.emulator.signing.pki.holders import FLAWLESS, Flaws, packager, person
from signature_transports.emulator.signing.sealed.other_document import other_document
from signature_transports.emulator.signing.sealed.signature_events import signature_event
from signature_transports.emulator.signing.sealed.xades import Part, canonical_form, escaped, write_signature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signature_model.jobs.portal import Document
    from signature_transports.emulator.jobs.job import SignedJob
    from signature_transports.emulator.signing.sealed.signature_events import SignatureEvent

NAMESPACE: Final = "urn:posten-signering:emulator:ltv-sdo-like:1"
NOTICE: Final = "Made by an emulator, for tests only. These signatures are worth nothing."
FLAWS: Final[Mapping[Fault | None, Flaws]] = {
    Fault.BROKEN_SEAL: Flaws(signs_wrongly=True),
    Fault.UNTRUSTED: Flaws(is_untrusted=True),
    Fault.EXPIRED: Flaws(is_expired=True),
    Fault.REVOKED: Flaws(is_revoked=True),
}
"""The flaws of a certificate or its holder, by fault."""
_DATA: Final = "sdo"


def evidence(job: SignedJob, place: int, level: BaselineLevel, fault: Fault | None = None) -> bytes:
    """Return the XAdES of a signer who has signed."""
    event, level = signature_event(job, place, fault), BaselineLevel.B if fault is Fault.LEVEL_B else level
    documents = _documents(job, fault)
    flaws = FLAWS.get(fault, FLAWLESS)
    of_signer, of_packager = (flaws, FLAWLESS) if event.is_advanced and not flaws.signs_wrongly else (FLAWLESS, flaws)
    native = ""
    if event.is_advanced:
        signer = person(event.name, event.number, event.contact, event.moment, of_signer)
        native = write_signature("native", [part for _, part in documents], signer, event.moment, level)
    data = _data(job, event, documents, native)
    part = Part(id=_DATA, transform=EXCLUSIVE, octets=canonical_form(data), mime="application/xml")
    seal = write_signature("seal", [part], packager(event.moment, of_packager), event.moment, level)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {NOTICE} -->\n'
        f'<sdo:LtvSdo xmlns:sdo="{NAMESPACE}" Version="1.2">{data}{seal}</sdo:LtvSdo>\n'
    ).encode()


def _documents(job: SignedJob, fault: Fault | None) -> list[tuple[Document, Part]]:
    """Return each document with the part that encloses it."""
    found = []
    for index, each in enumerate(job.content.documents):
        is_other = fault is Fault.OTHER_DOCUMENT and not index
        content, mime = (other_document(), PDF) if is_other else (each.content or b"", each.mime)
        found.append((each, Part(id=f"document-{index}", transform=BASE64, octets=content, mime=mime)))
    return found


def _data(job: SignedJob, event: SignatureEvent, documents: Sequence[tuple[Document, Part]], native: str) -> str:
    """Return the content that the packager seals."""
    moment = time_text(event.moment)
    number = "" if event.number is None else _element("SignerNationalId", event.number)
    signer = "".join(
        (
            _element("SignerName", event.name),
            number,
            _element("SignerNationality", "NO"),
            _element("SigningMethod", event.method),
            _element("SigningTime", moment),
        )
    )
    events = "".join(f'<sdo:Event Name="{each}" Time="{moment}"/>' for each in ("viewed", "consented", "authenticated"))
    return (
        f'<sdo:SignedData xmlns:sdo="{NAMESPACE}" Id="{_DATA}">{_element("Notice", NOTICE)}'
        f"{_element('SignatureJob', str(job.id))}"
        f"<sdo:SignerDescription>{signer}</sdo:SignerDescription>"
        f"{''.join(_document(each, part, index) for index, (each, part) in enumerate(documents))}"
        f"{native and f'<sdo:NativeSdo>{native}</sdo:NativeSdo>'}"
        f"<sdo:AuditTrail>{events}</sdo:AuditTrail></sdo:SignedData>"
    )


def _document(document: Document, part: Part, index: int) -> str:
    return (
        f"<sdo:SignedDocument>{_element('DocumentIndex', str(index))}"
        f"{_element('DocumentTitle', document.title)}{_element('MimeType', part.mime)}"
        f'<sdo:DocumentData Id="{part.id}">{b64encode(part.octets).decode()}</sdo:DocumentData></sdo:SignedDocument>'
    )


def _element(name: str, text: str) -> str:
    return f"<sdo:{name}>{escaped(text)}</sdo:{name}>"
