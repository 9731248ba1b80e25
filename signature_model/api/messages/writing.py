"""Writing the service's responses, for programs that play the service; ``reading`` is the other direction.

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
    _add(created, "reference", job.reference)
    _add(created, "signature-job-id", str(job.signature_job_id))
    _add(created, "cancellation-url", job.cancellation_url)
    return serialise(created)


def write_status_change(change: StatusChange) -> bytes:
    """Return a status change as XML in UTF-8."""
    changed = root(CHANGED)
    _add(changed, "reference", change.reference)
    _add(changed, "signature-job-id", str(change.signature_job_id))
    _add(changed, "status", change.status)
    _add(changed, "confirmation-url", change.confirmation_url)
    _add(changed, "cancellation-url", change.cancellation_url)
    _add(changed, "delete-documents-url", change.delete_documents_url)
    signatures = child(changed, "signatures")
    for each in change.signatures:
        _add_signature(child(signatures, "signature"), each)
    _add(signatures, "pades-url", change.pades_url)
    return serialise(changed)


def write_refusal(refusal: Refusal) -> bytes:
    """Return the body of an error response as XML in UTF-8."""
    refused = root(REFUSED)
    _add(refused, "error-code", refusal.code)
    _add(refused, "error-message", refusal.message)
    _add(refused, "error-type", refusal.type)
    return serialise(refused)


def _add_signature(element: etree._Element, signature: Signature) -> None:
    status = child(element, "status", _writable(signature.status))
    put(status, "since", None if signature.since is None else time_text(signature.since))
    if signature.personal_identification_number is None:
        identifier = child(element, "identifier")
        for name, attribute, value in (("email", "address", signature.email), ("sms", "number", signature.sms)):
            if value is not None:
                put(child(identifier, name), attribute, _writable(value))
    _add(element, "personal-identification-number", signature.personal_identification_number)
    _add(element, "xades-url", signature.xades_url)


def _add(parent: etree._Element, name: str, text: str | None) -> None:
    building.add(parent, name, None if text is None else _writable(text))


def _writable(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
