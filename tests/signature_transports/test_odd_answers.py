"""Odd responses are reported, and nothing else happens."""

import gzip
import io
from contextlib import suppress
from typing import Final

import pytest

from signature_model import NoAnswer
from signature_model.api.http import Sink
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import each_library, transport
from tests.signature_transports.mischief import (
    CHUNKED,
    CONTINUE,
    FINE,
    HEAD,
    ask,
    ask_for_it,
    flood,
    hanging_up,
    on_demand,
)
from tests.signature_transports.servers import Server, Visit, answer, answering

BOMB: Final = gzip.compress(bytes(32 * 1024 * 1024), 1)
LENGTH: Final = ("Content-Length", "3")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@each_library
def test_a_redirect_is_not_followed(kind: str, status: str) -> None:
    with (
        Server(answering(FINE), server_context()) as elsewhere,
        Server(lambda visit: visit.write(answer(status, b"moved", f"Location: {elsewhere.url}/"))) as server,
        transport(kind, trusting()) as real,
    ):
        moved = ask(real, server.url, method="POST", headers=(LENGTH,), body=(b"job",))

    assert (moved.status, moved.body) == (int(status[:3]), b"moved")
    assert (len(server.requests), elsewhere.connections) == (1, 0)


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(HEAD + b"\r\n", id="of unknown length"),
        pytest.param(HEAD + b"Content-Length: 999999999999\r\n\r\n", id="of a great length"),
        pytest.param(b"HTTP/1.1 500 Oops\r\n\r\n", id="of an error"),
        pytest.param(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", id="of a redirect"),
        pytest.param(HEAD + b"Content-Encoding: gzip\r\n\r\n", id="encoded"),
    ],
)
@each_library
def test_a_body_without_end(kind: str, start: bytes) -> None:
    with Server(on_demand(flood(start, b"x" * 65536)), server_context()) as server, transport(kind, trusting()) as real:
        ask(real, server.url)
        cut = ask_for_it(real, server.url, limit=100_000)

        assert (len(cut.body), cut.is_cut) == (100_000, True)
        assert ask(real, server.url).body == b"fine"
    assert not server.was_outlasted
    assert server.connections == 3


@each_library
def test_chunks_without_end_in_a_file(kind: str) -> None:
    file = io.BytesIO()
    chunks = flood(CHUNKED, b"400\r\n%b\r\n" % bytes(1024))
    with Server(chunks, server_context()) as server, transport(kind, trusting()) as real:
        cut = ask(real, server.url, limit=100_000, sink=Sink(file))

    assert (cut.body, cut.is_cut, len(file.getvalue())) == (b"", True, 100_000)
    assert not server.was_outlasted


@pytest.mark.parametrize("status", ["200 OK", "302 Found", "500 Oops"])
@each_library
def test_nothing_is_decompressed(kind: str, status: str) -> None:
    bomb = answer(status, BOMB, "Content-Encoding: gzip", "Location: /")
    with Server(answering(bomb), server_context()) as server, transport(kind, trusting()) as real:
        packed = ask(real, server.url)

    assert packed.body == BOMB


@pytest.mark.parametrize(
    ("raw", "status", "body"),
    [
        pytest.param(answer(body=b"fine and more", length=4), 200, b"fine", id="a length that is too short"),
        pytest.param(
            HEAD + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\nfine", 200, b"fine", id="a length told twice"
        ),
        pytest.param(
            HEAD + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
            200,
            b"fine",
            id="chunks and a length",
        ),
        pytest.param(
            CHUNKED + b"4;a=b\r\nfine\r\n0\r\nX: y\r\n\r\n", 200, b"fine", id="chunks with all that may be said"
        ),
        pytest.param(b"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nfine", 200, b"fine", id="no reason"),
        pytest.param(b"HTTP/1.1 299 Fine\r\nContent-Length: 4\r\n\r\nfine", 299, b"fine", id="an unknown status"),
        pytest.param(answer("204 No Content", b"fine"), 204, b"", id="a body where there is none"),
        pytest.param(CONTINUE + FINE, 200, b"fine", id="100 Continue first"),
        pytest.param(CONTINUE * 3 + FINE, 200, b"fine", id="100 Continue thrice"),
    ],
)
@each_library
def test_a_response_that_can_be_read(kind: str, raw: bytes, status: int, body: bytes) -> None:
    with Server(answering(raw), server_context()) as server, transport(kind, trusting()) as real:
        taken = ask(real, server.url)

    assert (taken.status, taken.body, taken.is_cut) == (status, body, False)


@each_library
def test_bytes_after_a_response_are_not_the_next_response(kind: str) -> None:
    long = answering(answer(body=b"fine and more", length=4))
    with Server(long, server_context()) as server, transport(kind, trusting()) as real:
        taken = {ask(real, server.url).body}
        with suppress(NoAnswer):
            taken.add(ask(real, server.url).body)

    assert taken == {b"fine"}


@pytest.mark.parametrize("length", ["-4", "four", "4 4", "0x4"])
@each_library
def test_an_invalid_length(kind: str, length: str) -> None:
    raw = HEAD + f"Content-Length: {length}\r\n\r\nfine".encode()
    with (
        Server(hanging_up(raw), server_context()) as server,
        transport(kind, trusting()) as real,
        pytest.raises(NoAnswer) as failure,
    ):
        ask(real, server.url)

    assert failure.value.was_sent


@each_library
def test_a_body_that_ends_with_the_connection(kind: str) -> None:
    def part(visit: Visit) -> bool:
        visit.write(HEAD + b"\r\nfine")
        visit.take_leave()
        return False

    with Server(part, server_context()) as server, transport(kind, trusting()) as real:
        assert ask(real, server.url).body == b"fine"


@each_library
def test_a_body_that_ends_with_a_torn_connection(kind: str) -> None:
    torn = hanging_up(b"HTTP/1.0 502 Bad Gateway\r\n\r\nsorry")
    with (
        Server(on_demand(hanging_up(HEAD + b"\r\nfine")), server_context()) as server,
        transport(kind, trusting()) as real,
    ):
        ask(real, server.url)
        with pytest.raises(NoAnswer, match="broke before the end"):
            ask_for_it(real, server.url)
    with Server(torn, server_context()) as server, transport(kind, trusting()) as real:
        sorry = ask(real, server.url)

    assert (sorry.status, sorry.body) == (502, b"sorry")


@each_library
def test_a_response_before_the_request_is_complete(kind: str) -> None:
    def refuse(visit: Visit) -> None:
        visit.skim()
        visit.write(answer("413 Too Large", b"no", "Connection: close"))

    bundle = bytes(4 * 1024 * 1024)
    with Server(refuse, server_context(), reads=False) as server, transport(kind, trusting()) as real:
        refused = ask(real, server.url, method="POST", headers=(("Content-Length", str(len(bundle))),), body=(bundle,))

    assert (refused.status, refused.body) == (413, b"no")


@each_library
def test_a_success_before_the_request_is_complete(kind: str) -> None:
    def accept(visit: Visit) -> bool:
        visit.skim()
        visit.write(FINE)
        visit.reset()
        return False

    bundle = bytes(32 * 1024 * 1024)
    with (
        Server(accept, server_context(), reads=False) as server,
        transport(kind, trusting()) as real,
        pytest.raises(NoAnswer) as failure,
    ):
        ask(real, server.url, method="POST", headers=(("Content-Length", str(len(bundle))),), body=(bundle,))

    assert failure.value.was_sent
