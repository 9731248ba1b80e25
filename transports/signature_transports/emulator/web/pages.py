"""The pages on which people see what the service holds, and act as its signers.

A form is taken only with the token that the page was given; whose page it is, ``application`` has seen to.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qs

from signature_model.api.http import Response
from signature_model.containers.media_types import PDF
from signature_model.masking import excerpt
from signature_transports.emulator.errors import NotPossible, UnknownJob
from signature_transports.emulator.web.control import LAST_MOMENT
from signature_transports.emulator.web.rendering import rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_model.api.http import Request
    from signature_transports.emulator.service import Emulator
    from signature_transports.emulator.settings import MovableClock

SHOWN: Final = 200
"""So many jobs, calls or queues are on one page."""
STEPS: Final = (
    (60, "a minute"),
    (600, "ten minutes"),
    (3600, "an hour"),
    (86_400, "a day"),
    (604_800, "a week"),
    (2_592_000, "30 days"),
)
"""By how much the clock can be put forward: seconds, and in words."""
MAX_FORM: Final = 4096
"""Bytes."""

_ASSETS: Final = {
    "/assets/style.css": ("style.css", "text/css; charset=utf-8"),
    "/assets/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/favicon.ico": ("icon.svg", "image/svg+xml"),
}
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",  # without any, browsers do not say where a form comes from
    "x-content-type-options": "nosniff",
}
_REASONS: Final = {
    HTTPStatus.BAD_REQUEST: "The form is not one of this page.",
    HTTPStatus.FORBIDDEN: "The form is of another emulator, or this one was started anew: reload the page.",
    HTTPStatus.NOT_FOUND: "There is nothing here.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This cannot be done here.",
}


class _NotShown(Exception):
    """There is nothing to show."""

    def __init__(self, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(_REASONS[status])
        self.status, self.headers = status, headers or {}


class _Asked(NamedTuple):
    """A path, and what was written into the form that was sent there."""

    path: str
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of one emulator."""

    emulator: Emulator
    clock: MovableClock
    token: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def answer(self, request: Request) -> Response:
        """The page at a path, or what comes of a form that was sent there."""
        path = request.url.partition("?")[0]
        try:
            return self._answered(request, path)
        except _NotShown as error:
            return self._complaint(error, error.status, error.headers)
        except UnknownJob as error:
            return self._complaint(error, HTTPStatus.NOT_FOUND)
        except NotPossible as error:
            return self._complaint(error, HTTPStatus.CONFLICT)

    def _answered(self, request: Request, path: str) -> Response:
        for method, pattern, page in _PATHS:
            if found := pattern.fullmatch(path):
                if request.method not in _METHODS[method]:
                    raise _NotShown(HTTPStatus.METHOD_NOT_ALLOWED, {"allow": ", ".join(_METHODS[method])})
                form = _form(request, self.token) if method == "POST" else {}
                return page(self, _Asked(path, form), *found.groups())
        raise _NotShown(HTTPStatus.NOT_FOUND)

    def page(self, template: str, here: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response:
        """A page made of a template; ``here`` is the path to come back to."""
        try:
            html = rendered(
                template,
                here=here,
                now=self.clock.now(),
                root=self.emulator.settings.root,
                token=self.token,
                steps=STEPS,
                **shown,
            )
        except ImportError as error:
            return _response(f"{error}\n".encode(), "text/plain", HTTPStatus.NOT_IMPLEMENTED)
        # The journal holds urls as they came: from within the process with whatever a text can hold.
        return _response(html.encode(errors="replace"), "text/html; charset=utf-8", status)

    def _complaint(self, error: Exception, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> Response:
        page = self.page("complaint.html", "/", status, complaint=excerpt(str(error.args[0])))
        return Response(status=page.status, headers={**page.headers, **(headers or {})}, body=page.body)


def _jobs(pages: Pages, asked: _Asked) -> Response:
    held, latest = pages.emulator.held(), pages.emulator.jobs(SHOWN)[::-1]
    return pages.page("jobs.html", asked.path, jobs=latest, more=max(0, held - len(latest)))


def _job(pages: Pages, asked: _Asked, number: str) -> Response:
    return pages.page("job.html", asked.path, job=pages.emulator.job(int(number)))


def _document(pages: Pages, _: _Asked, number: str, place: str) -> Response:
    """A document as it was sent. What is neither PDF nor plain text is not shown but saved."""
    documents = pages.emulator.documents(int(number))
    document = documents[int(place)] if int(place) < len(documents) else None
    if document is None or document.content is None:
        raise _NotShown(HTTPStatus.NOT_FOUND)
    media_type = document.mime if document.mime in {PDF, "text/plain"} else "application/octet-stream"
    return _response(document.content, media_type)


def _pades(pages: Pages, _: _Asked, number: str) -> Response:
    return _response(pages.emulator.pades(int(number)), PDF)


def _act(pages: Pages, asked: _Asked, number: str, signer: str) -> Response:
    pages.emulator.act(int(number), int(signer), asked.form.get("event", ""))
    return _see(f"/jobs/{int(number)}#signer-{int(signer)}")


def _advance(pages: Pages, asked: _Asked) -> Response:
    seconds = {str(step): step for step, _ in STEPS}.get(asked.form.get("advance", ""))
    if seconds is None:
        raise _NotShown(HTTPStatus.BAD_REQUEST)
    if pages.clock.now() > LAST_MOMENT - timedelta(seconds=seconds):
        msg = f"The clock runs to {LAST_MOMENT:%Y-%m-%d} and no further."
        raise NotPossible(msg)
    pages.clock.advance(seconds)
    here = asked.form.get("here", "")
    return _see(here if _is_page(here) else "/")


def _queues(pages: Pages, asked: _Asked) -> Response:
    queues = pages.emulator.queues()
    return pages.page("queues.html", asked.path, queues=queues[:SHOWN], more=len(queues[SHOWN:]), most=SHOWN)


def _journal(pages: Pages, asked: _Asked) -> Response:
    return pages.page("journal.html", asked.path, journal=pages.emulator.journal()[: -SHOWN - 1 : -1])


def _asset(_: Pages, asked: _Asked) -> Response:
    name, media_type = _ASSETS[asked.path]
    return _response(files("signature_transports.emulator").joinpath("assets", name).read_bytes(), media_type)


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
    body = b"".join(request.body)
    if len(body) > MAX_FORM:
        raise _NotShown(HTTPStatus.BAD_REQUEST)
    try:
        sent = parse_qs(body.decode(), max_num_fields=8)
    except ValueError:
        raise _NotShown(HTTPStatus.BAD_REQUEST) from None
    form = {name: values[0] for name, values in sent.items()}
    if not secrets.compare_digest(form.get("token", "").encode(), token.encode()):
        raise _NotShown(HTTPStatus.FORBIDDEN)
    return form


def _see(path: str) -> Response:
    """Have the browser fetch another page, so that reloading it does nothing again."""
    return Response(status=int(HTTPStatus.SEE_OTHER), headers={**_HEADERS, "location": path})


def _response(body: bytes, media_type: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(status=int(status), headers={**_HEADERS, "content-type": media_type}, body=body)
