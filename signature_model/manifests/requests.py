"""Read and write the job request, which is sent beside the bundle.

Source of the format: the elements ``portal-signature-job-request`` of ``portal.xsd`` and
``direct-signature-job-request`` of ``direct.xsd``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.errors import OtherDocument
from signature_model.jobs.direct import ExitUrls, StatusRetrieval
from signature_model.jobs.requests import DirectJobRequest, JobRequest
from signature_model.manifests.elements import ValueReader, parts_of
from signature_model.xml.building import add, child, root, serialise
from signature_model.xml.trees import MANIFEST, REQUEST_ROOTS, maybe_text, parse, root_in_words

if TYPE_CHECKING:
    from lxml import etree

    from signature_model.jobs.context import SigningFlow
    from signature_model.jobs.requests import AnyJobRequest

UNKNOWN_URL = ""
"""An exit URL that a faulty request does not state."""

_EXIT_URLS = ("completion-url", "rejection-url", "error-url")


def write_request(request: AnyJobRequest) -> bytes:
    """Return the request as XML in UTF-8. Raises UnwritableText for text that XML cannot hold."""
    return serialise(request_element(request))


def request_element(request: AnyJobRequest) -> etree._Element:
    """Return the request as an element tree. Raises UnwritableText for text that XML cannot hold."""
    element = root(REQUEST_ROOTS[request.flow])
    add(element, "reference", request.reference)
    if isinstance(request, DirectJobRequest):
        _write_exit_urls(element, request.exit_urls)
        add(element, "status-retrieval-method", request.status_retrieval)
    add(element, "polling-queue", request.polling_queue)
    return element


def _write_exit_urls(request: etree._Element, urls: ExitUrls | None) -> None:
    if urls is None:
        return
    element = child(request, "exit-urls")
    for name, url in zip(_EXIT_URLS, (urls.completion_url, urls.rejection_url, urls.error_url), strict=True):
        add(element, name, url)


def parse_request(content: bytes) -> JobRequest:
    """Read the parts that a request of the portal flow has, even if the schema does not accept it.

    Raises MalformedXml, ForbiddenXml or OtherDocument for anything else.
    """
    parts = _parts(content, JobRequest.flow)
    return JobRequest(
        reference=maybe_text(parts.get("reference")), polling_queue=maybe_text(parts.get("polling-queue"))
    )


def parse_direct_request(content: bytes) -> DirectJobRequest:
    """Read a request of the direct flow, as ``parse_request`` does."""
    parts = _parts(content, DirectJobRequest.flow)
    return DirectJobRequest(
        reference=maybe_text(parts.get("reference")),
        exit_urls=_exit_urls(parts.get("exit-urls")),
        status_retrieval=ValueReader().choice(StatusRetrieval, parts.get("status-retrieval-method")),
        polling_queue=maybe_text(parts.get("polling-queue")),
    )


def _parts(content: bytes, flow: SigningFlow) -> dict[str, etree._Element]:
    element, name = parse(content), REQUEST_ROOTS[flow]
    if element.tag != f"{{{MANIFEST}}}{name}":
        msg = f"the root element is {root_in_words(element)}, not `{name}`"
        raise OtherDocument(msg, line=element.sourceline)
    return parts_of(element)


def _exit_urls(element: etree._Element | None) -> ExitUrls | None:
    if element is None:
        return None
    parts = parts_of(element)
    completion, rejection, error = (maybe_text(parts.get(name)) for name in _EXIT_URLS)
    return ExitUrls(
        completion_url=completion or UNKNOWN_URL, rejection_url=rejection or UNKNOWN_URL, error_url=error or UNKNOWN_URL
    )
