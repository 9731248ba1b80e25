"""A little signing service: real HTTP on the loopback interface, a queue, and losses that a test asks for."""

import socket
import ssl
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

import pytest

from signature_model.api.messages.writing import write_created_job, write_refusal, write_status_change
from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange
from signature_model.api.statuses import job_status_text
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.requests import parse_request
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI

LIMIT: Final = 60
"""Seconds for what takes far less."""
PADES: Final = b"%PDF-1.7 signed"
XADES: Final = b"<signed/>"

XML: Final = "application/xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the service."""

    status: int = 200
    body: bytes = b""
    kind: str = XML
    headers: dict[str, str] = field(default_factory=dict)


DROPPED: Final = Answer(status=0)
"""The service acts, and the connection breaks before it has answered."""


def refusal(status: int, code: str, message: str = "no") -> Answer:
    """An answer that says no."""
    return Answer(status=status, body=write_refusal(Refusal(code=code, message=message, type="CLIENT")))


class Service:
    """What the service knows and does. ``instead`` holds, by operation, the answers that are given before honest ones.

    What is in ``meanwhile`` happens, by operation, after the service has acted and before it answers.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.created: list[tuple[JobRequest, bytes]] = []
        self.queues: dict[str | None, deque[StatusChange]] = defaultdict(deque)
        self.fetched: list[tuple[str | None, StatusChange]] = []
        self.confirmed: list[int] = []
        self.cancelled: list[int] = []
        self.deleted: list[int] = []
        self.instead: dict[str, deque[Answer]] = defaultdict(deque)
        self.meanwhile: dict[str, Callable[[], object]] = {}
        self._held: list[threading.Event] = []
        self.pades = PADES
        self.xades = XADES
        self.seconds_to_next_poll = 3600
        self._calls: list[str] = []
        self._changed = threading.Condition()
        self._scheme = "http" if tls is None else "https"
        self._server = _Server(self, tls)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in self._held:
            each.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join(LIMIT)

    @property
    def root(self) -> str:
        """The url that all others begin with."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}/api"

    def calls(self, operation: str) -> int:
        """How often an operation has been called, and acted on."""
        return self._calls.count(operation)

    def wait_for(self, operation: str, times: int = 1) -> None:
        """Wait until an operation has been called so often."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.calls(operation) >= times, LIMIT)

    def hold(self, operation: str) -> threading.Event:
        """Keep callers of an operation waiting for their answer until the event is set, or the service ends."""
        event = threading.Event()
        self._held.append(event)
        self.meanwhile[operation] = partial(event.wait, LIMIT)
        return event

    def change(
        self, job: int, status: str = "IN_PROGRESS", *, signed: int = 1, deletable: bool = False
    ) -> StatusChange:
        """A status change of a job with two signers."""
        url = f"{self.root}/{NUMBER}/portal/signature-jobs/{job}"
        return StatusChange(
            signature_job_id=job,
            status=job_status_text(status),
            confirmation_url=f"{url}/confirmation",
            reference=f"ref-{job}",
            cancellation_url=f"{url}/cancellation",
            delete_documents_url=f"{url}/documents" if deletable else None,
            pades_url=f"{url}/pades" if signed else None,
            signatures=[
                Signature(
                    status="SIGNED" if number < signed else "WAITING",
                    since=datetime(2030, 1, 1, tzinfo=UTC),
                    personal_identification_number=KARI if number == 0 else None,
                    email=None if number == 0 else "ola@example.com",
                    xades_url=f"{url}/xades/{number}" if number < signed else None,
                )
                for number in range(2)
            ],
        )

    def put(self, *changes: StatusChange, queue: str | None = None) -> None:
        """Let status changes appear in a queue."""
        self.queues[queue].extend(changes)

    def put_back(self) -> None:
        """What happens ten minutes later: what was fetched and not confirmed comes again."""
        for queue, change in self.fetched:
            if change.signature_job_id not in self.confirmed:
                self.queues[queue].append(change)
        self.fetched.clear()

    def answer(self, method: str, url: str, body: bytes) -> Answer:
        """Act on a call."""
        parts = urlsplit(url)
        operation, job = _operation(method, parts.path)
        honest = self._act(operation, job, parts.query, body)
        given = self.instead[operation].popleft() if self.instead[operation] else honest
        with self._changed:
            self._calls.append(operation)
            self._changed.notify_all()
        self.meanwhile.get(operation, int)()
        return given

    def _act(self, operation: str, job: int, query: str, body: bytes) -> Answer:
        match operation:
            case "ping":
                return Answer(body=f"{NUMBER} for {NUMBER}".encode(), kind="text/plain")
            case "creation":
                return self._create(body)
            case "poll":
                return self._poll(parse_qs(query).get("polling_queue", [None])[0])
            case "confirmation":
                self.confirmed.append(job)
            case "cancellation":
                self.cancelled.append(job)
            case "documents":
                self.deleted.append(job)
            case "pades":
                return Answer(body=self.pades, kind="application/octet-stream")
            case "xades":
                return Answer(body=self.xades)
            case _:
                pytest.fail(f"{operation} is no operation")
        return Answer(status=204)

    def _create(self, body: bytes) -> Answer:
        boundary = body[: body.index(b"\r\n")]
        _, request, bundle, _ = body.split(boundary)
        self.created.append((parse_request(_content(request)), _content(bundle)))
        number = len(self.created)
        url = f"{self.root}/{NUMBER}/portal/signature-jobs/{number}/cancellation"
        reference = self.created[-1][0].reference
        return Answer(
            body=write_created_job(CreatedJob(signature_job_id=number, cancellation_url=url, reference=reference))
        )

    def _poll(self, queue: str | None) -> Answer:
        waiting = self.queues[queue]
        now = datetime.now(UTC).replace(microsecond=0)  # as the answer's date has it
        moment = now + timedelta(seconds=0 if waiting else self.seconds_to_next_poll)
        headers = {"X-Next-permitted-poll-time": moment.isoformat()}
        if not waiting:
            return Answer(status=204, headers=headers)
        change = waiting.popleft()
        self.fetched.append((queue, change))
        return Answer(body=write_status_change(change), headers=headers)


def _operation(method: str, path: str) -> tuple[str, int]:
    below = path.removeprefix("/api/").split("/")[1:]
    if not below:
        return "ping", 0
    if len(below) == 2:
        return "creation" if method == "POST" else "poll", 0
    return below[3], int(below[2])


def _content(part: bytes) -> bytes:
    return part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, service: Service, tls: ssl.SSLContext | None) -> None:
        self.service = service
        self._connections: list[socket.socket] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - of a socket
        self._connections.append(request)
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - of a socket
        if not isinstance(sys.exception(), OSError):  # callers may go away, or refuse our certificate
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """End all connections, those included that callers have forgotten."""
        for each in self._connections:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = LIMIT

    def _do(self) -> None:
        encoded = self.headers.get("Content-Length", "0")
        answer = self.server.service.answer(self.command, self.path, self.rfile.read(int(encoded)))
        if answer is DROPPED:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        with suppress(ConnectionError):  # the caller may be gone
            self.wfile.write(answer.body)
            self.wfile.flush()

    do_GET = do_POST = do_DELETE = _do  # noqa: N815 - as the standard library wants them

    def log_message(self, *_: object) -> None:
        """Log nothing."""
