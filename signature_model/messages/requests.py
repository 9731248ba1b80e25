"""The messages beside the bundle: the job request.

Source of the format: the ``portal-signature-job-request`` element of ``portal.xsd``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from signature_model.errors import OtherDocument, UnwritableText
from signature_model.values import masked_repr, require_types
from signature_model.xml.trees import MANIFEST, REQUEST_ROOT, parse, path_of, root_in_words, text_of

if TYPE_CHECKING:
    from signature_model.jobs import PortalJob

_REQUEST = f"{{{MANIFEST}}}{REQUEST_ROOT}"
_REFERENCE = f"{{{MANIFEST}}}reference"
_POLLING_QUEUE = f"{{{MANIFEST}}}polling-queue"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobRequest:
    """What is sent beside the bundle: the sender's own reference, and the queue that status changes are to appear in.

    ``reference`` has at most 50 characters; a ``polling_queue`` of None is the default queue, an empty one is not.
    """

    reference: str | None = None
    polling_queue: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, reference=str | None, polling_queue=str | None)

    @classmethod
    def of(cls, job: PortalJob) -> JobRequest:
        """The request that goes with a job."""
        return cls(reference=job.reference, polling_queue=job.sender.polling_queue)


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
