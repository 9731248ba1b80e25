"""The pages on which people see the jobs of the service, and act as its signers. ``forms`` has the actions.

A form is accepted only with the token of the page. ``site`` refuses the pages of other sites.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_model.api.http import Response
from signature_model.containers.media_types import PDF
from signature_model.masking import excerpt
from signature_transports.emulator.errors import NotPossible, UnknownJob
from signature_transports.emulator.web import assets, forms, responses
from signature_transports.emulator.web.refusals import Refused
from signature_transports.emulator.web.responses import response
from signature_transports.emulator.web.thumbnails import Thumbnails
from signature_transports.emulator.web.views import (
    clock,
    documents,
    faults,
    history,
    job,
    overview,
    queues,
    rendered_notifications,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_model.api.http import Request
    from signature_model.jobs.portal import Document
    from signature_transports.emulator.service import Emulator
    from signature_transports.emulator.settings import MovableClock

SHOWN: Final = 200
"""The number of jobs, calls, notifications or queues on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of one emulator."""

    emulator: Emulator
    clock: MovableClock
    token: str = field(default_factory=secrets.token_urlsafe, repr=False)
    thumbnails: Thumbnails = field(default_factory=Thumbnails, repr=False)

    def answer(self, request: Request) -> Response:
        """Return the page at a path, or perform the action of its form."""
        path = request.url.partition("?")[0]
        try:
            return self._page(request, path)
        except Refused as error:
            return self._error(error, error.status, error.headers)
        except UnknownJob as error:
            return self._error(error, HTTPStatus.NOT_FOUND)
        except NotPossible as error:
            return self._error(error, HTTPStatus.CONFLICT)

    def page(self, template: str, here: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response:
        """Return a page made from a template. ``here`` is the path that the clock's form returns to."""
        now = self.clock.now()
        return responses.page(
            template,
            status,
            here=here,
            now=now,
            root=self.emulator.settings.root,
            token=self.token,
            steps=clock.STEPS,
            upcoming=self.emulator.upcoming(forms.LATEST),
            waiting=queues.waiting_in(self.emulator.queues()),
            overviews=overview.PATHS,
            fault_count=len(self.emulator.faults.injected()),
            **shown,
        )

    def _page(self, request: Request, path: str) -> Response:
        for pattern, page in _PAGES:
            if found := pattern.fullmatch(path):
                _require(request, "GET", "HEAD")
                return page(self, path, *found.groups())
        for pattern, do in forms.FORMS:
            if found := pattern.fullmatch(path):
                _require(request, "POST")
                return responses.redirect(do(self.emulator, self.clock, _form(request, self.token), *found.groups()))
        raise Refused(HTTPStatus.NOT_FOUND)

    def _error(self, error: Exception, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> Response:
        page = self.page("error.html", "", status, message=excerpt(str(error.args[0])))
        return Response(status=page.status, headers={**page.headers, **(headers or {})}, body=page.body)


def _jobs(pages: Pages, path: str) -> Response:
    held, latest = pages.emulator.held(), pages.emulator.jobs(SHOWN)[::-1]
    rows = [overview.job_row(each) for each in overview.with_status(latest, path)]
    more = max(0, held - len(latest))
    return pages.page("jobs.html", path, rows=rows, filters=overview.filters(latest), held=held, more=more)


def _job(pages: Pages, path: str, number: str) -> Response:
    timeline, now = pages.emulator.timeline(int(number)), pages.clock.now()
    return pages.page(
        "job.html",
        path,
        job=timeline.job,
        summary=job.summary(timeline, now),
        timeline=job.timeline_html(timeline, now),
        groups=job.groups(timeline),
        documents=documents.documents(timeline, pages.emulator.documents(int(number))),
        has_signed_document=timeline.job.has_documents and job.is_signed(timeline),
        changes=queues.changes_of(timeline.job, pages.emulator.queues()),
        history=history.history(timeline),
        exits=job.exits(timeline),
    )


def _notifications_of_job(pages: Pages, path: str, number: str) -> Response:
    timeline = pages.emulator.timeline(int(number))
    found = [rendered_notifications.rendered(each) for each in timeline.notifications]
    return pages.page(
        "notifications.html",
        path,
        job=timeline.job,
        sent=[each for each in found if each.is_sent][::-1],
        planned=[each for each in found if not each.is_sent],
        more=0,
    )


def _notifications(pages: Pages, path: str) -> Response:
    sent = pages.emulator.notifications(SHOWN)
    latest = sorted(sent, key=lambda each: each.notice.moment, reverse=True)[:SHOWN]
    shown = [rendered_notifications.rendered(each) for each in latest]
    return pages.page("notifications.html", path, job=None, sent=shown, planned=(), more=len(sent) - len(shown))


def _document_at(pages: Pages, number: str, place: str) -> Document:
    held = pages.emulator.documents(int(number))
    if int(place) >= len(held):
        raise Refused(HTTPStatus.NOT_FOUND)
    return held[int(place)]


def _document(pages: Pages, _path: str, number: str, place: str) -> Response:
    """Return a document as it was sent. Browsers save documents that are neither PDF nor plain text."""
    document = _document_at(pages, number, place)
    if document.content is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    media_type = document.mime if document.mime in {PDF, "text/plain"} else "application/octet-stream"
    return response(document.content, media_type)


def _picture(pages: Pages, _path: str, number: str, place: str) -> Response:
    return response(*pages.thumbnails.picture(_document_at(pages, number, place)))


def _pades(pages: Pages, _path: str, number: str) -> Response:
    return response(pages.emulator.pades(int(number)), PDF)


def _queues(pages: Pages, path: str) -> Response:
    held, now = pages.emulator.queues(), pages.clock.now()
    cards = [queues.queue_card(each, now, SHOWN) for each in held[:SHOWN]]
    return pages.page("queues.html", path, queues=cards, more=len(held[SHOWN:]))


def _faults(pages: Pages, path: str) -> Response:
    injected = faults.rows(pages.emulator.faults.injected())
    return pages.page("faults.html", path, operations=faults.operations(), groups=faults.groups(), injected=injected)


def _journal(pages: Pages, path: str) -> Response:
    return pages.page("journal.html", path, journal=pages.emulator.journal()[: -SHOWN - 1 : -1])


def _asset(_: Pages, path: str) -> Response:
    return response(assets.asset(path), assets.MEDIA_TYPES[path])


_PAGES: Final[tuple[tuple[re.Pattern[str], Callable[..., Response]], ...]] = tuple(
    (re.compile(path, re.ASCII), page)
    for path, page in (
        ("|".join(("/", *overview.PATHS)), _jobs),
        (r"/jobs/(\d{1,18})", _job),
        (r"/jobs/(\d{1,18})/notifications", _notifications_of_job),
        (r"/jobs/(\d{1,18})/documents/(\d{1,2})", _document),
        (r"/jobs/(\d{1,18})/documents/(\d{1,2})/picture", _picture),
        (r"/jobs/(\d{1,18})/pades", _pades),
        ("/notifications", _notifications),
        ("/queues", _queues),
        ("/faults", _faults),
        ("/journal", _journal),
        ("|".join(map(re.escape, assets.MEDIA_TYPES)), _asset),
    )
)


def _require(request: Request, *methods: str) -> None:
    if request.method not in methods:
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, {"allow": ", ".join(methods)})


def _form(request: Request, token: str) -> Mapping[str, str]:
    """Return the fields of a form; ``here`` is one of the pages."""
    try:
        form = responses.fields_of(request)
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST) from None
    if not secrets.compare_digest(form.get("token", "").encode(), token.encode()):
        raise Refused(HTTPStatus.FORBIDDEN)
    here = form.get("here", "")
    return {**form, "here": here if any(pattern.fullmatch(here) for pattern, _ in _PAGES) else "/"}
