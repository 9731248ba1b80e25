"""An HTTP and HTTPS server on the loopback interface, for any application that answers requests.

It turns bytes into a ``Request`` and a ``Response`` into bytes. It uses the standard library's threading server because
that gives access to the client's certificate, which no ASGI server does.
"""

from __future__ import annotations

import errno
import logging
import socket
import ssl
from contextlib import suppress
from email.errors import (
    FirstHeaderLineIsContinuationDefect,
    MisplacedEnvelopeHeaderDefect,
    MissingHeaderBodySeparatorDefect,
)
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final, Protocol

from signature_model.api.http import Request, Response
from signature_model.credentials.certificates import maybe_certificate, organization_number
from signature_model.masking import excerpt
from signature_transports.emulator.faults import Dropped, Slow
from signature_transports.emulator.web.bodies import Memory, UnreadableBody, read_body

if TYPE_CHECKING:
    from email.message import Message
    from types import TracebackType
    from typing import Self

    from signature_transports.emulator.web.certificate_folder import CertificateFolder

_log = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
_IDLE: Final = 60.0
"""Seconds after which a silent connection is closed."""
_LINGER: Final = 2.0
"""Seconds after which a silent connection is closed when the last response has been sent."""
_MAX_DISCARDED: Final = 64 * 1024 * 1024
"""Bytes that are read and discarded until then."""
_PAUSE: Final = 0.25
"""Seconds until the next attempt if no connection can be accepted for lack of resources."""
_DEFECTS: Final = (
    FirstHeaderLineIsContinuationDefect,
    MisplacedEnvelopeHeaderDefect,
    MissingHeaderBodySeparatorDefect,
)
"""Lines that are not header fields. The other defects are about the body, which the parser of the head does not get."""
_OUT_OF_RESOURCES: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Application(Protocol):
    """Answers requests. Many threads call it."""

    def __call__(self, request: Request, caller: str | None, thumbprint: str | None, /) -> Response:
        """Return the response to a request whose ``url`` is a path with its query.

        ``caller`` is the organisation number in the client's certificate: None without TLS, and empty without a
        certificate or if it is not issued to an organisation. ``thumbprint`` is the SHA-256 of that certificate in
        hexadecimal; None without one. Raises Dropped if the connection has to break.
        """


class Server:
    """A server that is bound to a port. After ``start`` it answers in its own threads until it is closed."""

    def __init__(self, *, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Bind to a port; 0 chooses a free one. Raises OSError if the port is in use."""
        self._listener = _Listener((LOOPBACK, port), tls)
        self.port: int = self._listener.server_address[1]
        self.url = f"{'http' if tls is None else 'https'}://{LOOPBACK}:{self.port}"
        self._thread: Thread | None = None

    def start(self, application: Application) -> None:
        """Start to answer."""
        self._listener.application = application
        self._thread = Thread(target=self._listener.serve_forever, args=(0.05,), name="emulator", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close all connections, and wait for the requests that are being answered."""
        if self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
        self._listener.close_connections()
        self._listener.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def server_context(folder: CertificateFolder) -> ssl.SSLContext:
    """Return TLS with the folder's server certificate. Client certificates are optional, but must end at its root."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(folder.server)
    context.load_verify_locations(folder.anchor)
    context.verify_mode = ssl.CERT_OPTIONAL  # the pages and the control path need none
    return context


class _Listener(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for them
    request_queue_size = 128

    application: Application

    def __init__(self, address: tuple[str, int], tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self.closing = Event()
        self.memory = Memory()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without a lookup of the host name, which can take seconds."""
        # Otherwise, connections that were just closed keep the port in use for a minute.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept a connection. It is shut down when the server closes."""
        try:
            connection, address = super().get_request()
        except OSError as error:
            _log.warning("a connection could not be accepted: %s", error)
            # Without resources the connection stays in the queue, and this would be tried again without a pause.
            self.closing.wait(_PAUSE if error.errno in _OUT_OF_RESOURCES else 0)
            raise
        connection.settimeout(_IDLE)
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._open.add(connection)
        return connection, address

    def finish_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]  # always TCP
        """Do the TLS handshake in the connection's own thread, so that other clients do not wait for a slow one."""
        with suppress(OSError):
            _do_handshake(request)
            super().finish_request(request, client_address)

    def close_request(self, request: socket.socket) -> None:  # type: ignore[override]  # always TCP
        """Close a connection after its last request."""
        with self._lock:
            self._open.discard(request)
        super().close_request(request)

    def close_connections(self) -> None:
        """Shut all connections down, so that the threads that wait for another request end."""
        self.closing.set()
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    socket.socket.shutdown(each, socket.SHUT_RDWR)  # not through TLS: another thread uses it

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the base class calls it so
        """Log an unexpected error."""
        _log.exception("a connection could not be served")


def _do_handshake(connection: socket.socket) -> None:
    if not isinstance(connection, ssl.SSLSocket):
        return
    try:
        connection.do_handshake()
    except OSError:
        _linger(connection)
        raise


def _linger(connection: socket.socket) -> None:
    """Let the client read the last response. Closing a connection with unread bytes would reset it."""
    connection.settimeout(_LINGER)
    connection.shutdown(socket.SHUT_WR)
    left = _MAX_DISCARDED
    while left > 0 and (piece := connection.recv(65_536)):
        left -= len(piece)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    server: _Listener

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
        _linger(self.connection)

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
        """Send the interim response immediately: the client waits for it, and we wait for the body."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def _response(self, request: Request) -> Response:
        """Return the application's response, or 500 if it fails. Raises Dropped."""
        try:
            return self.server.application(request, *self._caller())
        except Dropped:
            raise
        except Exception:  # noqa: BLE001 - every call gets a response, whatever our fault is
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
    if any(isinstance(each, _DEFECTS) for each in headers.defects) or len(headers.get_all("host", [])) > 1:
        raise UnreadableBody(HTTPStatus.BAD_REQUEST)


def _status_only(status: HTTPStatus) -> Response:
    """Return a response whose body is the name of its status."""
    return Response(status=int(status), headers={"content-type": "text/plain"}, body=status.phrase.encode())
