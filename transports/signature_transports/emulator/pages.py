"""The pages on which people see what the service holds, and act as its signers. Jinja2 escapes all that they show.

A form is taken only with the token that the page was given; whose page it is, ``application`` has seen to.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from signature_model.http import Response
from signature_model.media_types import PDF
from signature_transports.emulator.errors import NotPossible, UnknownJob

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from jinja2 import Environment

    from signature_model.http import Request
    from signature_transports.emulator.service import Emulator
    from signature_transports.emulator.settings import MovableClock

    Form = dict[str, str]

SHOWN: Final = 200
"""So many jobs, or calls, are on one page."""
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

_PACKAGE: Final = "signature_transports.emulator"
_ASSETS: Final = {"style.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
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

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(_REASONS[status])
        self.status = status


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
        except (_NotShown, UnknownJob, NotPossible) as error:
            return self._complaint(error)

    def _answered(self, request: Request, path: str) -> Response:
        for method, pattern, page in _PATHS:
            if found := pattern.fullmatch(path):
                if method == request.method:
                    form = _form(request, self.token) if method == "POST" else {}
                    return page(self, form, *found.groups())
                raise _NotShown(HTTPStatus.METHOD_NOT_ALLOWED)
        raise _NotShown(HTTPStatus.NOT_FOUND)

    def page(self, template: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response:
        """A page made of a template."""
        html = (
            _templates()
            .get_template(template)
            .render(
                now=self.clock.now(),
                root=self.emulator.settings.root,
                happenings=self.emulator.happenings,
                token=self.token,
                steps=STEPS,
                **shown,
            )
        )
        return _response(html.encode(), "text/html; charset=utf-8", status)

    def _complaint(self, error: Exception) -> Response:
        status = HTTPStatus.NOT_FOUND if isinstance(error, UnknownJob) else HTTPStatus.CONFLICT
        if isinstance(error, _NotShown):
            status = error.status
        return self.page("complaint.html", status, complaint=str(error.args[0]))


def _jobs(pages: Pages, _: Form) -> Response:
    jobs = pages.emulator.jobs()
    latest = jobs[: -SHOWN - 1 : -1]
    return pages.page("jobs.html", here="jobs", jobs=latest, more=len(jobs) - len(latest))


def _job(pages: Pages, _: Form, number: str) -> Response:
    return pages.page("job.html", job=pages.emulator.job(int(number)))


def _document(pages: Pages, _: Form, number: str, place: str) -> Response:
    """A document as it was sent. What is neither PDF nor plain text is not shown but saved."""
    documents = pages.emulator.documents(int(number))
    if int(place) >= len(documents):
        raise _NotShown(HTTPStatus.NOT_FOUND)
    document = documents[int(place)]
    media_type = document.mime if document.mime in {PDF, "text/plain"} else "application/octet-stream"
    return _response(document.content or b"", media_type)


def _pades(pages: Pages, _: Form, number: str) -> Response:
    return _response(pages.emulator.pades(int(number)), PDF)


def _act(pages: Pages, form: Form, number: str, signer: str) -> Response:
    pages.emulator.act(int(number), int(signer), form.get("event", ""))
    return _see(f"/jobs/{int(number)}#signer-{int(signer)}")


def _advance(pages: Pages, form: Form) -> Response:
    seconds = {str(step): step for step, _ in STEPS}.get(form.get("advance", ""))
    if seconds is None:
        raise _NotShown(HTTPStatus.BAD_REQUEST)
    pages.clock.advance(seconds)
    return _see("/")


def _queues(pages: Pages, _: Form) -> Response:
    return pages.page("queues.html", here="queues", queues=pages.emulator.queues())


def _journal(pages: Pages, _: Form) -> Response:
    return pages.page("journal.html", here="journal", journal=pages.emulator.journal()[: -SHOWN - 1 : -1])


def _happenings(pages: Pages, _: Form) -> Response:
    return _response(str(pages.emulator.happenings).encode(), "text/plain")


def _asset(_pages: Pages, _: Form, name: str) -> Response:
    if name not in _ASSETS:
        raise _NotShown(HTTPStatus.NOT_FOUND)
    return _response(files(_PACKAGE).joinpath("assets", name).read_bytes(), _ASSETS[name])


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
        ("GET", "/happenings", _happenings),
        ("GET", r"/assets/([a-z.]{1,20})", _asset),
    )
)


def _form(request: Request, token: str) -> Form:
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


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only those who look need it

    templates = Environment(
        loader=PackageLoader(_PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["moment"] = _in_words
    templates.filters["words"] = lambda name: str(name).replace("_", " ").replace("-", " ").lower()
    return templates


def _in_words(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
