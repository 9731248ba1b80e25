"""Write the messages of the direct flow: a sender's request for a new redirect URL, and the service's responses.

The responses are for programs that act as the service, like the responses of ``writing``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.api.messages.direct_reading import CREATED, SIGNER, STATUS
from signature_model.api.messages.writing import add, writable
from signature_model.xml.building import child, put, root, serialise
from signature_model.xml.lexical import time_text

if TYPE_CHECKING:
    from lxml import etree

    from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus

UPDATE: Final = "direct-signer-update-request"


def write_signer_update() -> bytes:
    """Return the request for a new redirect URL as XML in UTF-8."""
    update = root(UPDATE)
    child(update, "redirect-url")
    return serialise(update)


def write_direct_job(job: DirectCreatedJob) -> bytes:
    """Return the response to a job creation as XML in UTF-8, with the deprecated redirect URLs that clients expect."""
    created = root(CREATED)
    add(created, "reference", job.reference)
    add(created, "signature-job-id", str(job.signature_job_id))
    for each in job.signers:
        _add_url(created, "redirect-url", each.redirect_url or "", each.signer)
    add(created, "status-url", job.status_url)
    for each in job.signers:
        _fill_signer(child(created, "signer"), each)
    return serialise(created)


def write_direct_signer(signer: DirectSignerLink) -> bytes:
    """Return the response to a request for a new redirect URL as XML in UTF-8."""
    written = root(SIGNER)
    _fill_signer(written, signer)
    return serialise(written)


def write_direct_status(status: DirectStatus) -> bytes:
    """Return a status as XML in UTF-8."""
    written = root(STATUS)
    add(written, "reference", status.reference)
    add(written, "signature-job-id", str(status.signature_job_id))
    add(written, "signature-job-status", status.status)
    for each in status.signatures:
        _add_status(written, each)
    add(written, "confirmation-url", status.confirmation_url)
    add(written, "delete-documents-url", status.delete_documents_url)
    for each in status.signatures:
        if each.xades_url is not None:
            _add_url(written, "xades-url", each.xades_url, each.signer)
    add(written, "pades-url", status.pades_url)
    return serialise(written)


def _fill_signer(element: etree._Element, signer: DirectSignerLink) -> None:
    put(element, "href", writable(signer.signer_url))
    add(element, "signer-identifier", signer.signer_identifier)
    add(element, "personal-identification-number", signer.personal_identification_number)
    add(element, "redirect-url", signer.redirect_url or "")


def _add_status(parent: etree._Element, signature: DirectSignature) -> None:
    status = child(parent, "status", writable(signature.status))
    _put_signer(status, signature.signer)
    put(status, "since", None if signature.since is None else time_text(signature.since))


def _add_url(parent: etree._Element, name: str, url: str, signer: str | None) -> None:
    _put_signer(child(parent, name, writable(url)), signer)


def _put_signer(element: etree._Element, signer: str | None) -> None:
    put(element, "signer", None if signer is None else writable(signer))
