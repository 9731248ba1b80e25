"""Reading and writing the job request, which is sent beside the bundle.

Source of the format: the ``portal-signature-job-request`` element of ``portal.xsd``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.errors import OtherDocument
from signature_model.jobs.requests import JobRequest
from signature_model.xml.building import add, root, serialise
from signature_model.xml.trees import MANIFEST, REQUEST_ROOT, maybe_text, parse, root_in_words

if TYPE_CHECKING:
    from lxml import etree


def write_request(request: JobRequest) -> bytes:
    """Return the request as XML in UTF-8. Raises UnwritableText for text that XML cannot hold."""
    return serialise(request_element(request))


def request_element(request: JobRequest) -> etree._Element:
    """Return the request as an element tree. Raises UnwritableText for text that XML cannot hold."""
    element = root(REQUEST_ROOT)
    add(element, "reference", request.reference)
    add(element, "polling-queue", request.polling_queue)
    return element


def parse_request(content: bytes) -> JobRequest:
    """Read a request. Raises MalformedXml, ForbiddenXml or OtherDocument for anything else."""
    element = parse(content)
    if element.tag != f"{{{MANIFEST}}}{REQUEST_ROOT}":
        msg = f"the root element is {root_in_words(element)}, not `{REQUEST_ROOT}`"
        raise OtherDocument(msg, line=element.sourceline)
    return JobRequest(reference=_maybe_text(element, "reference"), polling_queue=_maybe_text(element, "polling-queue"))


def _maybe_text(element: etree._Element, name: str) -> str | None:
    return maybe_text(next(element.iterchildren(f"{{{MANIFEST}}}{name}"), None))
