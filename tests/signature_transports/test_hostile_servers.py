"""Against servers that break off, stall or never end, each call ends in time and in bounded memory."""

import socket
import time
from collections.abc import Callable
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread
from typing import NoReturn

import pytest

from signature_model import NoAnswer
from signature_model.api.http import Timeouts
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import each_library, every_transport, transport
from tests.signature_transports.mischief import (
    CHUNKED,
    CONTINUE,
    FINE,
    HEAD,
    SILENCE,
    WHOLE,
    ask,
    ask_for_it,
    flood,
    hanging_up,
    on_demand,
    pausing,
    trickle,
)
from tests.signature_transports.servers import PATIENCE, Server, Visit, answer


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(hanging_up(), id="hangs up"),
        pytest.param(hanging_up(b"HTT"), id="hangs up within the status line"),
        pytest.param(hanging_up(HEAD, b"X-A: b\r\nX-"), id="hangs up within the headers"),
        pytest.param(hanging_up(answer(body=b"half", length=8)), id="hangs up within the body"),
        pytest.param(hanging_up(CHUNKED, b"8\r\nhalf"), id="hangs up within a chunk"),
        pytest.param(hanging_up(CHUNKED, b"4\r\nhalf\r\n"), id="hangs up between chunks"),
        pytest.param(flood(b"", b"H" * 65536), id="a status line without end"),
        pytest.param(flood(HEAD + b"X: ", b"x" * 65536), id="a header without end"),
        pytest.param(flood(HEAD, b"X: y\r\n" * 10_000), id="headers without end"),
        pytest.param(flood(CHUNKED, b"1" * 65536), id="a chunk size without end"),
        pytest.param(hanging_up(b"\x00\xff" * 50 + b"\r\n\r\n"), id="no HTTP"),
        pytest.param(hanging_up(b"HTTP/1.1 two hundred\r\n\r\n"), id="no status"),
        pytest.param(hanging_up(b"SSH-2.0-OpenSSH_9.2\r\n"), id="another protocol"),
        pytest.param(hanging_up(CHUNKED, b"many\r\nx\r\n"), id="no chunk size"),
    ],
)
@each_library
def test_a_response_that_breaks_off(kind: str, hostile: Callable[[Visit], object]) -> None:
    with Server(on_demand(hostile), server_context()) as server, transport(kind, trusting()) as real:
        assert ask(real, server.url).body == b"fine"
        with pytest.raises(NoAnswer) as failure:
            ask_for_it(real, server.url)

        assert failure.value.was_sent
        assert failure.value.message.startswith(f"{server.host.decode()}: ")
        assert "secret" not in str(failure.value)
        assert ask(real, server.url).body == b"fine"
    assert not server.was_outlasted
    assert (server.connections, len(server.requests)) == (3, 3)


@pytest.mark.parametrize(
    ("hostile", "timeouts", "message"),
    [
        pytest.param(pausing(), SILENCE, r"nothing was sent or received for 0\.1 s", id="says nothing"),
        pytest.param(
            pausing(HEAD), SILENCE, r"nothing was sent or received for 0\.1 s", id="says no more after a line"
        ),
        pytest.param(
            pausing(answer(body=b"half", length=8)),
            SILENCE,
            r"nothing was sent or received for 0\.1 s",
            id="says no more within the body",
        ),
        pytest.param(pausing(), WHOLE, r"took longer than 0\.1 s", id="says nothing all the while"),
        pytest.param(trickle(b"", HEAD + b"X" * 9_999), WHOLE, r"took longer than 0\.1 s", id="trickles headers"),
        pytest.param(trickle(answer(length=9_999), b"x"), WHOLE, r"took longer than 0\.1 s", id="trickles a body"),
        pytest.param(
            trickle(HEAD + b"\r\n", b"x"), WHOLE, r"took longer than 0\.1 s", id="trickles a body of unknown length"
        ),
        pytest.param(trickle(CHUNKED, b"1\r\nx\r\n"), WHOLE, r"took longer than 0\.1 s", id="trickles chunks"),
        pytest.param(trickle(b"", CONTINUE), WHOLE, r"took longer than 0\.1 s", id="trickles 100 Continue"),
        # Python 3.14 limits them to 100.
        pytest.param(
            flood(b"", CONTINUE * 100), WHOLE, r"took longer than 0\.1 s|more than 100", id="floods 100 Continue"
        ),
    ],
)
@each_library
def test_a_response_that_takes_too_long(
    kind: str, hostile: Callable[[Visit], object], timeouts: Timeouts, message: str
) -> None:
    with Server(on_demand(hostile), server_context()) as server, transport(kind, trusting()) as real:
        assert ask(real, server.url).body == b"fine"
        was_sent = False
        until = time.monotonic() + PATIENCE
        while not was_sent and time.monotonic() < until:  # on a busy machine, connecting can take all of the time
            with pytest.raises(NoAnswer, match=message) as failure:
                ask_for_it(real, server.url, timeouts=timeouts)
            was_sent = failure.value.was_sent

        assert was_sent
        assert ask(real, server.url).body == b"fine"
    assert len(server.requests) == 3
    assert not server.was_outlasted


@every_transport
def test_a_server_that_closes_immediately(kind: str) -> None:
    with Server(lambda _: None, server_context(), reads=False) as server, transport(kind, trusting()) as real:
        with pytest.raises(NoAnswer) as failure:
            ask(real, server.url, method="POST", headers=(("Content-Length", "3"),), body=(b"job",))

        assert failure.value.was_sent
    assert server.connections == 1


@pytest.mark.parametrize(
    ("timeouts", "message"),
    [
        pytest.param(SILENCE, r"nothing was sent or received for 0\.1 s", id="silence"),
        pytest.param(WHOLE, r"took longer than 0\.1 s", id="the whole"),
    ],
)
@each_library
def test_a_server_that_does_not_read(kind: str, timeouts: Timeouts, message: str) -> None:
    def stop_reading(visit: Visit) -> None:
        visit.reads()
        visit.write(FINE)
        visit.server.was_outlasted = not visit.server.stopped.wait(PATIENCE)

    bundle = bytes(32 * 1024 * 1024)
    length = ("Content-Length", str(len(bundle)))
    with Server(stop_reading, server_context(), reads=False) as server, transport(kind, trusting()) as real:
        ask(real, server.url)
        with pytest.raises(NoAnswer, match=message):
            ask(real, server.url, method="POST", headers=(length,), body=(bundle,), timeouts=timeouts)

    assert not server.was_outlasted


@pytest.mark.parametrize(
    "slow",
    [
        pytest.param(pausing(), id="says nothing"),
        pytest.param(pausing(b"\x16\x03\x03"), id="says no more"),
        pytest.param(trickle(b"\x16\x03\x03\x40\x00\x02", bytes(9)), id="trickles"),
    ],
)
@each_library
def test_a_handshake_that_takes_too_long(kind: str, slow: Callable[[Visit], object]) -> None:
    with (
        Server(slow, reads=False) as server,
        transport(kind, trusting()) as real,
        pytest.raises(NoAnswer, match=r"no connection within 0\.1 s") as failure,
    ):
        ask(real, f"https://{server.host.decode()}", timeouts=Timeouts(connect=0.1, silence=10, whole=20))

    assert not failure.value.was_sent
    assert "nothing was sent" in str(failure.value.hint)


@pytest.mark.parametrize("kind", ["requests", "httpx", "httpx2"])
def test_a_handshake_ends_at_the_time_limit_of_the_call(kind: str) -> None:
    with (
        Server(pausing(), reads=False) as server,
        transport(kind, trusting()) as real,
        pytest.raises(NoAnswer, match=r"took longer than 0\.1 s") as failure,
    ):
        ask(real, f"https://{server.host.decode()}", timeouts=WHOLE)

    assert not failure.value.was_sent


@every_transport
def test_a_server_without_tls(kind: str) -> None:
    with (
        Server(hanging_up(b"HTTP/1.1 400 Bad Request\r\n\r\n"), reads=False) as server,
        transport(kind, trusting()) as real,
        pytest.raises(NoAnswer) as failure,
    ):
        ask(real, f"https://{server.host.decode()}")

    assert not failure.value.was_sent


@every_transport
def test_no_server_listens(kind: str) -> None:
    with Server(lambda _: None) as server:
        url = server.url
    with transport(kind, trusting()) as real, pytest.raises(NoAnswer, match="Errno 111") as failure:
        ask(real, url)

    assert not failure.value.was_sent


@every_transport
def test_a_host_that_does_not_exist(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with transport(kind, trusting()) as real, pytest.raises(NoAnswer, match="Name or service not known") as failure:
        ask(real, "https://signering.invalid")

    assert not failure.value.was_sent


class _Plain(BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(65536)
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@every_transport
def test_a_port_without_tls(kind: str) -> None:
    with TCPServer(("127.0.0.1", 0), _Plain) as server, transport(kind, trusting()) as real:
        answering = Thread(target=server.handle_request)
        answering.start()
        with pytest.raises(NoAnswer) as failure:
            ask(real, f"https://127.0.0.1:{server.server_address[1]}")
        answering.join()

    assert not failure.value.was_sent
    assert "this port does not use TLS" in failure.value.hint


@every_transport
def test_a_port_with_tls_that_is_called_without(kind: str) -> None:
    with (
        Server(lambda _: None, server_context()) as server,
        transport(kind, None) as real,
        pytest.raises(NoAnswer, match="if this port uses TLS, the URL must begin with https://"),
    ):
        ask(real, server.url.replace("https:", "http:"))


@every_transport
def test_a_server_that_refuses_the_certificate(kind: str) -> None:
    strict = server_context(clients="Andre")
    with (
        Server(lambda _: None, strict) as server,
        transport(kind, trusting()) as real,
        pytest.raises(NoAnswer, match="alert unknown ca") as failure,
    ):
        ask(real, server.url)

    assert "may refuse the certificate" in str(failure.value.hint)
    assert server.requests == []
