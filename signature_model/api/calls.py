"""The parts of the API's operations: requests with the service's header fields, and parsed responses.

Both flows and the archive use it; ``exchange`` decides how often a request is sent.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_model import __version__
from signature_model.api.http import MESSAGE, Request
from signature_model.errors import NotOffered, UnexpectedAnswer, UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from signature_model.api.http import Response, Timeouts

    T = TypeVar("T")

GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
EMPTY: Final = ("Content-Length", "0")
XML: Final = "application/xml"
COMMON: Final = (("Accept-Encoding", "identity"), ("User-Agent", f"posten-signering/{__version__} (Python)"))
"""Header fields of every request, after ``Accept``."""


def request_to(
    method: str,
    url: str,
    *headers: tuple[str, str],
    accept: str = XML,
    body: tuple[bytes, ...] = (),
    timeouts: Timeouts = MESSAGE,
) -> Request:
    """Return a request."""
    sent = (("Accept", accept), *COMMON, *headers)
    return Request(method=method, url=url, headers=sent, body=body, timeouts=timeouts)


def read(response: Response, parse: Callable[[bytes], T]) -> T:
    """Parse the body of a response. Raises UnexpectedAnswer."""
    try:
        return parse(response.body)
    except UnreadableInput as error:
        kind = response.headers.get("content-type", "no content type")
        message = f"the response with status {response.status} ({kind}) cannot be used: {error.message}"
        raise UnexpectedAnswer(message, status=response.status, body=response.body) from error


def require_offered(url: str | None, reason: str) -> str:
    """Return the URL of an operation. Raises NotOffered with the reason if the service did not provide the URL."""
    if url is None:
        msg = f"{reason}: the service has given no URL for it"
        raise NotOffered(msg)
    return url
