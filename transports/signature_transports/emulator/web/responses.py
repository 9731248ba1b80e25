"""Responses of the pages, and the fields of their forms."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from signature_model.api.http import Response
from signature_transports.emulator.web.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.api.http import Request

MAX_FORM: Final = 4096
"""The maximum size of a form, in bytes."""
HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",  # without a referrer, browsers send no origin with a form
    "x-content-type-options": "nosniff",
}


def page(template: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response:
    """Return a page made from a template, or advice if Jinja2 is not installed."""
    try:
        html = render(template, **shown)
    except ImportError as error:
        return response(f"{error}\n".encode(), "text/plain", HTTPStatus.NOT_IMPLEMENTED)
    # The journal has URLs as they were sent. Those from within the process may not be encodable.
    return response(html.encode(errors="replace"), "text/html; charset=utf-8", status)


def redirect(url: str) -> Response:
    """Send the browser to another page, so that reloading it does not send the form again."""
    return Response(status=int(HTTPStatus.SEE_OTHER), headers={**HEADERS, "location": url})


def response(body: bytes, media_type: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a response with a body."""
    return Response(status=int(status), headers={**HEADERS, "content-type": media_type}, body=body)


def fields_of(request: Request) -> Mapping[str, str]:
    """Return the fields of the form in a request's body. Raises ValueError if there is none."""
    body = b"".join(request.body)
    if len(body) > MAX_FORM:
        msg = "the form is too large"
        raise ValueError(msg)
    return {name: values[0] for name, values in parse_qs(body.decode(), max_num_fields=8).items()}
