"""Every operation of the direct flow over every transport: the bytes on the wire, the results, and the logs."""

import io
import logging
import traceback
from collections.abc import Callable
from typing import Final

import pytest

from signature_model import DirectClient, Manner, NoAnswer, Retries, Service
from tests.kits.certificates import NUMBER
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import direct_client, each_library, every_transport, transport
from tests.signature_transports.direct_scripted import ENCODED, JOBS, REQUEST, TOKEN, a_job, a_status, serve
from tests.signature_transports.scripted import BUNDLE, PADES, a_poll, a_service
from tests.signature_transports.servers import Server, Visit
from tests.signature_transports.token_endpoint import with_tokens, without_token
from tests.signature_transports.wire import as_framed, creation, sent

Operation = Callable[[DirectClient, Service], object]

XML: Final = "application/xml"
DOCUMENT: Final = "application/octet-stream, application/xml"
JOB_REQUEST: Final = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<direct-signature-job-request xmlns="http://signering.posten.no/schema/v1"><reference>ref</reference><exit-urls>'
    "<completion-url>https://sender.example/?a&amp;b</completion-url>"
    "<rejection-url>https://sender.example/?a&amp;b</rejection-url>"
    "<error-url>https://sender.example/?a&amp;b</error-url></exit-urls>"
    "<status-retrieval-method>POLLING</status-retrieval-method><polling-queue>h&amp;rå</polling-queue>"
    "</direct-signature-job-request>"
)
UPDATE: Final = (
    b"<?xml version='1.0' encoding='UTF-8'?>\n"
    b'<direct-signer-update-request xmlns="http://signering.posten.no/schema/v1"><redirect-url/>'
    b"</direct-signer-update-request>"
)


def save(caller: DirectClient, service: Service) -> object:
    file = io.BytesIO()
    return caller.save_pades(a_status(service), file), file.getvalue()


every_operation = pytest.mark.parametrize(
    ("operation", "request_sent", "outcome"),
    [
        pytest.param(
            lambda caller, _: caller.create_from(BUNDLE, REQUEST, validate=False),
            creation(JOBS, JOB_REQUEST, BUNDLE),
            a_job,
            id="create",
        ),
        pytest.param(
            lambda caller, service: caller.redirect_url(a_job(service).signers[0]),
            sent(
                f"POST {JOBS}/42/signers/1",
                XML,
                f"Content-Type: {XML}",
                f"Content-Length: {len(UPDATE)}",
                body=UPDATE,
            ),
            lambda _: "https://signering.posten.no#/redirect/two",
            id="redirect",
        ),
        pytest.param(
            lambda caller, service: caller.status(a_job(service), TOKEN),
            sent(f"GET {JOBS}/42/status?part=1&status_query_token={ENCODED}", XML),
            a_status,
            id="status",
        ),
        pytest.param(lambda caller, _: caller.poll().change, sent(f"GET {JOBS}", XML), lambda _: None, id="poll"),
        pytest.param(
            lambda caller, _: caller.poll(polling_queue="h&rå"),
            sent(f"GET {JOBS}?polling_queue=h%26r%C3%A5", XML),
            lambda service: a_poll(a_status(service)),
            id="poll a queue",
        ),
        pytest.param(
            lambda caller, service: caller.confirm(a_status(service)),
            sent(f"POST {JOBS}/42/complete?token=c~d", XML, "Content-Length: 0"),
            lambda _: None,
            id="confirm",
        ),
        pytest.param(
            lambda caller, service: caller.xades(a_status(service).signatures[0]),
            sent(f"GET {JOBS}/42/xades/191", DOCUMENT),
            lambda _: b"<XAdESSignatures/>",
            id="xades",
        ),
        pytest.param(
            lambda caller, service: caller.pades(a_status(service)),
            sent(f"GET {JOBS}/42/pades", DOCUMENT),
            lambda _: PADES,
            id="pades",
        ),
        pytest.param(save, sent(f"GET {JOBS}/42/pades", DOCUMENT), lambda _: (len(PADES), PADES), id="save"),
        pytest.param(
            lambda caller, service: caller.delete_documents(a_status(service)),
            sent(f"DELETE {JOBS}/42/documents", XML),
            lambda _: None,
            id="delete documents",
        ),
    ],
)


@every_transport
@every_operation
def test_an_operation(
    kind: str,
    operation: Operation,
    request_sent: bytes,
    outcome: Callable[[Service], object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with Server(serve, server_context()) as server, transport(kind, trusting()) as real:
        service = a_service(server.url)
        came_to = operation(direct_client(real, service, sender=NUMBER), service)

    assert came_to == outcome(service)
    assert server.requests == [as_framed(request_sent, server.requests[0]).replace(b"HOST", server.host, 1)]
    assert server.refusals == []
    assert "sesame" not in caplog.text


@each_library
@every_operation
def test_an_operation_with_a_token(
    kind: str, operation: Operation, request_sent: bytes, outcome: Callable[[Service], object]
) -> None:
    with with_tokens(kind, serve) as (server, service, joint):
        came_to = operation(direct_client(joint, service, sender=NUMBER), service)

    assert came_to == outcome(service)
    expected = as_framed(request_sent, server.requests[0]).replace(b"HOST", server.host, 1)
    assert [*map(without_token, server.requests)] == [expected]


@every_transport
def test_no_error_and_no_log_of_a_lost_status_shows_the_token(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    def hang_up(visit: Visit) -> bool:
        visit.end()
        return False

    caplog.set_level(logging.DEBUG)
    with Server(hang_up, server_context()) as server, transport(kind, trusting()) as real:
        caller = direct_client(real, a_service(server.url), sender=NUMBER, manner=Manner(retries=Retries(times=0)))
        with pytest.raises(NoAnswer) as caught:
            caller.status(a_job(a_service(server.url)), TOKEN)
    assert ENCODED in server.requests[0].decode()
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    shown.stack = traceback.StackSummary.from_list([each for each in shown.stack if "/tests/" not in each.filename])
    leaks = [line for line in "".join(shown.format()).splitlines() if "sesame" in line]
    assert leaks == []
    assert "sesame" not in caplog.text
