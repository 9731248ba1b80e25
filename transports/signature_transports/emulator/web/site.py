"""The paths of the server: the service below ``/api``, the control path below ``/_emulator``, and pages elsewhere.

The control path and the pages need no certificate. A page of another site must not use them through a browser. They are
therefore served only under names of this machine, and not if the browser says that another site sent the request. Only
links on other sites can open a page.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding

from signature_model.api.http import Response
from signature_transports.emulator.signing.anchors import signers_anchors
from signature_transports.emulator.tokens import TOKEN_PATH
from signature_transports.emulator.urls import REDIRECT_PATH
from signature_transports.emulator.web.control import PATH, Control
from signature_transports.emulator.web.pages import Pages
from signature_transports.emulator.web.signing_page import SigningPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.api.http import Request
    from signature_transports.emulator.service import Emulator
    from signature_transports.emulator.settings import MovableClock

ROOT: Final = "/api"
"""The path of the service's root."""
ANCHORS: Final = f"{PATH}/signers-anchors.pem"
"""The path of the certificates that verify the signed documents."""
_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_REFUSAL: Final = b"refused: call the emulator by 127.0.0.1 or localhost, and not from a page of another site\n"


class Site:
    """Answers all requests to an emulator's server."""

    def __init__(self, emulator: Emulator, clock: MovableClock) -> None:
        self.emulator = emulator
        self.control = Control(emulator=emulator, clock=clock)
        self.pages = Pages(emulator=emulator, clock=clock)
        self.signing_page = SigningPage(emulator=emulator)

    def __call__(self, request: Request, caller: str | None, thumbprint: str | None = None) -> Response:
        """Return the response. Raises Dropped if the connection has to break."""
        is_for_service, is_for_control = (request.url.startswith(f"{each}/") for each in (ROOT, PATH))
        is_for_service |= request.url == TOKEN_PATH and request.method == "POST"
        headers = dict(request.headers)
        if not (is_for_service and caller) and (
            _is_foreign_host(headers)
            or (_is_cross_site(headers) and (is_for_service or is_for_control or not _is_link(request.method, headers)))
        ):
            return Response(status=int(HTTPStatus.FORBIDDEN), body=_REFUSAL)
        if is_for_service:
            return self.emulator.handle(request, caller, thumbprint)
        if request.url == ANCHORS:
            return _anchors()
        if is_for_control:
            return self.control.answer(request)
        if request.url.startswith(REDIRECT_PATH):
            return self.signing_page.answer(request)
        return self.pages.answer(request)


def _anchors() -> Response:
    body = b"".join(each.public_bytes(Encoding.PEM) for each in signers_anchors())
    return Response(status=int(HTTPStatus.OK), headers={"content-type": "application/x-pem-file"}, body=body)


def _is_foreign_host(headers: Mapping[str, str]) -> bool:
    host = headers.get("host", "")
    return host.rpartition(":")[0] not in _HOSTS and host not in _HOSTS


def _is_cross_site(headers: Mapping[str, str]) -> bool:
    """Return whether a browser says that a page of another origin sent the request."""
    origin = headers.get("origin")
    is_other_origin = origin is not None and origin.partition("://")[2] != headers["host"]
    return is_other_origin or headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}


def _is_link(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether the request opens a page in a window of its own (Fetch Metadata, 3)."""
    is_window = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
    return method == "GET" and is_window and "origin" not in headers
