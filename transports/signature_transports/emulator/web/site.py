"""What is served where: the service below ``/api``, the control path below ``/_emulator``, pages for people elsewhere.

The control path and the pages act without a certificate. So that no page of another site can make a browser use them,
they answer only to names of this machine, and refuse what a browser says was sent from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_model.api.http import Response
from signature_transports.emulator.web.control import PATH

if TYPE_CHECKING:
    from signature_model.api.http import Request
    from signature_transports.emulator.service import Emulator
    from signature_transports.emulator.web.control import Control
    from signature_transports.emulator.web.pages import Pages

ROOT: Final = "/api"
"""The path of the service's root."""
_NAMES: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Answers whatever is asked of the emulator's server."""

    emulator: Emulator
    control: Control
    pages: Pages

    def __call__(self, request: Request, caller: str | None) -> Response:
        """The answer. Raises Dropped where the service is ordered to give none."""
        is_for_programs = request.url.startswith(f"{ROOT}/")
        if not (is_for_programs and caller) and _is_from_elsewhere(request):
            return Response(status=int(HTTPStatus.FORBIDDEN), body=b"asked by a page of another site\n")
        if is_for_programs:
            return self.emulator.handle(request, caller)
        if request.url.startswith(f"{PATH}/"):
            return self.control.answer(request)
        return self.pages.answer(request)


def _is_from_elsewhere(request: Request) -> bool:
    headers = dict(request.headers)
    host = headers.get("host", "")
    if host.rpartition(":")[0] not in _NAMES and host not in _NAMES:
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != host
