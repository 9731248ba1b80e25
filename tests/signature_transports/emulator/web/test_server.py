"""Tests of the server with real sockets and TLS."""

import http.client
import resource
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from signature_model.api.http import Request, Response
from signature_transports.emulator.faults import Dropped, Slow
from signature_transports.emulator.web.bodies import MAX_BODIES, MAX_BODY
from signature_transports.emulator.web.certificate_folder import CLIENT, PASSWORD, CertificateFolder
from signature_transports.emulator.web.server import Server, server_context
from tests.kits.certificates import authority, pem, pem_key, rsa_key

NOW: Final = datetime.now(UTC)


class Recorder:
    """An application that notes its requests."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.callers: list[str | None] = []
        self.thumbprints: list[str | None] = []
        self.answer = Response(status=200, headers={"X-Is": "there"}, body=b"yes")

    def __call__(self, request: Request, caller: str | None, thumbprint: str | None) -> Response:
        self.requests.append(request)
        self.callers.append(caller)
        self.thumbprints.append(thumbprint)
        if request.url == "/drop":
            msg = "as ordered"
            raise Dropped(msg)
        if request.url == "/truncate":
            return Response(status=200, headers={"content-length": "4"}, body=b"yes")
        if request.url == "/slow":
            return Slow(status=200, body=b"late", seconds=float(dict(request.headers)["seconds"]))
        if request.url == "/fail":
            msg = "a fault of the application"
            raise LookupError(msg)
        return self.answer


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def server(recorder: Recorder) -> Iterator[Server]:
    with Server() as served:
        served.start(recorder)
        yield served


def raw(server: Server, sent: bytes) -> bytes:
    """Send bytes; return everything that the server sends until it closes."""
    received = b""
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection,
        suppress(ConnectionError),  # what it has not read when it closes makes a reset of it
    ):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65_536):
            received += piece
    return received


def test_a_request_and_its_response_are_passed_on(server: Server, recorder: Recorder) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("POST", "/a?b=c", b"content", {"X-Mine": "here"})
    answer = connection.getresponse()
    assert (answer.status, answer.read(), answer.headers["x-is"]) == (200, b"yes", "there")
    connection.close()

    (request,) = recorder.requests
    assert (request.method, request.url, request.body) == ("POST", "/a?b=c", (b"content",))
    assert ("x-mine", "here") in request.headers
    assert recorder.callers == [None]


def test_a_connection_serves_many_requests(server: Server, recorder: Recorder) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for number in range(3):
        connection.request("GET", f"/{number}")
        connection.getresponse().read()
    connection.close()

    assert [request.url for request in recorder.requests] == ["/0", "/1", "/2"]


def test_a_204_has_no_body(server: Server, recorder: Recorder) -> None:
    recorder.answer = Response(status=204, body=b"not sent")

    received = raw(server, b"GET / HTTP/1.1\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 204 No Content\r\n")
    assert received.endswith(b"\r\n\r\n")
    assert b"content-length" not in received


def test_a_response_to_head_has_the_length_and_no_body(server: Server) -> None:
    received = raw(server, b"HEAD / HTTP/1.1\r\n\r\n")

    assert b"content-length: 3\r\n" in received
    assert received.endswith(b"\r\n\r\n")


def test_a_body_may_come_in_chunks(server: Server, recorder: Recorder) -> None:
    chunks = b"3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
    raw(server, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)

    assert recorder.requests[0].body == (b"abc0123456789",)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        pytest.param(b"Content-Length: 5\r\n\r\nabc", 400, id="cut short"),
        pytest.param(b"Content-Length: %d\r\n\r\n" % (MAX_BODY + 1), 413, id="too large"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", 400, id="not in chunks"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(server: Server, recorder: Recorder, head: bytes, status: int) -> None:
    received = raw(server, b"POST / HTTP/1.1\r\n" + head)

    assert received.startswith(b"HTTP/1.1 %d " % status)
    assert b"connection: close" in received
    assert recorder.requests == []


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"Content-Length : 3\r\n\r\nabc", id="a blank before the colon"),
        pytest.param(b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", id="a blank before another colon"),
        pytest.param(b"Host: localhost\r\nHost: localhost\r\n\r\n", id="two hosts"),
        pytest.param(b"Host: localhost, example.com\r\n\r\n", id="two hosts in one field"),
        pytest.param(b"Host: localhost\r\nX: a\0b\r\n\r\n", id="a NUL in a field"),
        pytest.param(b"no field\r\nContent-Length: 3\r\n\r\nabc", id="no colon"),
        pytest.param(b" X: y\r\nContent-Length: 3\r\n\r\nabc", id="a continuation of nothing"),
    ],
)
def test_header_fields_that_can_be_read_in_two_ways_are_refused(
    server: Server, recorder: Recorder, head: bytes
) -> None:
    received = raw(server, b"POST / HTTP/1.1\r\n" + head)

    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in received
    assert recorder.requests == []


def test_a_body_for_which_there_is_no_memory_is_refused(recorder: Recorder) -> None:
    with Server() as server:
        server.start(recorder)
        with server._listener.memory.borrowed() as take:  # noqa: SLF001 - as if other bodies held it
            take(MAX_BODIES - 10)
            assert raw(server, b"POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n" + bytes(11)).startswith(
                b"HTTP/1.1 503 "
            )
            assert raw(server, b"POST / HTTP/1.0\r\nContent-Length: 10\r\n\r\n" + bytes(10)).endswith(b"yes")
        assert raw(server, b"POST / HTTP/1.0\r\nContent-Length: 11\r\n\r\n" + bytes(11)).endswith(b"yes")


@pytest.mark.parametrize("sent", [b"", b"\0\xff\n\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"x" * 70_000])
def test_bytes_that_are_not_http_do_no_harm(server: Server, recorder: Recorder, sent: bytes) -> None:
    raw(server, sent)

    assert recorder.requests == []
    assert raw(server, b"GET / HTTP/1.0\r\n\r\n").endswith(b"yes")


def test_a_client_that_waits_for_100_gets_it(server: Server, recorder: Recorder) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(1024).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"body")
        assert connection.recv(1024).startswith(b"HTTP/1.1 200 ")

    assert recorder.requests[0].body == (b"body",)


def test_a_body_that_is_too_large_gets_a_response(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("POST", "/", bytes(MAX_BODY + 1))
    assert connection.getresponse().status == 413
    connection.close()


def test_a_dropped_call_gets_no_response(server: Server) -> None:
    assert raw(server, b"GET /drop HTTP/1.1\r\n\r\n") == b""


def test_a_truncated_response_has_the_whole_length(server: Server) -> None:
    received = raw(server, b"GET /truncate HTTP/1.1\r\n\r\n")

    assert b"content-length: 4\r\n" in received
    assert b"connection: close\r\n" in received
    assert received.endswith(b"\r\n\r\nyes")


def test_a_slow_response_arrives(server: Server) -> None:
    assert raw(server, b"GET /slow HTTP/1.0\r\nSeconds: 0.01\r\n\r\n").endswith(b"late")


def test_closing_does_not_wait_for_a_slow_response(recorder: Recorder) -> None:
    with Server() as server:
        server.start(recorder)
        slow = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        slow.request("GET", "/slow", headers={"seconds": "3600"})
        while not recorder.requests:
            pass
    slow.close()


def test_an_error_of_the_application_is_a_500_and_is_logged(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    received = raw(server, b"GET /fail HTTP/1.1\r\n\r\nGET / HTTP/1.0\r\n\r\n")

    assert received.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert received.endswith(b"yes")
    assert "GET /fail could not be answered" in caplog.text
    assert "LookupError: a fault of the application" in caplog.text


def test_an_error_of_the_server_is_logged_and_it_runs_on(
    server: Server, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.answer = Response(status=200, headers={"content-length": "three"}, body=b"yes")
    assert raw(server, b"GET / HTTP/1.0\r\n\r\n") == b""
    recorder.answer = Response(status=200)
    assert raw(server, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 ")

    assert "a connection could not be served" in caplog.text


def test_without_descriptors_the_server_waits_for_some(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as waiting, socket.socket() as first:
        resource.setrlimit(resource.RLIMIT_NOFILE, (first.fileno() + 1, hard))
        try:
            waiting.connect(("127.0.0.1", server.port))
            while not caplog.records:
                pass
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        waiting.settimeout(10)
        waiting.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert waiting.recv(65_536).startswith(b"HTTP/1.1 200 ")

    assert "a connection could not be accepted: [Errno 24]" in caplog.text
    assert len(caplog.records) < 10


def test_closing_ends_idle_connections(recorder: Recorder) -> None:
    with Server() as server:
        server.start(recorder)
        idle = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        idle.request("GET", "/")
        idle.getresponse().read()
    assert idle.sock.recv(1) == b""
    idle.close()


def test_a_server_that_was_not_started_can_be_closed() -> None:
    Server().close()


def test_a_taken_port_is_an_error(server: Server) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(port=server.port)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> CertificateFolder:
    made = CertificateFolder(path=tmp_path_factory.mktemp("certificates"))
    made.fill(NOW)
    return made


@pytest.fixture
def secured(recorder: Recorder, folder: CertificateFolder) -> Iterator[Server]:
    with Server(tls=server_context(folder)) as served:
        served.start(recorder)
        yield served


def ask(server: Server, folder: CertificateFolder, identity: Path | None) -> http.client.HTTPResponse:
    context = ssl.create_default_context(cafile=folder.anchor)
    context.check_hostname = False
    if identity is not None:
        context.load_cert_chain(identity)
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=10, context=context)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    return answer


def test_the_caller_is_the_organisation_of_the_certificate(
    secured: Server, folder: CertificateFolder, recorder: Recorder, tmp_path: Path
) -> None:
    store = pkcs12.load_pkcs12(folder.client.read_bytes(), PASSWORD.encode())
    assert store.cert is not None
    chain = (store.cert.certificate, *(each.certificate for each in store.additional_certs))
    identity = tmp_path / "client.pem"
    identity.write_bytes(pem(*chain) + pem_key(store.key))  # type: ignore[arg-type]  # an RSA key

    assert ask(secured, folder, identity).status == 200
    assert (recorder.callers, recorder.thumbprints) == ([CLIENT], [folder.thumbprint])


def test_without_a_certificate_the_caller_is_empty(
    secured: Server, folder: CertificateFolder, recorder: Recorder
) -> None:
    assert ask(secured, folder, None).status == 200
    assert (recorder.callers, recorder.thumbprints) == ([""], [None])


def test_a_certificate_of_another_root_is_refused(
    secured: Server, folder: CertificateFolder, recorder: Recorder, tmp_path: Path
) -> None:
    identity = tmp_path / "stranger.pem"
    identity.write_bytes(pem(authority().issue(), *authority().issuers) + pem_key(rsa_key("enterprise")))

    with pytest.raises((ssl.SSLError, ConnectionError)):
        ask(secured, folder, identity)
    assert recorder.requests == []


def test_bytes_that_are_not_tls_do_no_harm(secured: Server, folder: CertificateFolder, recorder: Recorder) -> None:
    raw(secured, b"GET / HTTP/1.1\r\n\r\n")

    assert recorder.requests == []
    assert ask(secured, folder, None).status == 200
