"""Each operation sends the request that the service expects, and only to the service."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from signature_model import __version__
from signature_model.api.flow import Flow
from signature_model.api.http import MAX_DOCUMENT, MAX_MESSAGE, MESSAGE, TRANSFER, Request, Response
from signature_model.api.messages.multipart import frame_parts
from signature_model.api.portal import Portal
from signature_model.errors import ForeignUrl, NotOffered
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.requests import write_request
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_model.scripts import (
    CHANGE,
    CREATED,
    DOCUMENT,
    JOB,
    JOBS,
    NO_CONTENT,
    OK,
    SERVICE,
    SIGNED,
    a_portal,
    created,
    done,
    nothing,
    scripted,
)

Operation = Callable[[Portal], Flow[Any]]

REQUEST = JobRequest(reference="contract 17", polling_queue="hr")
BUNDLE = b"a sealed bundle"
CREATION = frame_parts(write_request(REQUEST), BUNDLE)

XML = ("Accept", "application/xml")
COMMON = (("Accept-Encoding", "identity"), ("User-Agent", f"posten-signering/{__version__} (Python)"))
EITHER = ("Accept", "application/octet-stream, application/xml")
EMPTY = ("Content-Length", "0")


# What is sent


def with_a_known_boundary(request: Request) -> Request:
    """The request as it would be, had not the boundary of its parts been drawn at random."""
    drawn = re.compile("part-[0-9a-f]{40}")
    return replace(
        request,
        headers=tuple((name, drawn.sub("part", value)) for name, value in request.headers),
        body=tuple(re.sub(drawn.pattern.encode(), b"part", piece) for piece in request.body),
    )


@pytest.mark.parametrize(
    ("operation", "answer", "sent"),
    [
        pytest.param(
            lambda portal: portal.ping(NUMBER),
            OK,
            Request(method="GET", url=f"{SERVICE.root}/{NUMBER}", headers=(("Accept", "*/*"), *COMMON)),
            id="ping",
        ),
        pytest.param(
            lambda portal: portal.create(NUMBER, REQUEST, BUNDLE),
            created(),
            Request(
                method="POST",
                url=JOBS,
                headers=(
                    XML,
                    *COMMON,
                    ("Content-Type", CREATION.content_type),
                    ("Content-Length", str(len(b"".join(CREATION.pieces)))),
                ),
                body=CREATION.pieces,
                timeouts=TRANSFER,
            ),
            id="create",
        ),
        pytest.param(
            lambda portal: portal.poll(NUMBER, None),
            nothing(),
            Request(method="GET", url=JOBS, headers=(XML, *COMMON)),
            id="poll",
        ),
        pytest.param(
            lambda portal: portal.poll(NUMBER, "hr & økonomi"),
            nothing(),
            Request(method="GET", url=f"{JOBS}?polling_queue=hr%20%26%20%C3%B8konomi", headers=(XML, *COMMON)),
            id="poll a queue",
        ),
        pytest.param(
            lambda portal: portal.confirm(CHANGE),
            NO_CONTENT,
            Request(method="POST", url=f"{JOB}/complete", headers=(XML, *COMMON, EMPTY)),
            id="confirm",
        ),
        pytest.param(
            lambda portal: portal.cancel(CREATED),
            NO_CONTENT,
            Request(method="POST", url=f"{JOB}/cancel", headers=(XML, *COMMON, EMPTY)),
            id="cancel",
        ),
        pytest.param(
            lambda portal: portal.delete_documents(CHANGE),
            NO_CONTENT,
            Request(method="DELETE", url=f"{JOB}/documents", headers=(XML, *COMMON)),
            id="delete documents",
        ),
        pytest.param(
            lambda portal: portal.xades(SIGNED),
            DOCUMENT,
            Request(
                method="GET", url=f"{JOB}/xades/1", headers=(EITHER, *COMMON), timeouts=TRANSFER, limit=MAX_DOCUMENT
            ),
            id="xades",
        ),
        pytest.param(
            lambda portal: portal.pades(CHANGE),
            DOCUMENT,
            Request(method="GET", url=f"{JOB}/pades", headers=(EITHER, *COMMON), timeouts=TRANSFER, limit=MAX_DOCUMENT),
            id="pades",
        ),
        pytest.param(
            lambda portal: portal.archived_pades(NUMBER, "7"),
            DOCUMENT,
            Request(
                method="GET",
                url=f"{SERVICE.root}/{NUMBER}/archive/documents/7/pades",
                headers=(EITHER, *COMMON),
                timeouts=TRANSFER,
                limit=MAX_DOCUMENT,
            ),
            id="archived pades",
        ),
    ],
)
def test_the_request_of_each_operation(operation: Operation, answer: Response, sent: Request) -> None:
    script = scripted(answer)
    done(operation(a_portal()), script)
    assert [with_a_known_boundary(each) for each in script.requests] == [with_a_known_boundary(sent)]
    assert sent.timeouts is (TRANSFER if sent.body or sent.limit > MAX_MESSAGE else MESSAGE)


def test_the_bundle_is_sent_without_a_copy() -> None:
    script = scripted(created())
    done(a_portal().create(NUMBER, REQUEST, BUNDLE), script)
    assert [piece is BUNDLE for piece in script.requests[0].body].count(True) == 1


FOLLOWING: dict[str, Callable[[Portal, str], Flow[Any]]] = {
    "confirm": lambda portal, url: portal.confirm(replace(CHANGE, confirmation_url=url)),
    "cancel": lambda portal, url: portal.cancel(replace(CHANGE, cancellation_url=url)),
    "cancel a created job": lambda portal, url: portal.cancel(replace(CREATED, cancellation_url=url)),
    "delete documents": lambda portal, url: portal.delete_documents(replace(CHANGE, delete_documents_url=url)),
    "xades": lambda portal, url: portal.xades(replace(SIGNED, xades_url=url)),
    "pades": lambda portal, url: portal.pades(replace(CHANGE, pades_url=url)),
    "fetch": lambda portal, url: portal.fetch(url),
    "save": lambda portal, url: portal.save(url, io.BytesIO()),
}


@pytest.mark.parametrize("follow", FOLLOWING.values(), ids=FOLLOWING.keys())
@pytest.mark.parametrize("url", ["https://evil.example/api/x", f"{SERVICE.root}X/x", f"{SERVICE.root}/../x", ""])
def test_nothing_is_sent_to_a_foreign_url(follow: Callable[[Portal, str], Flow[Any]], url: str) -> None:
    script = scripted(OK)
    with pytest.raises(ForeignUrl):
        done(follow(a_portal(), url), script)
    assert script.requests == []


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(lambda portal: portal.cancel(replace(CHANGE, cancellation_url=None)), id="cancel"),
        pytest.param(lambda portal: portal.delete_documents(replace(CHANGE, delete_documents_url=None)), id="delete"),
        pytest.param(lambda portal: portal.xades(replace(SIGNED, xades_url=None)), id="xades"),
        pytest.param(lambda portal: portal.pades(replace(CHANGE, pades_url=None)), id="pades"),
    ],
)
def test_nothing_is_sent_for_an_operation_that_is_not_offered(operation: Operation) -> None:
    script = scripted(OK)
    with pytest.raises(NotOffered, match="the service has given no URL for it"):
        done(operation(a_portal()), script)
    assert script.requests == []


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(lambda portal: portal.ping(KARI), id="ping"),
        pytest.param(lambda portal: portal.create("", REQUEST, BUNDLE), id="create"),
        pytest.param(lambda portal: portal.poll("../1", None), id="poll"),
        pytest.param(lambda portal: portal.archived_pades("x", "7"), id="archived pades"),
    ],
)
def test_nothing_is_sent_for_an_invalid_sender(operation: Operation) -> None:
    script = scripted(OK)
    with pytest.raises(ValueError, match="must be nine digits"):
        done(operation(a_portal()), script)
    assert script.requests == []


def test_the_id_of_an_archived_document_cannot_leave_the_archive() -> None:
    script = scripted(DOCUMENT)
    with pytest.raises(ForeignUrl):
        done(a_portal().archived_pades(NUMBER, ".."), script)
    assert script.requests == []


# Ping


def test_a_ping_returns_text() -> None:
    assert (
        done(a_portal().ping(NUMBER), scripted(Response(status=200, body="Hei på deg \xff".encode())))
        == "Hei på deg \xff"
    )
    assert done(a_portal().ping(NUMBER), scripted(Response(status=200, body=b"\xff"))) == "\N{REPLACEMENT CHARACTER}"
