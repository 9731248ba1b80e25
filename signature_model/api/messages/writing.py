"""Write the service's responses, for programs that act as the service. ``reading`` reads them.

Characters that XML cannot hold become U+FFFD: an error may quote them from a request.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from signature_model.api.messages.reading import CHANGED, CREATED, REFUSED
from signature_model.xml import building
from signature_model.xml.building import child, put, root, serialise
from signature_model.xml.lexical import time_text

if TYPE_CHECKING:
    from lxml import etree

    from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange

_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that is not a ``Char``: XML 1.0, 2.2."""


def write_created_job(job: CreatedJob) -> bytes:
    """Return the response to a job creation as XML in UTF-8."""
    created = root(CREATED)
    add(created, "reference", job.reference)
    add(created, "signature-job-id", str(job.signature_job_id))
    add(created, "cancellation-url", job.cancellation_url)
    return serialise(created)


def write_status_change(change: StatusChange) -> bytes:
    """Return a status change as XML in UTF-8."""
    changed = root(CHANGED)
    add(changed, "reference", change.reference)
    add(changed, "signature-job-id", str(change.signature_job_id))
    add(changed, "status", change.status)
    add(changed, "confirmation-url", change.confirmation_url)
    add(changed, "cancellation-url", change.cancellation_url)
    add(changed, "delete-documents-url", change.delete_documents_url)
    signatures = child(changed, "signatures")
    for each in change.signatures:
        _add_signature(child(signatures, "signature"), each)
    add(signatures, "pades-url", change.pades_url)
    return serialise(changed)


def write_refusal(refusal: Refusal) -> bytes:
    """Return the body of an error response as XML in UTF-8."""
    refused = root(REFUSED)
    add(refused, "error-code", refusal.code)
    add(refused, "error-message", refusal.message)
    add(refused, "error-type", refusal.type)
    return serialise(refused)


def _add_signature(element: etree._Element, signature: Signature) -> None:
    status = child(element, "status", writable(signature.status))
    put(status, "since", None if signature.since is None else time_text(signature.since))
    if signature.personal_identification_number is None:
        identifier = child(element, "identifier")
        for name, attribute, value in (("email", "address", signature.email), ("sms", "number", signature.sms)):
            if value is not None:
                put(child(identifier, name), attribute, writable(value))
    add(element, "personal-identification-number", signature.personal_identification_number)
    add(element, "xades-url", signature.xades_url)


def add(parent: etree._Element, name: str, text: str | None) -> None:
    """Append an element with a text; append nothing if the text is None."""
    building.add(parent, name, None if text is None else writable(text))


def writable(text: str) -> str:
    """Return a text that XML can hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
