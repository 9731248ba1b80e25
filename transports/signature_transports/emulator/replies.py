"""The service's responses, and the exception for calls that it refuses."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_model.api.http import Response
from signature_model.api.messages.writing import write_refusal
from signature_model.api.responses import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

XML: Final = "application/xml"
BYTES: Final = "application/octet-stream"
TEXT: Final = "text/plain"


class Refused(Exception):
    """The service refuses a call. The message may quote what the caller sent, masked."""

    def __init__(self, status: HTTPStatus, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, code, message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}


def refusal(refused: Refused) -> Response:
    """Return a refusal as a response with an ``error`` document."""
    kind = "CLIENT" if refused.status < HTTPStatus.INTERNAL_SERVER_ERROR else "SERVER"
    body = write_refusal(Refusal(code=refused.code, message=refused.message, type=kind))
    return reply(body, XML, status=refused.status, headers=refused.headers)


def reply(
    body: bytes, content_type: str, *, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a response with a body."""
    return Response(status=int(status), headers={"content-type": content_type, **(headers or {})}, body=body)


def no_content(headers: Mapping[str, str] | None = None) -> Response:
    """Return a response without a body."""
    return Response(status=int(HTTPStatus.NO_CONTENT), headers=headers or {})
