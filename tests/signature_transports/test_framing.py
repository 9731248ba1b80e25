"""Responses over ``requests`` whose beginning or end is in doubt are failures."""

import pytest

from signature_model import NoAnswer
from signature_transports.framing import MOST_INTERIM
from signature_transports.requests import RequestsTransport
from tests.signature_transports.mischief import CHUNKED, FINE, HEAD, ask, hanging_up
from tests.signature_transports.servers import Server, answering

INTERIM = b"HTTP/1.1 102 Processing\r\n\r\n"
BODY = b"\r\n\r\nfine"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"HTTP/1.1 400 Bad Requ", id="half a status line"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\nServer: x", id="half a header"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n", id="no end of the head"),
        pytest.param(b"HTTP/1.1 +200 OK\r\nContent-Length: 4" + BODY, id="a status with a sign"),
        pytest.param(b"HTTP/2.0 200 OK\r\nContent-Length: 4" + BODY, id="another version"),
        pytest.param(HEAD + b"Content-Length: +4" + BODY, id="a length with a sign"),
        pytest.param(HEAD + b"Content-Length: 4\r\nContent-Length: 9" + BODY, id="two lengths"),
        pytest.param(HEAD + b"Transfer-Encoding: gzip" + BODY, id="an unknown transfer encoding"),
        pytest.param(CHUNKED + b"+4\r\nfine\r\n0\r\n\r\n", id="a chunk size with a sign"),
        pytest.param(CHUNKED + b"4\r\nfineXX0\r\n\r\n", id="a chunk without an end"),
        pytest.param(CHUNKED + b"4\r\nfineX\n0\r\n\r\n", id="a chunk with another end"),
        pytest.param(CHUNKED + b"4\r\nfine\r\n0\r\n", id="no end of the trailers"),
        pytest.param(INTERIM * (MOST_INTERIM + 1) + FINE, id="interim responses without end"),
    ],
)
def test_a_response_without_clear_framing_is_a_failure(raw: bytes) -> None:
    with Server(hanging_up(raw)) as server, RequestsTransport() as real, pytest.raises(NoAnswer) as failure:
        ask(real, server.url)
    assert failure.value.was_sent


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(CHUNKED + b"0004 ;a=b\r\nfine\r\n0\r\nX: y\r\n\r\n", id="chunks with all that may be said"),
        pytest.param(HEAD + b"Content-Length: 4, 4" + BODY, id="the same length twice"),
        pytest.param(b"HTTP/1.0 200\r\nContent-Length: 4" + BODY, id="no reason"),
        pytest.param(INTERIM * MOST_INTERIM + FINE, id="as many interim responses as are permitted"),
    ],
)
def test_a_response_that_can_be_read_is_read(raw: bytes) -> None:
    with Server(answering(raw)) as server, RequestsTransport() as real:
        assert [ask(real, server.url).body for _ in range(2)] == [b"fine", b"fine"]
