"""Every operation of the clients over every transport: the bytes on the wire, and what the answers come to."""

from __future__ import annotations

import asyncio
import io
import re
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any, Final

import pytest

from signature_model import CreatedJob, Environment, JobRequest, Poll, PortalClient, Service, Signature, StatusChange
from signature_model.http import Request, Response
from signature_model.version import __version__
from signature_transports.fake import FakeTransport
from signature_transports.tls import client_context
from tests.signature_model.authority import NUMBER
from tests.signature_model.samples import KARI
from tests.signature_transports.callers import Blocking, client, every_transport, transport
from tests.signature_transports.certificates import credentials, issuers, server_context
from tests.signature_transports.servers import PATIENCE, Server, answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.signature_transports.servers import Visit

    Deed = Callable[[PortalClient, Service], object]

BUNDLE: Final = b"PK\x03\x04 a bundle \xff\x00\r\n--part--\r\n" * 5_000
"""More than is sent at once, with what might be taken for a frame."""
PADES: Final = b"%PDF-1.7 " + bytes(range(256)) * 1_000

CREATED: Final = f"""\
<portal-signature-job-response xmlns="http://signering.posten.no/schema/v1">
  <signature-job-id>42</signature-job-id>
  <cancellation-url>ROOT/{NUMBER}/portal/signature-jobs/42/cancel?token=a%2Bb</cancellation-url>
</portal-signature-job-response>"""
CHANGED: Final = f"""\
<portal-signature-job-status-change-response xmlns="http://signering.posten.no/schema/v1">
  <signature-job-id>42</signature-job-id>
  <status>COMPLETED_SUCCESSFULLY</status>
  <confirmation-url>ROOT/{NUMBER}/portal/signature-jobs/42/complete?token=c~d</confirmation-url>
  <delete-documents-url>ROOT/{NUMBER}/portal/signature-jobs/42/documents</delete-documents-url>
  <signatures>
    <signature>
      <status since="2030-01-01T12:00:00Z">SIGNED</status>
      <personal-identification-number>{KARI}</personal-identification-number>
      <xades-url>ROOT/{NUMBER}/portal/signature-jobs/42/xades/1</xades-url>
    </signature>
    <pades-url>ROOT/{NUMBER}/portal/signature-jobs/42/pades</pades-url>
  </signatures>
</portal-signature-job-status-change-response>"""
TIMES: Final = ("Date: Tue, 01 Jan 2030 12:00:00 GMT", "X-Next-permitted-poll-time: 2030-01-01T12:00:05Z")

ANSWERS: Final[dict[str, tuple[str, str, bytes]]] = {
    f"GET /api/{NUMBER}": ("200 OK", "text/plain", b"you are 999999999"),
    f"POST /api/{NUMBER}/portal/signature-jobs": ("200 OK", "application/xml", CREATED.encode()),
    f"GET /api/{NUMBER}/portal/signature-jobs": ("204 No Content", "text/plain", b""),
    f"GET /api/{NUMBER}/portal/signature-jobs?polling_queue=h%26r%C3%A5": (
        "200 OK",
        "application/xml",
        CHANGED.encode(),
    ),
    f"POST /api/{NUMBER}/portal/signature-jobs/42/complete?token=c~d": ("200 OK", "text/plain", b""),
    f"POST /api/{NUMBER}/portal/signature-jobs/42/cancel?token=a%2Bb": ("204 No Content", "text/plain", b""),
    f"GET /api/{NUMBER}/portal/signature-jobs/42/xades/1": ("200 OK", "application/xml", b"<XAdESSignatures/>"),
    f"GET /api/{NUMBER}/portal/signature-jobs/42/pades": ("200 OK", "application/octet-stream", PADES),
    f"DELETE /api/{NUMBER}/portal/signature-jobs/42/documents": ("200 OK", "text/plain", b""),
    f"GET /api/{NUMBER}/archive/documents/4%202/pades": ("200 OK", "application/octet-stream", PADES),
}
"""What the service answers to whom; ROOT stands for its url."""


def a_service(url: str) -> Service:
    return Service(root=f"{url}/api", environment=Environment.TEST)


def a_job(service: Service) -> CreatedJob:
    url = f"{service.jobs_url(NUMBER)}/42/cancel?token=a%2Bb"
    return CreatedJob(signature_job_id=42, cancellation_url=url)


def a_change(service: Service) -> StatusChange:
    job = f"{service.jobs_url(NUMBER)}/42"
    signature = Signature(
        status="SIGNED",
        since=datetime(2030, 1, 1, 12, tzinfo=UTC),
        personal_identification_number=KARI,
        xades_url=f"{job}/xades/1",
    )
    return StatusChange(
        signature_job_id=42,
        status="COMPLETED_SUCCESSFULLY",
        confirmation_url=f"{job}/complete?token=c~d",
        delete_documents_url=f"{job}/documents",
        signatures=[signature],
        pades_url=f"{job}/pades",
    )


def a_poll(change: StatusChange | None) -> Poll:
    permitted = datetime(2030, 1, 1, 12, 0, 5, tzinfo=UTC)
    return Poll(change=change, next_permitted_poll_time=permitted, wait=timedelta(seconds=5))


def create(caller: PortalClient, _: Service) -> object:
    request = JobRequest(reference="ref", polling_queue="h&rå")
    return caller.create_from(BUNDLE, request, validate=False)


def save(caller: PortalClient, service: Service) -> object:
    file = io.BytesIO()
    return caller.save(f"{service.jobs_url(NUMBER)}/42/pades", file), file.getvalue()


def sent(line: str, accept: str, *headers: str, body: bytes = b"") -> bytes:
    """A request as it must arrive."""
    lines = (
        f"{line} HTTP/1.1",
        "Host: HOST",
        f"Accept: {accept}",
        "Accept-Encoding: identity",
        f"User-Agent: posten-signering/{__version__} (Python)",
        *headers,
        "",
        "",
    )
    return "\r\n".join(lines).encode() + body


def a_creation(boundary: str) -> bytes:
    """The creation as it must arrive, with the boundary that it was given."""
    request = (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<portal-signature-job-request xmlns="http://signering.posten.no/schema/v1">'
        "<reference>ref</reference><polling-queue>h&amp;rå</polling-queue></portal-signature-job-request>"
    )
    body = (
        f"--{boundary}\r\nContent-Type: application/xml\r\n\r\n{request}"
        f"\r\n--{boundary}\r\nContent-Type: application/octet-stream\r\n\r\n"
    ).encode()
    body += BUNDLE + f"\r\n--{boundary}--\r\n".encode()
    line, kind = f"POST /api/{NUMBER}/portal/signature-jobs", f'multipart/mixed; boundary="{boundary}"'
    return sent(line, "application/xml", f"Content-Type: {kind}", f"Content-Length: {len(body)}", body=body)


BOUNDARY: Final = f"part-{'0' * 40}"
JOBS: Final = f"/api/{NUMBER}/portal/signature-jobs"
XML: Final = "application/xml"
DOCUMENT: Final = "application/octet-stream, application/xml"

every_operation = pytest.mark.parametrize(
    ("deed", "request_sent", "outcome"),
    [
        pytest.param(
            lambda caller, _: caller.ping(), sent(f"GET /api/{NUMBER}", "*/*"), lambda _: "you are 999999999", id="ping"
        ),
        pytest.param(create, a_creation(BOUNDARY), a_job, id="create"),
        pytest.param(lambda caller, _: caller.poll(), sent(f"GET {JOBS}", XML), lambda _: a_poll(None), id="poll"),
        pytest.param(
            lambda caller, _: caller.poll(polling_queue="h&rå"),
            sent(f"GET {JOBS}?polling_queue=h%26r%C3%A5", XML),
            lambda service: a_poll(a_change(service)),
            id="poll a queue",
        ),
        pytest.param(
            lambda caller, service: caller.confirm(a_change(service)),
            sent(f"POST {JOBS}/42/complete?token=c~d", XML, "Content-Length: 0"),
            lambda _: None,
            id="confirm",
        ),
        pytest.param(
            lambda caller, service: caller.cancel(a_job(service)),
            sent(f"POST {JOBS}/42/cancel?token=a%2Bb", XML, "Content-Length: 0"),
            lambda _: None,
            id="cancel",
        ),
        pytest.param(
            lambda caller, service: caller.xades(a_change(service).signatures[0]),
            sent(f"GET {JOBS}/42/xades/1", DOCUMENT),
            lambda _: b"<XAdESSignatures/>",
            id="xades",
        ),
        pytest.param(
            lambda caller, service: caller.pades(a_change(service)),
            sent(f"GET {JOBS}/42/pades", DOCUMENT),
            lambda _: PADES,
            id="pades",
        ),
        pytest.param(save, sent(f"GET {JOBS}/42/pades", DOCUMENT), lambda _: (len(PADES), PADES), id="save"),
        pytest.param(
            lambda caller, service: caller.delete_documents(a_change(service)),
            sent(f"DELETE {JOBS}/42/documents", XML),
            lambda _: None,
            id="delete documents",
        ),
        pytest.param(
            lambda caller, _: caller.archived_pades("4 2"),
            sent(f"GET /api/{NUMBER}/archive/documents/4%202/pades", DOCUMENT),
            lambda _: PADES,
            id="archive",
        ),
    ],
)


def as_framed(request: bytes, arrived: bytes) -> bytes:
    """The request with the boundary that has arrived, if it has one."""
    boundary = re.search(rb"part-[0-9a-f]{40}", arrived)
    return request if boundary is None else request.replace(BOUNDARY.encode(), boundary[0])


def serve(visit: Visit) -> None:
    status, kind, body = ANSWERS[visit.line.decode().removesuffix(" HTTP/1.1")]
    visit.write(
        answer(status, body.replace(b"ROOT", b"https://%b/api" % visit.server.host), f"Content-Type: {kind}", *TIMES)
    )


@every_transport
@every_operation
def test_an_operation(kind: str, deed: Deed, request_sent: bytes, outcome: Callable[[Service], object]) -> None:
    tls = client_context(credentials(), [issuers().root])
    with Server(serve, server_context()) as server, transport(kind, tls) as real:
        service = a_service(server.url)
        came_to = deed(client(real, service, sender=NUMBER), service)

    assert came_to == outcome(service)
    assert server.requests == [as_framed(request_sent, server.requests[0]).replace(b"HOST", server.host, 1)]
    assert bytes(server.received) == server.requests[0]
    assert server.refusals == []


@every_operation
def test_an_operation_within_the_process(deed: Deed, request_sent: bytes, outcome: Callable[[Service], object]) -> None:
    def respond(request: Request) -> Response:
        status, kind, body = ANSWERS[f"{request.method} {request.url.removeprefix('https://fake')}"]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in TIMES)}
        body = body.replace(b"ROOT", b"https://fake/api")
        assert b"".join(request.body) == as_framed(request_sent, b"".join(request.body)).partition(b"\r\n\r\n")[2]
        return Response(status=int(status[:3]), headers={**headers, "content-type": kind}, body=body)

    service = a_service("https://fake")
    caller = PortalClient(FakeTransport(respond), service, sender=NUMBER)

    assert deed(caller, service) == outcome(service)


@every_transport
def test_calls_share_a_connection(kind: str) -> None:
    tls = client_context(credentials(), [issuers().root])
    with Server(serve, server_context()) as server, transport(kind, tls) as real:
        service = a_service(server.url)
        caller = client(real, service, sender=NUMBER)
        create(caller, service)
        caller.cancel(a_job(service))
        caller.confirm(a_change(service))
        caller.pades(a_change(service))
        caller.ping()

    assert (server.connections, len(server.requests)) == (1, 5)


@every_transport
def test_threads_and_tasks_share_a_transport(kind: str) -> None:
    tls = client_context(credentials(), [issuers().root])
    urls = [f"/api/{NUMBER}"] * 6
    with Server(serve, server_context()) as server, transport(kind, tls) as real:
        requests = [Request(method="GET", url=server.url + each) for each in urls]
        if isinstance(real, Blocking):
            answers = real.together("send", requests)
        else:
            with ThreadPoolExecutor(4) as threads:
                answers = list(threads.map(real.send, requests))

    assert [each.body for each in answers] == [b"you are 999999999"] * 6
    assert len(server.requests) == 6


@every_transport
def test_a_bundle_is_sent_without_a_copy_of_it(kind: str) -> None:
    bundle = bytes(16 * 1024 * 1024)

    def pass_over(visit: Visit) -> None:
        while not visit.skim().endswith(b"end"):
            pass
        visit.write(answer())

    tls = client_context(credentials(), [issuers().root])
    with Server(pass_over, server_context(), reads=False) as server, transport(kind, tls) as real:
        length = ("Content-Length", str(len(bundle) + 3))
        request = Request(method="POST", url=server.url, headers=(length,), body=(bundle, b"end"))
        tracemalloc.start()
        try:
            assert real.send(request).status == 200
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert most < 4 * 1024 * 1024


@every_transport
def test_waiting_ends_when_it_is_told_to_stop(kind: str) -> None:
    with transport(kind) as real:
        stop: Any = asyncio.Event() if isinstance(real, Blocking) else Event()
        real.wait(0.001, None)
        real.wait(0.001, stop)
        stop.set()
        real.wait(3_600, stop)


@every_transport
def test_the_clock_only_runs_forward(kind: str) -> None:
    with transport(kind) as real:
        before = real.clock()
        real.wait(0.001, None)

        assert real.clock() > before


@every_transport
def test_a_closed_transport_has_closed_its_connections(kind: str) -> None:
    tls = client_context(credentials(), [issuers().root])
    with Server(serve, server_context()) as server:
        with transport(kind, tls) as real:
            client(real, a_service(server.url), sender=NUMBER).ping()
            assert not server.left.is_set()

        assert server.left.wait(PATIENCE)
