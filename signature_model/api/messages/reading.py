"""Read the service's XML messages into values.

Unknown elements are ignored and logged, and unknown statuses are kept. A message that lacks what the sender needs is
refused.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange
from signature_model.errors import MalformedXml, OtherDocument, UnreadableInput
from signature_model.masking import excerpt, quoted
from signature_model.xml.lexical import in_utc, maybe_time, maybe_whole
from signature_model.xml.trees import MANIFEST, children, local_name, maybe_text, parse, root_in_words, text_of

if TYPE_CHECKING:
    from lxml import etree

_log = logging.getLogger(__name__)

CREATED: Final = "portal-signature-job-response"
CHANGED: Final = "portal-signature-job-status-change-response"
REFUSED: Final = "error"

_KNOWN: Final = {
    CREATED: {"reference", "signature-job-id", "cancellation-url"},
    CHANGED: {
        "reference",
        "signature-job-id",
        "status",
        "confirmation-url",
        "cancellation-url",
        "delete-documents-url",
        "signatures",
    },
    "signatures": {"signature", "pades-url"},
    "signature": {"status", "personal-identification-number", "identifier", "xades-url"},
    "identifier": {"email", "sms"},
    REFUSED: {"error-code", "error-message", "error-type"},
}


def parse_created_job(content: bytes) -> CreatedJob:
    """Read the response to a creation. Raises UnreadableInput for another document, or if the id or URL is missing."""
    root = _root(content, CREATED)
    return CreatedJob(
        signature_job_id=_job_id(root),
        cancellation_url=_text(root, "cancellation-url").strip(),
        reference=_maybe_text(root, "reference"),
    )


def parse_status_change(content: bytes) -> StatusChange:
    """Read a status change. Raises UnreadableInput for another document, or without id, status or confirmation."""
    root = _root(content, CHANGED)
    signatures = _maybe_child(root, "signatures")
    return StatusChange(
        signature_job_id=_job_id(root),
        status=_text(root, "status"),
        confirmation_url=_text(root, "confirmation-url").strip(),
        signatures=() if signatures is None else tuple(_signatures(signatures)),
        reference=_maybe_text(root, "reference"),
        cancellation_url=_maybe_url(root, "cancellation-url"),
        delete_documents_url=_maybe_url(root, "delete-documents-url"),
        pades_url=None if signatures is None else _maybe_url(signatures, "pades-url"),
    )


def maybe_refusal(content: bytes) -> Refusal | None:
    """Return the error document in a body, or None if there is none, as in a gateway's response."""
    try:
        root = _root(content, REFUSED)
    except UnreadableInput:
        return None
    code, message, kind = (_maybe_text(root, f"error-{part}") or "" for part in ("code", "message", "type"))
    return Refusal(code=code.strip(), message=message.strip(), type=kind.strip())


def _root(content: bytes, name: str) -> etree._Element:
    root = parse(content)
    if root.tag != f"{{{MANIFEST}}}{name}":
        msg = f"the root element is {root_in_words(root)}, not `{name}`"
        raise OtherDocument(msg, line=root.sourceline)
    _log_unknown(root)
    return root


def _log_unknown(element: etree._Element) -> None:
    name = local_name(element)
    known = {f"{{{MANIFEST}}}{each}" for each in _KNOWN[name]}
    unknown = {local_name(each) for each in children(element) if each.tag not in known}
    if unknown:
        _log.info("unknown elements in `%s`: %s", name, excerpt(", ".join(sorted(unknown))))


def _signatures(parent: etree._Element) -> list[Signature]:
    _log_unknown(parent)
    return [_signature(each) for each in parent.iterchildren(f"{{{MANIFEST}}}signature")]


def _signature(element: etree._Element) -> Signature:
    _log_unknown(element)
    status = _child(element, "status")
    identifier = _maybe_child(element, "identifier")
    if identifier is not None:
        _log_unknown(identifier)
    return Signature(
        status=text_of(status),
        since=in_utc(maybe_time(status.get("since", ""))),
        personal_identification_number=_maybe_text(element, "personal-identification-number"),
        email=_maybe_attribute(identifier, "email", "address"),
        sms=_maybe_attribute(identifier, "sms", "number"),
        xades_url=_maybe_url(element, "xades-url"),
    )


def _job_id(root: etree._Element) -> int:
    text = _text(root, "signature-job-id")
    number = maybe_whole(text)
    if number is None:
        msg = f"`signature-job-id` is {quoted(text)}, not a whole number"
        raise MalformedXml(msg)
    return number


def _maybe_attribute(identifier: etree._Element | None, name: str, attribute: str) -> str | None:
    child = None if identifier is None else _maybe_child(identifier, name)
    return None if child is None else child.get(attribute)


def _text(parent: etree._Element, name: str) -> str:
    text = text_of(_child(parent, name))
    if not text.strip():
        msg = f"`{name}` is empty"
        raise MalformedXml(msg)
    return text


def _child(parent: etree._Element, name: str) -> etree._Element:
    child = _maybe_child(parent, name)
    if child is None:
        msg = f"`{local_name(parent)}` has no `{name}`"
        raise MalformedXml(msg)
    return child


def _maybe_child(parent: etree._Element, name: str) -> etree._Element | None:
    return next(parent.iterchildren(f"{{{MANIFEST}}}{name}"), None)


def _maybe_url(parent: etree._Element, name: str) -> str | None:
    """Return a URL without surrounding white space, or None if the element is missing or empty."""
    return (_maybe_text(parent, name) or "").strip() or None


def _maybe_text(parent: etree._Element, name: str) -> str | None:
    return maybe_text(_maybe_child(parent, name))
