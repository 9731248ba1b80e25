"""Read the service's messages of the direct flow into values.

The attribute ``signer`` says which signer a status or a XAdES belongs to; the position in the message does not matter.
The attribute may be missing if the job has one signer. Unknown elements and statuses are treated as in the portal flow.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
from signature_model.api.messages.elements import (
    job_id_of,
    log_unknown,
    maybe_child_text,
    maybe_url,
    required_child,
    required_text,
    root_of,
    since,
    tag,
)
from signature_model.api.statuses import job_status_text
from signature_model.errors import MalformedXml
from signature_model.xml.trees import local_name, text_of

if TYPE_CHECKING:
    from lxml import etree

_log = logging.getLogger(__name__)

CREATED: Final = "direct-signature-job-response"
SIGNER: Final = "direct-signer-response"
STATUS: Final = "direct-signature-job-status-response"

_IN_CREATED: Final = {"reference", "signature-job-id", "redirect-url", "status-url", "signer"}
_IN_SIGNER: Final = {"signer-identifier", "personal-identification-number", "redirect-url"}
_IN_STATUS: Final = {
    "reference",
    "signature-job-id",
    "signature-job-status",
    "status",
    "confirmation-url",
    "delete-documents-url",
    "xades-url",
    "pades-url",
}


def parse_direct_job(content: bytes) -> DirectCreatedJob:
    """Read the response to a creation. Raises UnreadableInput for another document, or without id or signers.

    The deprecated ``redirect-url`` of the job is ignored: each signer has its own.
    """
    root = root_of(content, CREATED, _IN_CREATED)
    required_child(root, "signer")
    return DirectCreatedJob(
        signature_job_id=job_id_of(root),
        signers=[_link(each) for each in root.iterchildren(tag("signer"))],
        status_url=maybe_url(root, "status-url"),
        reference=maybe_child_text(root, "reference"),
    )


def parse_direct_signer(content: bytes) -> DirectSignerLink:
    """Read the response to a request for a new redirect URL. Raises UnreadableInput for another document."""
    root = root_of(content, SIGNER, _IN_SIGNER)
    required_text(root, "redirect-url")
    return _link(root)


def parse_direct_status(content: bytes) -> DirectStatus:
    """Read a status. Raises UnreadableInput for another document, or without id or status of the job."""
    root = root_of(content, STATUS, _IN_STATUS)
    return DirectStatus(
        signature_job_id=job_id_of(root),
        status=job_status_text(required_text(root, "signature-job-status")),
        signatures=_signatures(root),
        reference=maybe_child_text(root, "reference"),
        confirmation_url=maybe_url(root, "confirmation-url"),
        delete_documents_url=maybe_url(root, "delete-documents-url"),
        pades_url=maybe_url(root, "pades-url"),
    )


def _link(element: etree._Element) -> DirectSignerLink:
    log_unknown(element, _IN_SIGNER)
    href = element.get("href", "").strip()
    if not href:
        msg = f"`{local_name(element)}` has no `href`"
        raise MalformedXml(msg)
    return DirectSignerLink(
        signer_url=href,
        redirect_url=maybe_url(element, "redirect-url"),
        personal_identification_number=maybe_child_text(element, "personal-identification-number"),
        signer_identifier=maybe_child_text(element, "signer-identifier"),
    )


def _signatures(root: etree._Element) -> list[DirectSignature]:
    """Return the statuses of the signers, each with the URL of its XAdES."""
    found = [
        DirectSignature(status=text_of(each), since=since(each), signer=_signer(each))
        for each in root.iterchildren(tag("status"))
    ]
    urls = [(_signer(each), url) for each in root.iterchildren(tag("xades-url")) if (url := text_of(each).strip())]
    if len(found) == len(urls) == 1 and None in {found[0].signer, urls[0][0]}:  # the only signer
        return [replace(found[0], xades_url=urls[0][1])]
    times, by_signer = Counter(each.signer for each in found), Counter(name for name, _ in urls)
    clear = {name: url for name, url in urls if name is not None and by_signer[name] == times[name] == 1}
    if len(clear) < len(urls):
        _log.warning("%d of %d XAdES URLs do not belong to exactly one signer", len(urls) - len(clear), len(urls))
    return [replace(each, xades_url=clear.get(each.signer or "")) for each in found]


def _signer(element: etree._Element) -> str | None:
    return element.get("signer") or None
