"""Reading and writing the job request, which is sent beside the bundle.

Source of the format: the ``portal-signature-job-request`` element of ``portal.xsd``.
"""

from __future__ import annotations

from lxml import etree

from signature_model.errors import OtherDocument, UnwritableText
from signature_model.jobs.requests import JobRequest
from signature_model.xml.trees import MANIFEST, REQUEST_ROOT, parse, path_of, root_in_words, text_of

_REQUEST = f"{{{MANIFEST}}}{REQUEST_ROOT}"
_REFERENCE = f"{{{MANIFEST}}}reference"
_POLLING_QUEUE = f"{{{MANIFEST}}}polling-queue"


def request_element(request: JobRequest) -> etree._Element:
    """The request as an element tree. Raises UnwritableText for text that XML cannot hold."""
    root = etree.Element(_REQUEST, nsmap={None: MANIFEST})
    for tag, text in ((_REFERENCE, request.reference), (_POLLING_QUEUE, request.polling_queue)):
        if text is not None:
            _write(etree.SubElement(root, tag), text)
    return root


def _write(element: etree._Element, text: str) -> None:
    try:
        element.text = text
    except ValueError as error:
        raise UnwritableText(path_of(element)) from error


def write_request(request: JobRequest) -> bytes:
    """The request as XML in UTF-8. Raises UnwritableText for text that XML cannot hold."""
    return etree.tostring(request_element(request), xml_declaration=True, encoding="UTF-8")


def parse_request(content: bytes) -> JobRequest:
    """Read a request. Raises MalformedXml, ForbiddenXml or OtherDocument for anything else."""
    root = parse(content)
    if root.tag != _REQUEST:
        msg = f"the root is {root_in_words(root)}, not `portal-signature-job-request`"
        raise OtherDocument(msg, line=root.sourceline)
    return JobRequest(reference=_maybe_text(root, _REFERENCE), polling_queue=_maybe_text(root, _POLLING_QUEUE))


def _maybe_text(root: etree._Element, tag: str) -> str | None:
    element = next(root.iterchildren(tag), None)
    return None if element is None else text_of(element)
