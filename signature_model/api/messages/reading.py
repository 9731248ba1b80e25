"""Read the service's messages of the portal flow and its error documents into values.

Unknown elements are ignored and logged, and unknown statuses are kept. A message that lacks what the sender needs is
refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.api.messages.elements import (
    job_id_of,
    log_unknown,
    maybe_child,
    maybe_child_text,
    maybe_url,
    required_child,
    required_text,
    root_of,
    since,
    tag,
)
from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange
from signature_model.api.statuses import job_status_text
from signature_model.errors import UnreadableInput
from signature_model.xml.trees import text_of

if TYPE_CHECKING:
    from lxml import etree

CREATED: Final = "portal-signature-job-response"
CHANGED: Final = "portal-signature-job-status-change-response"
REFUSED: Final = "error"

_IN_CREATED: Final = {"reference", "signature-job-id", "cancellation-url"}
_IN_CHANGED: Final = {
    "reference",
    "signature-job-id",
    "status",
    "confirmation-url",
    "cancellation-url",
    "delete-documents-url",
    "signatures",
}
_IN_SIGNATURES: Final = {"signature", "pades-url"}
_IN_SIGNATURE: Final = {"status", "personal-identification-number", "identifier", "xades-url"}
_IN_IDENTIFIER: Final = {"email", "sms"}
_IN_REFUSED: Final = {"error-code", "error-message", "error-type"}


def parse_created_job(content: bytes) -> CreatedJob:
    """Read the response to a creation. Raises UnreadableInput for another document, or if the id or URL is missing."""
    root = root_of(content, CREATED, _IN_CREATED)
    return CreatedJob(
        signature_job_id=job_id_of(root),
        cancellation_url=required_text(root, "cancellation-url").strip(),
        reference=maybe_child_text(root, "reference"),
    )


def parse_status_change(content: bytes) -> StatusChange:
    """Read a status change. Raises UnreadableInput for another document, or without id, status or confirmation."""
    root = root_of(content, CHANGED, _IN_CHANGED)
    signatures = maybe_child(root, "signatures")
    return StatusChange(
        signature_job_id=job_id_of(root),
        status=job_status_text(required_text(root, "status")),
        confirmation_url=required_text(root, "confirmation-url").strip(),
        signatures=() if signatures is None else tuple(_signatures(signatures)),
        reference=maybe_child_text(root, "reference"),
        cancellation_url=maybe_url(root, "cancellation-url"),
        delete_documents_url=maybe_url(root, "delete-documents-url"),
        pades_url=None if signatures is None else maybe_url(signatures, "pades-url"),
    )


def maybe_refusal(content: bytes) -> Refusal | None:
    """Return the error document in a body, or None if the body has none: a gateway's response, for example."""
    try:
        root = root_of(content, REFUSED, _IN_REFUSED)
    except UnreadableInput:
        return None
    code, message, kind = (maybe_child_text(root, f"error-{part}") or "" for part in ("code", "message", "type"))
    return Refusal(code=code.strip(), message=message.strip(), type=kind.strip())


def _signatures(parent: etree._Element) -> list[Signature]:
    log_unknown(parent, _IN_SIGNATURES)
    return [_signature(each) for each in parent.iterchildren(tag("signature"))]


def _signature(element: etree._Element) -> Signature:
    log_unknown(element, _IN_SIGNATURE)
    status = required_child(element, "status")
    identifier = maybe_child(element, "identifier")
    if identifier is not None:
        log_unknown(identifier, _IN_IDENTIFIER)
    return Signature(
        status=text_of(status),
        since=since(status),
        personal_identification_number=maybe_child_text(element, "personal-identification-number"),
        email=_maybe_attribute(identifier, "email", "address"),
        sms=_maybe_attribute(identifier, "sms", "number"),
        xades_url=maybe_url(element, "xades-url"),
    )


def _maybe_attribute(identifier: etree._Element | None, name: str, attribute: str) -> str | None:
    child = None if identifier is None else maybe_child(identifier, name)
    return None if child is None else child.get(attribute)
