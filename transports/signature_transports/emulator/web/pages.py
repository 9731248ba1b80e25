"""The pages on which people see the jobs of the service and act as its signers.

A form is accepted only with the token of the page. ``site`` refuses the pages of other sites.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from signature_model.api.http import Response
from signature_model.containers.media_types import PDF
from signature_model.masking import excerpt
from signature_transports.emulator.errors import NotPossible, UnknownJob
from signature_transports.emulator.web import responses
from signature_transports.emulator.web.control import LAST_MOMENT
from signature_transports.emulator.web.responses import redirect, response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_model.api.http import Request
    from signature_transports.emulator.service import Emulator
    from signature_transports.emulator.settings import MovableClock

SHOWN: Final = 200
"""The number of jobs, calls or queues on one page."""
STEPS: Final = (
    (60, "a minute"),
    (600, "ten minutes"),
    (3600, "an hour"),
    (86_400, "a day"),
    (604_800, "a week"),
    (2_592_000, "30 days"),
)
"""The steps by which the clock can be advanced: in seconds, and in words."""

_ASSETS: Final = {
    "/assets/style.css": ("style.css", "text/css; charset=utf-8"),
    "/assets/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/favicon.ico": ("icon.svg", "image/svg+xml"),
}
_REASONS: Final = {
    HTTPStatus.BAD_REQUEST: "This is not a form of this page.",
    HTTPStatus.FORBIDDEN: "The emulator was restarted after this page was loaded. Reload the page and try again.",
    HTTPStatus.NOT_FOUND: "There is no such page.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This page does not allow that.",
}


class _Refused(Exception):
    """The request is refused with this status."""

    def __init__(self, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(_REASONS[status])
        self.status, self.headers = status, headers or {}


class _Visit(NamedTuple):
    """The path of a request, and the fields of the form that was sent."""

    path: str
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of one emulator."""

    emulator: Emulator
    clock: MovableClock
    token: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def answer(self, request: Request) -> Response:
        """Return the page at a path, or do what the form asks for."""
        path = request.url.partition("?")[0]
        try:
            return self._page(request, path)
        except _Refused as error:
            return self._error(error, error.status, error.headers)
        except UnknownJob as error:
            return self._error(error, HTTPStatus.NOT_FOUND)
        except NotPossible as error:
            return self._error(error, HTTPStatus.CONFLICT)

    def _page(self, request: Request, path: str) -> Response:
        for method, pattern, page in _PATHS:
            if found := pattern.fullmatch(path):
                if request.method not in _METHODS[method]:
                    raise _Refused(HTTPStatus.METHOD_NOT_ALLOWED, {"allow": ", ".join(_METHODS[method])})
                form = _form(request, self.token) if method == "POST" else {}
                return page(self, _Visit(path, form), *found.groups())
        raise _Refused(HTTPStatus.NOT_FOUND)

    def page(self, template: str, here: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response:
        """Return a page made from a template. ``here`` is the path that the clock's form returns to."""
        return responses.page(
            template,
            status,
            here=here,
            now=self.clock.now(),
            root=self.emulator.settings.root,
            token=self.token,
            steps=STEPS,
            **shown,
        )

    def _error(self, error: Exception, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> Response:
        page = self.page("error.html", "/", status, message=excerpt(str(error.args[0])))
        return Response(status=page.status, headers={**page.headers, **(headers or {})}, body=page.body)


def _jobs(pages: Pages, visit: _Visit) -> Response:
    held, latest = pages.emulator.held(), pages.emulator.jobs(SHOWN)[::-1]
    return pages.page("jobs.html", visit.path, jobs=latest, more=max(0, held - len(latest)))


def _job(pages: Pages, visit: _Visit, number: str) -> Response:
    return pages.page("job.html", visit.path, job=pages.emulator.job(int(number)))


def _document(pages: Pages, _: _Visit, number: str, place: str) -> Response:
    """Return a document as it was sent. Browsers save documents that are neither PDF nor plain text."""
    documents = pages.emulator.documents(int(number))
    document = documents[int(place)] if int(place) < len(documents) else None
    if document is None or document.content is None:
        raise _Refused(HTTPStatus.NOT_FOUND)
    media_type = document.mime if document.mime in {PDF, "text/plain"} else "application/octet-stream"
    return response(document.content, media_type)


def _pades(pages: Pages, _: _Visit, number: str) -> Response:
    return response(pages.emulator.pades(int(number)), PDF)


def _act(pages: Pages, visit: _Visit, number: str, signer: str) -> Response:
    pages.emulator.act(int(number), int(signer), visit.form.get("event", ""))
    return redirect(f"/jobs/{int(number)}#signer-{int(signer)}")


def _advance(pages: Pages, visit: _Visit) -> Response:
    seconds = {str(step): step for step, _ in STEPS}.get(visit.form.get("advance", ""))
    if seconds is None:
        raise _Refused(HTTPStatus.BAD_REQUEST)
    if pages.clock.now() > LAST_MOMENT - timedelta(seconds=seconds):
        msg = f"The clock ends at {LAST_MOMENT:%Y-%m-%d}."
        raise NotPossible(msg)
    pages.clock.advance(seconds)
    here = visit.form.get("here", "")
    return redirect(here if _is_page(here) else "/")


def _queues(pages: Pages, visit: _Visit) -> Response:
    queues = pages.emulator.queues()
    return pages.page("queues.html", visit.path, queues=queues[:SHOWN], more=len(queues[SHOWN:]), most=SHOWN)


def _journal(pages: Pages, visit: _Visit) -> Response:
    return pages.page("journal.html", visit.path, journal=pages.emulator.journal()[: -SHOWN - 1 : -1])


def _asset(_: Pages, visit: _Visit) -> Response:
    name, media_type = _ASSETS[visit.path]
    return response(files("signature_transports.emulator").joinpath("assets", name).read_bytes(), media_type)


_METHODS: Final = {"GET": ("GET", "HEAD"), "POST": ("POST",)}
_PATHS: Final[tuple[tuple[str, re.Pattern[str], Callable[..., Response]], ...]] = tuple(
    (method, re.compile(path, re.ASCII), page)
    for method, path, page in (
        ("GET", "/", _jobs),
        ("GET", r"/jobs/(\d{1,18})", _job),
        ("GET", r"/jobs/(\d{1,18})/documents/(\d{1,2})", _document),
        ("GET", r"/jobs/(\d{1,18})/pades", _pades),
        ("POST", r"/jobs/(\d{1,18})/signers/(\d{1,2})", _act),
        ("POST", "/clock", _advance),
        ("GET", "/queues", _queues),
        ("GET", "/journal", _journal),
        ("GET", "|".join(map(re.escape, _ASSETS)), _asset),
    )
)


def _is_page(path: str) -> bool:
    return any(method == "GET" and pattern.fullmatch(path) for method, pattern, _ in _PATHS)


def _form(request: Request, token: str) -> Mapping[str, str]:
    try:
        form = responses.fields_of(request)
    except ValueError:
        raise _Refused(HTTPStatus.BAD_REQUEST) from None
    if not secrets.compare_digest(form.get("token", "").encode(), token.encode()):
        raise _Refused(HTTPStatus.FORBIDDEN)
    return form
