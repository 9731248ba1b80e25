"""Unusable responses become errors of the right kind, and a creation is never repeated."""

import gzip
from datetime import timedelta
from typing import Any

import pytest

from signature_model import (
    Environment,
    JobRequest,
    Manner,
    NoAnswer,
    OutcomeUnknown,
    PortalClient,
    Retries,
    Service,
    ServiceError,
    UnexpectedAnswer,
)
from signature_model.api.flow import Transport
from signature_model.api.http import MAX_MESSAGE
from tests.kits.certificates import NUMBER
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import client, each_library, transport
from tests.signature_transports.mischief import FINE
from tests.signature_transports.servers import Server, Visit, answer, answering


def calling(real: Transport, server: Server) -> PortalClient:
    """A client that tries nothing again."""
    service = Service(root=f"{server.url}/api", environment=Environment.TEST)
    return client(real, service, sender=NUMBER, manner=Manner(retries=Retries(times=0)))


def create(caller: PortalClient) -> object:
    return caller.create_from(b"job", JobRequest(reference="ref"), validate=False)


@pytest.mark.parametrize("place", ["http://[", "//", "mailto:kari@example.com", "http://a:999999/", "\xff:"])
@each_library
def test_a_redirect_to_nowhere(kind: str, place: str) -> None:
    moved = answering(answer("302 Found", b"", f"Location: {place}"))
    with Server(moved, server_context()) as server, transport(kind, trusting()) as real:
        caller = calling(real, server)
        with pytest.raises((UnexpectedAnswer, NoAnswer)):
            caller.ping()
        with pytest.raises(OutcomeUnknown):
            create(caller)

    assert len(server.requests) == 2


@each_library
def test_a_creation_without_a_response_is_sent_once(kind: str) -> None:
    def vanish(visit: Visit) -> bool:
        visit.write(*(() if visit.line.startswith(b"POST") else (FINE,)))
        return visit.line.startswith(b"GET")

    with Server(vanish, server_context()) as server, transport(kind, trusting()) as real:
        caller = calling(real, server)
        assert caller.ping() == "fine"
        with pytest.raises(OutcomeUnknown):
            create(caller)

    assert [each.split()[0] for each in server.requests] == [b"GET", b"POST"]
    assert server.connections == 2


@pytest.mark.parametrize(
    ("raw", "kind_of_error", "message"),
    [
        pytest.param(answer(body=b"<nonsense"), UnexpectedAnswer, "cannot be used", id="malformed XML"),
        pytest.param(answer(body=b"<html/>"), UnexpectedAnswer, "the root element is", id="another document"),
        pytest.param(answer(), UnexpectedAnswer, "cannot be used", id="no document"),
        pytest.param(
            answer("200 OK", b"Sorry", "Content-Type: text/html"),
            UnexpectedAnswer,
            r"\(text/html\)",
            id="a gateway's page",
        ),
        pytest.param(
            answer("503 Unavailable", b"<html>", "Content-Type: text/html"),
            ServiceError,
            "status 503",
            id="a gateway's error",
        ),
        pytest.param(
            answer(body=b" " * (MAX_MESSAGE + 1)), UnexpectedAnswer, "the response is too large", id="a large document"
        ),
        pytest.param(
            answer("200 OK", gzip.compress(b"<x/>"), "Content-Encoding: gzip"),
            UnexpectedAnswer,
            "the response has the encoding 'gzip', which was not requested",
            id="encoded",
        ),
    ],
)
@each_library
def test_a_response_that_cannot_be_used(kind: str, raw: bytes, kind_of_error: type[Any], message: str) -> None:
    with Server(answering(raw), server_context()) as server, transport(kind, trusting()) as real:
        caller = calling(real, server)
        with pytest.raises(kind_of_error, match=message) as failure:
            caller.poll()
        with pytest.raises(OutcomeUnknown, match=message):
            create(caller)

    assert failure.value.status == int(raw[9:12])
    assert len(server.requests) == 2


@each_library
def test_a_poll_without_valid_times(kind: str) -> None:
    with (
        Server(answering(b"HTTP/1.1 204 No Content\r\n\r\n"), server_context()) as server,
        transport(kind, trusting()) as real,
    ):
        poll = calling(real, server).poll()

    assert (poll.change, poll.next_permitted_poll_time) == (None, None)
    assert poll.wait == timedelta(seconds=30)
