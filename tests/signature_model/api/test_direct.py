"""Each operation of the direct flow sends the request that the service expects, and only to the service."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from signature_model import __version__
from signature_model.api.direct import Direct
from signature_model.api.flow import Flow
from signature_model.api.http import MAX_DOCUMENT, MESSAGE, TRANSFER, Request, Response
from signature_model.api.messages.direct_writing import write_direct_signer, write_signer_update
from signature_model.errors import ForeignUrl, NotOffered, UnexpectedAnswer
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_model.direct_scripts import (
    BY_NUMBER,
    DIRECT_CREATED,
    DIRECT_JOB,
    DIRECT_JOBS,
    DIRECT_STATUS,
    HAS_SIGNED,
    IS_WAITING,
    SITE,
    TOKEN,
    a_direct,
    direct_status,
)
from tests.signature_model.scripts import DOCUMENT, NO_CONTENT, OK, SERVICE, done, nothing, refused, scripted

Operation = Callable[[Direct], Flow[Any]]

XML = ("Accept", "application/xml")
COMMON = (("Accept-Encoding", "identity"), ("User-Agent", f"posten-signering/{__version__} (Python)"))
EITHER = ("Accept", "application/octet-stream, application/xml")
UPDATE = write_signer_update()
REDIRECT = Request(
    method="POST",
    url=BY_NUMBER.signer_url,
    headers=(XML, *COMMON, ("Content-Type", "application/xml"), ("Content-Length", str(len(UPDATE)))),
    body=(UPDATE,),
)
LINK = Response(status=200, body=write_direct_signer(replace(BY_NUMBER, redirect_url=f"\n {SITE}#/redirect/new \n")))


def plain(method: str, url: str, *headers: tuple[str, str]) -> Request:
    """A request with the usual header fields."""
    return Request(method=method, url=url, headers=(XML, *COMMON, *headers))


def download(url: str) -> Request:
    """A request for a document."""
    return Request(method="GET", url=url, headers=(EITHER, *COMMON), timeouts=TRANSFER, limit=MAX_DOCUMENT)


@pytest.mark.parametrize(
    ("operation", "answer", "sent", "result"),
    [
        pytest.param(
            lambda direct: direct.redirect_url(BY_NUMBER), LINK, REDIRECT, f"{SITE}#/redirect/new", id="redirect"
        ),
        pytest.param(
            lambda direct: direct.redirect_url(BY_NUMBER.signer_url),
            LINK,
            REDIRECT,
            f"{SITE}#/redirect/new",
            id="by URL",
        ),
        pytest.param(
            lambda direct: direct.status(DIRECT_CREATED, TOKEN),
            direct_status(),
            plain("GET", f"{DIRECT_JOB}/status?status_query_token={TOKEN}"),
            DIRECT_STATUS,
            id="status",
        ),
        pytest.param(
            lambda direct: direct.confirm(DIRECT_STATUS),
            NO_CONTENT,
            plain("POST", f"{DIRECT_JOB}/complete", ("Content-Length", "0")),
            None,
            id="confirm",
        ),
        pytest.param(
            lambda direct: direct.delete_documents(DIRECT_STATUS),
            NO_CONTENT,
            plain("DELETE", f"{DIRECT_JOB}/documents"),
            None,
            id="delete documents",
        ),
        pytest.param(
            lambda direct: direct.xades(HAS_SIGNED), OK, download(f"{DIRECT_JOB}/xades/191"), b"ok", id="xades"
        ),
        pytest.param(
            lambda direct: direct.pades(DIRECT_STATUS), OK, download(f"{DIRECT_JOB}/pades"), b"ok", id="pades"
        ),
    ],
)
def test_the_request_of_each_operation(operation: Operation, answer: Response, sent: Request, result: object) -> None:
    script = scripted(answer)
    assert done(operation(a_direct()), script) == result
    assert script.requests == [sent]
    assert sent.timeouts is (TRANSFER if sent.limit == MAX_DOCUMENT else MESSAGE)


@pytest.mark.parametrize(
    ("operation", "url"),
    [
        (lambda direct, file: direct.save_xades(HAS_SIGNED, file), f"{DIRECT_JOB}/xades/191"),
        (lambda direct, file: direct.save_pades(DIRECT_STATUS, file), f"{DIRECT_JOB}/pades"),
        (lambda direct, file: direct.save(f"{DIRECT_JOB}/pades", file), f"{DIRECT_JOB}/pades"),
    ],
    ids=["xades", "pades", "url"],
)
def test_a_document_is_written_to_a_file(operation: Callable[[Direct, io.BytesIO], Flow[int]], url: str) -> None:
    file, script = io.BytesIO(), scripted(DOCUMENT)
    assert done(operation(a_direct(), file), script) == len(DOCUMENT.body)
    assert file.getvalue() == DOCUMENT.body
    assert script.calls == [("GET", url)]


FOLLOWING: dict[str, Callable[[Direct, str], Flow[Any]]] = {
    "redirect": lambda direct, url: direct.redirect_url(replace(BY_NUMBER, signer_url=url)),
    "redirect by URL": lambda direct, url: direct.redirect_url(url),
    "status": lambda direct, url: direct.status(replace(DIRECT_CREATED, status_url=url), TOKEN),
    "confirm": lambda direct, url: direct.confirm(replace(DIRECT_STATUS, confirmation_url=url)),
    "delete documents": lambda direct, url: direct.delete_documents(replace(DIRECT_STATUS, delete_documents_url=url)),
    "xades": lambda direct, url: direct.xades(replace(HAS_SIGNED, xades_url=url)),
    "pades": lambda direct, url: direct.pades(replace(DIRECT_STATUS, pades_url=url)),
    "save": lambda direct, url: direct.save(url, io.BytesIO()),
}


@pytest.mark.parametrize("follow", FOLLOWING.values(), ids=FOLLOWING.keys())
@pytest.mark.parametrize("url", ["https://evil.example/api/x", f"{SITE}#/redirect/one", ""])
def test_nothing_is_sent_to_a_foreign_url_or_a_page(follow: Callable[[Direct, str], Flow[Any]], url: str) -> None:
    script = scripted(OK)
    with pytest.raises(ForeignUrl):
        done(follow(a_direct(), url), script)
    assert script.requests == []


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        pytest.param(
            lambda direct: direct.status(replace(DIRECT_CREATED, status_url=None), TOKEN),
            "job 17 was created with POLLING",
            id="status",
        ),
        pytest.param(
            lambda direct: direct.delete_documents(replace(DIRECT_STATUS, delete_documents_url=None)),
            "the documents cannot be deleted now",
            id="delete documents",
        ),
        pytest.param(
            lambda direct: direct.xades(IS_WAITING), "the signer has not signed, so there is no XAdES", id="xades"
        ),
        pytest.param(
            lambda direct: direct.pades(replace(DIRECT_STATUS, pades_url=None)),
            "no signer has signed, so there is no PAdES",
            id="pades",
        ),
    ],
)
def test_nothing_is_sent_for_an_operation_that_is_not_offered(operation: Operation, reason: str) -> None:
    script = scripted(OK)
    with pytest.raises(NotOffered) as caught:
        done(operation(a_direct()), script)
    assert caught.value.message == f"{reason}: the service has given no URL for it"
    assert script.requests == []


# Redirect URLs


def test_the_signer_is_not_redirected_to_somebody_else(caplog: pytest.LogCaptureFixture) -> None:
    evil = replace(BY_NUMBER, redirect_url="https://evil.example/#/redirect/secret")
    with pytest.raises(ForeignUrl) as caught:
        done(a_direct().redirect_url(BY_NUMBER), scripted(Response(status=200, body=write_direct_signer(evil))))
    assert caught.value.message == f"the redirect URL does not lead to a page of the service at {SERVICE.root}"
    assert "secret" not in f"{caught.value.hint}{caplog.text}"


def test_a_response_without_a_redirect_url_is_unexpected() -> None:
    with pytest.raises(UnexpectedAnswer, match="has no `redirect-url`"):
        done(
            a_direct().redirect_url(BY_NUMBER),
            scripted(Response(status=200, body=LINK.body.replace(b"redirect", b"x"))),
        )


def test_a_lost_response_is_requested_again() -> None:
    script = scripted(refused(503), LINK)
    assert done(a_direct().redirect_url(BY_NUMBER), script) == f"{SITE}#/redirect/new"
    assert len(script.requests) == 2


# Polling and confirming


@pytest.mark.parametrize(("queue", "query"), [(None, ""), ("hr & økonomi", "?polling_queue=hr%20%26%20%C3%B8konomi")])
def test_a_poll_returns_the_status_of_a_job_in_the_queue(queue: str | None, query: str) -> None:
    script = scripted(direct_status())
    poll = done(a_direct().poll(NUMBER, queue), script)
    assert (poll.change, poll.wait, poll.was_too_early) == (DIRECT_STATUS, timedelta(), False)
    assert script.requests == [plain("GET", f"{DIRECT_JOBS}{query}")]


def test_the_next_change_is_waited_for() -> None:
    script = scripted(nothing(timedelta(seconds=7)), direct_status())
    assert done(a_direct().next_change(NUMBER, "hr"), script) == (DIRECT_STATUS, 0)
    assert script.calls == [("GET", f"{DIRECT_JOBS}?polling_queue=hr")] * 2


def test_a_status_without_a_confirmation_url_needs_no_confirmation() -> None:
    script = scripted(OK)
    done(a_direct().confirm(replace(DIRECT_STATUS, confirmation_url=None)), script)
    assert script.requests == []


def test_a_sender_has_nine_digits() -> None:
    with pytest.raises(ValueError, match="must be nine digits"):
        done(a_direct().poll(KARI, None), scripted(OK))
