"""Handle one connection: turn bytes into a ``Request``, and the application's ``Response`` into bytes."""

from __future__ import annotations

import logging
import re
import socket
import ssl
from email.errors import (
    FirstHeaderLineIsContinuationDefect,
    MisplacedEnvelopeHeaderDefect,
    MissingHeaderBodySeparatorDefect,
)
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Final, Protocol

from signature_model.api.http import Request, Response
from signature_model.credentials.certificates import maybe_certificate, organization_number
from signature_model.masking import excerpt
from signature_transports.emulator.faults import Dropped, Slow
from signature_transports.emulator.web.bodies import UnreadableBody, read_body

if TYPE_CHECKING:
    from email.message import Message
    from threading import Event

    from signature_transports.emulator.web.bodies import Memory

_log = logging.getLogger(__name__)

_LINGER: Final = 2.0
"""Seconds after which a silent connection is closed when the last response has been sent."""
_MAX_DISCARDED: Final = 64 * 1024 * 1024
"""The maximum number of bytes that are read and discarded until then."""
_DEFECTS: Final = (
    FirstHeaderLineIsContinuationDefect,
    MisplacedEnvelopeHeaderDefect,
    MissingHeaderBodySeparatorDefect,
)
"""The parser's defects for lines that are not header fields.

Its other defects are about the body, which it does not get here.
"""
_ONE_HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*)(?::[0-9]*)?")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Application(Protocol):
    """Answers requests. Many threads call it."""

    def __call__(self, request: Request, caller: str | None, thumbprint: str | None, /) -> Response:
        """Return the response to a request whose ``url`` is a path with its query.

        ``caller`` is the organisation number in the client's certificate: None without TLS, and empty without a
        certificate or if it is not issued to an organisation. ``thumbprint`` is the SHA-256 of that certificate in
        hexadecimal; None without a certificate. Raises Dropped if the connection has to break.
        """


class AcceptingServer(Protocol):
    """The parts of the server that its connections use."""

    application: Application
    closing: Event
    memory: Memory


def linger(connection: socket.socket) -> None:
    """Let the client read the last response. Closing a connection with unread bytes would reset it."""
    connection.settimeout(_LINGER)
    connection.shutdown(socket.SHUT_WR)
    left = _MAX_DISCARDED
    while left > 0 and (piece := connection.recv(65_536)):
        left -= len(piece)


class Connection(BaseHTTPRequestHandler):
    """Answers the requests of one connection, one after another."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    server: AcceptingServer  # type: ignore[assignment]  # the library's type is wider

    def answer(self) -> None:
        """Answer one request."""
        with self.server.memory.borrowed() as take:
            try:
                _require_clear(self.headers)
                body = read_body(self.headers, self.rfile, take)
            except UnreadableBody as error:
                status = error.status
            else:
                self._answer(body)
                return
        self.close_connection = True  # the next request cannot be found
        self._write(_status_only(status))
        linger(self.connection)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815 - the library's names

    def _answer(self, body: bytes) -> None:
        request = Request(
            method=self.command,
            url=self.path,
            headers=tuple((name.lower(), value) for name, value in self.headers.items()),
            body=(body,),
        )
        try:
            response = self._response(request)
        except Dropped:
            self.close_connection = True
            return
        if isinstance(response, Slow):
            self.server.closing.wait(response.seconds)
        self._write(response)

    def handle_expect_100(self) -> bool:
        """Send the interim response immediately, because the client sends its body only after that."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def _response(self, request: Request) -> Response:
        """Return the application's response, or 500 if it fails. Raises Dropped."""
        try:
            return self.server.application(request, *self._caller())
        except Dropped:
            raise
        except Exception:  # noqa: BLE001 - every call gets a response, even after an error of ours
            _log.exception("%s could not be answered", excerpt(f"{request.method} {request.url}"))
            return _status_only(HTTPStatus.INTERNAL_SERVER_ERROR)

    def _caller(self) -> tuple[str | None, str | None]:
        """Return the organisation in the client's certificate, and the certificate's thumbprint."""
        if not isinstance(self.connection, ssl.SSLSocket):
            return None, None
        encoded = self.connection.getpeercert(binary_form=True)
        if encoded is None:
            return "", None
        certificate = maybe_certificate(encoded)
        return (certificate and organization_number(certificate)) or "", sha256(encoded).hexdigest()

    def _write(self, response: Response) -> None:
        headers = dict(response.headers)
        if response.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            body = b""
        else:
            body = b"" if self.command == "HEAD" else response.body
            length = headers.setdefault("content-length", str(len(response.body)))
            self.close_connection |= int(length) > len(response.body)  # a truncated body
        if self.close_connection:
            headers["connection"] = "close"
        self.send_response_only(response.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library's name
        """Write to the log, not to the terminal."""
        _log.debug(format, *arguments)


def _require_clear(headers: Message) -> None:
    """Raise UnreadableBody for header fields that other programs may read in another way (RFC 9112, 3.2 and 5.1)."""
    hosts = headers.get_all("host", [])
    is_clear = (
        len(hosts) <= 1 and all(map(_ONE_HOST.fullmatch, hosts)) and not any(map(_CONTROLS.search, headers.values()))
    )
    if not is_clear or any(isinstance(each, _DEFECTS) for each in headers.defects):
        raise UnreadableBody(HTTPStatus.BAD_REQUEST)


def _status_only(status: HTTPStatus) -> Response:
    """Return a response whose body is the name of its status."""
    return Response(status=int(status), headers={"content-type": "text/plain"}, body=status.phrase.encode())
