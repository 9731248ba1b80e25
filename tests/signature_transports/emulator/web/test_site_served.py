"""Tests of the emulator behind its server: clients, requests of browsers, and other bytes."""

import http.client
import json
import random
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from typing import Final
from urllib.parse import urlencode

import pytest

from signature_model import Environment, Service
from signature_transports.emulator import Emulator
from signature_transports.emulator.web.server import Server
from signature_transports.emulator.web.site import ROOT, Site
from tests.kits.certificates import NUMBER
from tests.kits.jobs import a_bundle
from tests.signature_transports.callers import client, each_library, transport
from tests.signature_transports.emulator.calls import an_emulator, by, clock_of, create, job_of
from tests.signature_transports.emulator.page_reader import Reader

NO_HEADERS: Final[Mapping[str, str]] = {}
REFUSED: Final = b"refused: call the emulator by 127.0.0.1 or localhost, and not from a page of another site\n"

LIMIT: Final = 20
"""Seconds, many times what anything here takes."""

REQUESTS: Final = (
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /jobs/1 HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://localhost:1\r\n\r\n",
    b"POST /jobs/1/signers/0 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 32\r\n\r\ntoken=the+page%27s+own&event=%r",
    b'POST /_emulator/clock HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 14\r\n\r\n{"advance": 1}',
    b"GET /assets/style.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /api/984661185/portal/signature-jobs?polling_queue=hr HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
)
"""Valid requests, to be changed."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as bound:
        yield bound


@pytest.fixture
def emulator(server: Server) -> Emulator:
    return served_by(server)


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    """A server for requests that change no job."""
    with Server() as bound:
        served_by(bound)
        yield bound


def served_by(server: Server) -> Emulator:
    """Serve an emulator with a job whose first signer can act."""
    emulator = an_emulator(root=server.url + ROOT)
    server.start(Site(emulator, clock_of(emulator)))
    create(emulator, job_of(*by("a", "b", orders=(1, 2))), "hr")
    return emulator


@pytest.fixture(autouse=True)
def _nothing_raised(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Require that the server has logged nothing."""
    yield
    assert [each for each in caplog.records if each.name.startswith("signature_transports.emulator")] == []


def ask(
    server: Server, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = NO_HEADERS
) -> tuple[int, bytes]:
    """Return the status and the body of the response to a request."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=LIMIT)) as connection:
        connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.read()


def raw(server: Server, sent: bytes) -> bytes:
    """Send bytes; return everything that the server sends until it closes."""
    received = b""
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT) as connection,
        suppress(ConnectionError),  # what it has not read when it closes makes a reset of it
    ):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65_536):
            received += piece
    return received


@each_library
def test_each_library_works_over_http(server: Server, emulator: Emulator, kind: str) -> None:
    service = Service(root=server.url + ROOT, environment=Environment.TEST)
    with transport(kind) as real:
        caller = client(real, service, sender=NUMBER)
        assert caller.ping() == f"organisation {NUMBER}, on behalf of itself"
        created = caller.create_from(a_bundle(), validate=False)
        emulator.sign(created.signature_job_id, 0)
        change = caller.poll().change
        assert change is not None
        assert b"SignedProperties" in caller.xades(change.signatures[0])
        assert caller.pades(change).startswith(b"%PDF-")
        caller.confirm(change)
        caller.cancel(change)
        assert emulator.job(created.signature_job_id).status == "FAILED"


def test_a_form_signs(server: Server, emulator: Emulator) -> None:
    (token, *_) = [
        each["value"] for each in Reader(ask(server, "GET", "/jobs/1")[1]).named("input") if each["name"] == "token"
    ]
    form = urlencode({"token": token, "event": "sign"}).encode()
    status, _ = ask(server, "POST", "/jobs/1/signers/0", form, {"Origin": server.url})

    assert status == 303
    assert emulator.job(1).signers[0].status == "SIGNED"
    assert b"signed" in ask(server, "GET", "/jobs/1?of=a+browser")[1]
    assert ask(server, "HEAD", "/jobs/1") == (200, b"")


@pytest.mark.usefixtures("emulator")
def test_a_control_call_signs(server: Server) -> None:
    status, result = ask(server, "POST", "/_emulator/jobs/1/signers/0/sign")

    assert (status, json.loads(result)["signers"][0]["status"]) == (200, "SIGNED")
    assert ask(server, "POST", "/_emulator/reset")[0] == 200
    assert json.loads(ask(server, "GET", "/_emulator/jobs")[1]) == {"jobs": []}


@pytest.mark.parametrize("path", ["/", "/_emulator/jobs", f"{ROOT}/{NUMBER}"])
@pytest.mark.parametrize(
    "headers", [{"Host": "example.com"}, {"Origin": "null"}, {"Origin": "http://["}, {"Origin": "http://example.com"}]
)
def test_other_sites_are_refused(shared: Server, path: str, headers: dict[str, str]) -> None:
    assert ask(shared, "GET", path, headers=headers) == (403, REFUSED)
    assert ask(shared, "GET", path)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../pages.py",
        "/assets/../../../../../../../../etc/passwd",
        "//etc/passwd",
        "/assets//etc/passwd",
        "/assets/%2e%2e/pages.py",
        "/assets/..%2f..%2fpages.py",
        "/assets/%2e%2e%5cpages.py",
        "/assets/style.css%00.py",
        "/assets/page.js/../../pages.py",
        "/./assets/../pages.py",
        "/templates/layout.html",
        "/assets/" + "../" * 1000,
        "file:///etc/passwd",
        "http://127.0.0.1/assets/../pages.py",
    ],
)
def test_no_path_leads_to_another_file(shared: Server, path: str) -> None:
    status, body = ask(shared, "GET", path)

    assert status == 404
    assert b"root:" not in body
    assert b"import" not in body


@pytest.mark.parametrize("line", [b"GET /assets/\0 HTTP/1.1", b"GET /a b HTTP/1.1", b"GET /\xff\xfe HTTP/1.1", b"GET"])
def test_an_invalid_request_line_is_refused(shared: Server, line: bytes) -> None:
    received = raw(shared, line + b"\r\nHost: 127.0.0.1\r\n\r\n")

    assert b" 200 " not in received.partition(b"\r\n")[0]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"])
@pytest.mark.parametrize("path", ["/", "/jobs/1", "/assets/page.js", "/_emulator/jobs", "/_emulator/health"])
def test_other_methods_are_refused(shared: Server, method: str, path: str) -> None:
    assert ask(shared, method, path)[0] in {405, 501}


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/clock", 5_000, 400),
        ("/jobs/1/signers/0", 5_000_000, 400),
        ("/_emulator/clock", 70_000, 413),
        ("/clock", 17_000_000, 413),
    ],
)
def test_large_bodies_are_refused(shared: Server, path: str, size: int, status: int) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\n\r\n".encode()
    received = raw(shared, head + bytes(size if size < 10_000_000 else 0))

    assert received.startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1_000 + b"\r\n",
    ],
)
def test_a_large_head_is_refused(shared: Server, head: bytes) -> None:
    assert raw(shared, head)[:13] in {b"HTTP/1.1 414 ", b"HTTP/1.1 431 "}


@pytest.mark.parametrize("seed", range(10))
def test_changed_requests_do_no_harm(shared: Server, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - chooses what is spoilt
    for _ in range(20):
        spoilt = bytearray(chance.choice(REQUESTS))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(spoilt))
            spoilt[at : at + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
        received = raw(shared, bytes(spoilt))
        assert b"500" not in received.partition(b"\r\n")[0]

    assert ask(shared, "GET", "/_emulator/health")[0] == 200
