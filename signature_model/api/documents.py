"""Signed documents of either flow and of the archive: downloaded, written to files, and deleted."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from signature_model.api.calls import COMMON, GONE, request_to, require_offered
from signature_model.api.exchange import exchange
from signature_model.api.http import MAX_DOCUMENT, TRANSFER, Request, Sink
from signature_model.api.refusals import require_success
from signature_model.errors import UnexpectedAnswer

if TYPE_CHECKING:
    from typing import BinaryIO

    from signature_model.api.exchange import Manner
    from signature_model.api.flow import Flow
    from signature_model.api.http import Response
    from signature_model.api.services import Service

_DOCUMENT: Final = "application/octet-stream, application/xml"


def fetch(url: str, manner: Manner) -> Flow[bytes]:
    """Download a signed document from a URL of the service."""
    answer = yield from exchange(_download(url, None), manner)
    body = answer.response.body
    _require_document(answer.response, len(body))
    return body


def save(url: str, file: BinaryIO, manner: Manner) -> Flow[int]:
    """Download a signed document to a binary file, piece by piece. Returns its size in bytes.

    If the file is seekable, a failed download leaves nothing in it, and a lost response is requested again.
    """
    sink = Sink(file)
    with ExitStack() as failing:
        failing.callback(sink.rewind)
        answer = yield from exchange(_download(url, sink), manner)
        _require_document(answer.response, sink.taken)
        failing.pop_all()
    return sink.taken


def delete(url: str | None, service: Service, manner: Manner) -> Flow[None]:
    """Delete the documents of a job. Raises NotOffered if that is not possible."""
    own = service.require_own(require_offered(url, "the documents cannot be deleted now"))
    answer = yield from exchange(request_to("DELETE", own), manner)
    if not (answer.was_repeated and answer.response.status in GONE):  # else an earlier attempt has deleted them
        require_success(answer.response, "the deletion")


def xades_url(url: str | None, service: Service) -> str:
    """Return the URL of a signer's XAdES. Raises NotOffered, ForeignUrl."""
    return service.require_own(require_offered(url, "the signer has not signed, so there is no XAdES"))


def pades_url(url: str | None, service: Service) -> str:
    """Return the URL of a job's PAdES. Raises NotOffered, ForeignUrl."""
    return service.require_own(require_offered(url, "no signer has signed, so there is no PAdES"))


def _download(url: str, sink: Sink | None) -> Request:
    headers = (("Accept", _DOCUMENT), *COMMON)
    return Request(method="GET", url=url, headers=headers, timeouts=TRANSFER, limit=MAX_DOCUMENT, sink=sink)


def _require_document(response: Response, size: int) -> None:
    require_success(response, "the download")
    if not size:
        msg = "the download: the response is empty"
        raise UnexpectedAnswer(msg, status=response.status)
