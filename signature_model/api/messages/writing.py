"""What the service answers, written: the other direction of ``reading``, for whoever plays the service.

Characters that XML cannot hold, which an error may quote from what a caller sent, become U+FFFD.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from signature_model.api.messages.reading import CHANGED, CREATED, REFUSED
from signature_model.xml.lexical import time_text
from signature_model.xml.trees import MANIFEST

if TYPE_CHECKING:
    from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange

_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no ``Char``: XML 1.0, 2.2."""


def write_created_job(job: CreatedJob) -> bytes:
    """The answer to a creation as XML in UTF-8."""
    root = _root(CREATED)
    _add(root, "reference", job.reference)
    _add(root, "signature-job-id", str(job.signature_job_id))
    _add(root, "cancellation-url", job.cancellation_url)
    return _serialised(root)


def write_status_change(change: StatusChange) -> bytes:
    """A status change as XML in UTF-8."""
    root = _root(CHANGED)
    _add(root, "reference", change.reference)
    _add(root, "signature-job-id", str(change.signature_job_id))
    _add(root, "status", change.status)
    _add(root, "confirmation-url", change.confirmation_url)
    _add(root, "cancellation-url", change.cancellation_url)
    _add(root, "delete-documents-url", change.delete_documents_url)
    signatures = _child(root, "signatures")
    for each in change.signatures:
        _add_signature(signatures, each)
    _add(signatures, "pades-url", change.pades_url)
    return _serialised(root)


def write_refusal(refusal: Refusal) -> bytes:
    """The body of an error as XML in UTF-8."""
    root = _root(REFUSED)
    _add(root, "error-code", refusal.code)
    _add(root, "error-message", refusal.message)
    _add(root, "error-type", refusal.type)
    return _serialised(root)


def _add_signature(parent: etree._Element, signature: Signature) -> None:
    element = _child(parent, "signature")
    status = _child(element, "status")
    status.text = signature.status
    if signature.since is not None:
        status.set("since", time_text(signature.since))
    if signature.personal_identification_number is None:
        identifier = _child(element, "identifier")
        for name, attribute, value in (("email", "address", signature.email), ("sms", "number", signature.sms)):
            if value is not None:
                _child(identifier, name).set(attribute, value)
    _add(element, "personal-identification-number", signature.personal_identification_number)
    _add(element, "xades-url", signature.xades_url)


def _root(name: str) -> etree._Element:
    return etree.Element(f"{{{MANIFEST}}}{name}", nsmap={None: MANIFEST})


def _child(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{MANIFEST}}}{name}")


def _add(parent: etree._Element, name: str, text: str | None) -> None:
    if text is not None:
        _child(parent, name).text = _NOT_IN_XML.sub("\ufffd", text)


def _serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
