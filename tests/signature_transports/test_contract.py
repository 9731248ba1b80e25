"""Every operation of the clients over every transport: the bytes on the wire, and the results."""

import io
from collections.abc import Callable
from typing import Final

import pytest

from signature_model import PortalClient, Service
from signature_model.api.http import Request, Response
from signature_transports.fake import FakeTransport
from tests.kits.certificates import NUMBER
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import client, each_library, every_transport, transport
from tests.signature_transports.scripted import (
    ANSWERS,
    BUNDLE,
    PADES,
    TIMES,
    a_change,
    a_job,
    a_poll,
    a_service,
    create,
    serve,
)
from tests.signature_transports.servers import Server
from tests.signature_transports.token_endpoint import with_tokens, without_token
from tests.signature_transports.wire import as_framed, creation, sent

Operation = Callable[[PortalClient, Service], object]


def save(caller: PortalClient, service: Service) -> object:
    file = io.BytesIO()
    return caller.save(f"{service.jobs_url(NUMBER)}/42/pades", file), file.getvalue()


def a_creation() -> bytes:
    """The creation as it must arrive."""
    request = (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<portal-signature-job-request xmlns="http://signering.posten.no/schema/v1">'
        "<reference>ref</reference><polling-queue>h&amp;rå</polling-queue></portal-signature-job-request>"
    )
    return creation(f"/api/{NUMBER}/portal/signature-jobs", request, BUNDLE)


JOBS: Final = f"/api/{NUMBER}/portal/signature-jobs"
XML: Final = "application/xml"
DOCUMENT: Final = "application/octet-stream, application/xml"

every_operation = pytest.mark.parametrize(
    ("operation", "request_sent", "outcome"),
    [
        pytest.param(
            lambda caller, _: caller.ping(), sent(f"GET /api/{NUMBER}", "*/*"), lambda _: "you are 999999999", id="ping"
        ),
        pytest.param(create, a_creation(), a_job, id="create"),
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


@every_transport
@every_operation
def test_an_operation(
    kind: str, operation: Operation, request_sent: bytes, outcome: Callable[[Service], object]
) -> None:
    tls = trusting()
    with Server(serve, server_context()) as server, transport(kind, tls) as real:
        service = a_service(server.url)
        came_to = operation(client(real, service, sender=NUMBER), service)

    assert came_to == outcome(service)
    assert server.requests == [as_framed(request_sent, server.requests[0]).replace(b"HOST", server.host, 1)]
    assert bytes(server.received) == server.requests[0]
    assert server.refusals == []


@each_library
@every_operation
def test_an_operation_with_a_token(
    kind: str, operation: Operation, request_sent: bytes, outcome: Callable[[Service], object]
) -> None:
    with with_tokens(kind, serve) as (server, service, joint):
        came_to = operation(client(joint, service, sender=NUMBER), service)

    assert came_to == outcome(service)
    expected = as_framed(request_sent, server.requests[0]).replace(b"HOST", server.host, 1)
    assert [*map(without_token, server.requests)] == [expected]


@every_operation
def test_an_operation_in_this_process(
    operation: Operation, request_sent: bytes, outcome: Callable[[Service], object]
) -> None:
    def respond(request: Request) -> Response:
        status, kind, body = ANSWERS[f"{request.method} {request.url.removeprefix('https://fake')}"]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in TIMES)}
        body = body.replace(b"ROOT", b"https://fake/api")
        assert b"".join(request.body) == as_framed(request_sent, b"".join(request.body)).partition(b"\r\n\r\n")[2]
        return Response(status=int(status[:3]), headers={**headers, "content-type": kind}, body=body)

    service = a_service("https://fake")
    caller = PortalClient(FakeTransport(respond), service, sender=NUMBER)

    assert operation(caller, service) == outcome(service)
