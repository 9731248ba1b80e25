"""The page that a signer of a direct job is redirected to. It works once, and leads to an exit URL of the sender.

The browser that has used a redirect URL gets a cookie, with which it can load the page again. The form contains the
same secret, so that no other page can send it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_transports.emulator.errors import AlreadyUsed, NotPossible, UnknownJob
from signature_transports.emulator.urls import REDIRECT_PATH
from signature_transports.emulator.web import responses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.api.http import Request, Response
    from signature_transports.emulator.jobs.views import Visit
    from signature_transports.emulator.service import Emulator

_COOKIE: Final = "session"
_POLICY: Final = "content-security-policy"
_FORMS: Final = "form-action 'self'; "
"""The policy for forms. Browsers also apply it to the following redirect, which leads to another site."""
_STATUSES: Final[Mapping[type[Exception], HTTPStatus]] = {
    AlreadyUsed: HTTPStatus.FORBIDDEN,
    NotPossible: HTTPStatus.CONFLICT,
    UnknownJob: HTTPStatus.NOT_FOUND,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningPage:
    """The pages for the signers of one emulator."""

    emulator: Emulator

    def answer(self, request: Request) -> Response:
        """Return the page for a signer, or perform the action of its form and send the browser to the exit URL."""
        path = request.url.partition("?")[0]
        try:
            return self._respond(request, path)
        except (AlreadyUsed, NotPossible, UnknownJob) as error:
            return _page(path, _STATUSES[type(error)], message=str(error.args[0]))

    def _respond(self, request: Request, path: str) -> Response:
        token = path.removeprefix(REDIRECT_PATH)
        if request.method == "GET":
            return self._open(token, path, _session_of(request))
        if request.method == "POST":
            return self._act(token, path, request)
        refused = _page(path, HTTPStatus.METHOD_NOT_ALLOWED, message="This page does not accept such requests.")
        return _with_header(refused, "allow", "GET, POST")

    def _open(self, token: str, path: str, session: str | None) -> Response:
        visit = self.emulator.visit(token, session)
        cookie = f"{_COOKIE}={visit.session}; Path={path}; HttpOnly; SameSite=Lax"
        return _with_header(_shown(visit, path), "set-cookie", cookie)

    def _act(self, token: str, path: str, request: Request) -> Response:
        try:
            form = responses.fields_of(request)
        except ValueError:
            return _page(path, HTTPStatus.BAD_REQUEST, message="The page has no such form.")
        visit = self.emulator.visit(token, form.get("session"))
        if form.get("session") != visit.session:
            msg = "open the redirect URL first"
            raise AlreadyUsed(msg)
        job = self.emulator.act(visit.job.id, visit.signer.place, form.get("event", ""))
        return _shown(replace(visit, job=job, signer=job.signers[visit.signer.place]), path)


def _shown(visit: Visit, path: str) -> Response:
    """Return the page, or a redirect to the exit URL if the signer has acted."""
    url = visit.signer.exit_url
    if url is None:
        return _page(path, visit=visit)
    if url.startswith(("http://", "https://")):
        return responses.redirect(url)
    message = f"The signer has {visit.signer.status}, but a browser cannot go to the exit URL {url}"
    return _page(path, message=message)


def _page(path: str, status: HTTPStatus = HTTPStatus.OK, *, visit: Visit | None = None, message: str = "") -> Response:
    page = responses.page("signing.html", status, here=path, visit=visit, message=message)
    policy = page.headers[_POLICY].replace(_FORMS, "")
    return _with_header(page, _POLICY, policy)


def _with_header(response: Response, name: str, value: str) -> Response:
    return replace(response, headers={**response.headers, name: value})


def _session_of(request: Request) -> str | None:
    """Return the secret in the browser's cookie."""
    given = next((value for name, value in request.headers if name.lower() == "cookie"), "")
    pairs = (each.strip().partition("=") for each in given.split(";"))
    return next((value for name, _, value in pairs if name == _COOKIE), None)
