"""HTTP and HTTPS on the loopback interface, for whatever answers requests.

Turns bytes into ``Request`` and ``Response`` into bytes, and knows nothing of what is asked. The standard library's
threading server is used because it hands over the client's certificate, which no ASGI server does.
"""

from __future__ import annotations

import errno
import logging
import socket
import ssl
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final, Protocol

from signature_model.api.http import Request, Response
from signature_model.credentials.certificates import maybe_certificate, organization_number
from signature_model.masking import excerpt
from signature_transports.emulator.faults import Dropped, Slow
from signature_transports.emulator.web.bodies import UnreadableBody, read_body

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from signature_transports.emulator.web.certificate_folder import CertificateFolder

_log = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
_IDLE: Final = 60.0
"""Seconds that a connection may be silent."""
_LINGER: Final = 2.0
"""Seconds that a client may be silent before it is hung up on, once all has been said to it."""
_MOST_LEFT: Final = 64 * 1024 * 1024
"""Bytes that are taken in meanwhile."""
_REST: Final = 0.25
"""Seconds until the next attempt where no more connections can be had."""
_OUT_OF_RESOURCES: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Application(Protocol):
    """What answers. Called by many threads."""

    def __call__(self, request: Request, caller: str | None, /) -> Response:
        """The answer to a request whose ``url`` is a path with its query.

        ``caller`` is the organisation number in the client's certificate: None without TLS, empty for a client without
        certificate, or one that is issued to no organisation. Raises Dropped where nothing is to be answered.
        """


class Server:
    """A server that is bound to a port; ``start`` makes it answer, in threads of its own, until it is closed."""

    def __init__(self, *, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Bind to a port, 0 for a free one. Raises OSError where it is taken."""
        self._listener = _Listener((LOOPBACK, port), tls)
        self.port: int = self._listener.server_address[1]
        self.url = f"{'http' if tls is None else 'https'}://{LOOPBACK}:{self.port}"
        self._thread: Thread | None = None

    def start(self, application: Application) -> None:
        """Begin to answer."""
        self._listener.application = application
        self._thread = Thread(target=self._listener.serve_forever, args=(0.05,), name="emulator", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close all connections, and wait for what is being answered."""
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
    """TLS with the folder's server certificate. A client's certificate is asked for, and has to be one of its root."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(folder.server)
    context.load_verify_locations(folder.anchor)
    context.verify_mode = ssl.CERT_OPTIONAL  # the page and the control path need none
    return context


class _Listener(ThreadingHTTPServer):
    daemon_threads = False  # so that they are waited for
    request_queue_size = 128

    application: Application

    def __init__(self, address: tuple[str, int], tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self.closing = Event()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without asking the resolver for a host name, which can take seconds."""
        # Connections that were closed lately hold the port for a minute otherwise.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept a connection, which is shut when the server closes, whatever it waits for then."""
        try:
            connection, address = super().get_request()
        except OSError as error:
            _log.warning("a connection could not be accepted: %s", error)
            # It goes on waiting where it is we who can have no more, and this loop would go round without a rest.
            self.closing.wait(_REST if error.errno in _OUT_OF_RESOURCES else 0)
            raise
        connection.settimeout(_IDLE)
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._open.add(connection)
        return connection, address

    def finish_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]  # always TCP
        """Shake hands in the connection's own thread, so that a slow client holds up nobody."""
        with suppress(OSError):
            _shake_hands(request)
            super().finish_request(request, client_address)

    def close_request(self, request: socket.socket) -> None:  # type: ignore[override]  # always TCP
        """Close a connection that is done with."""
        with self._lock:
            self._open.discard(request)
        super().close_request(request)

    def close_connections(self) -> None:
        """Shut every connection, so that the threads that wait for their next request end."""
        self.closing.set()
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    socket.socket.shutdown(each, socket.SHUT_RDWR)  # past TLS, whose state is another thread's

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - as the base class calls it
        """Log what should not have been raised."""
        _log.exception("a connection could not be served")


def _shake_hands(connection: socket.socket) -> None:
    if not isinstance(connection, ssl.SSLSocket):
        return
    try:
        connection.do_handshake()
    except OSError:
        _linger(connection)
        raise


def _linger(connection: socket.socket) -> None:
    """Let the client read what it was told last: closing with bytes unread would reset the connection."""
    connection.settimeout(_LINGER)
    connection.shutdown(socket.SHUT_WR)
    left = _MOST_LEFT
    while left > 0 and (piece := connection.recv(65_536)):
        left -= len(piece)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    server: _Listener

    def answer(self) -> None:
        """Answer one request."""
        try:
            body = read_body(self.headers, self.rfile)
        except UnreadableBody as error:
            self.close_connection = True  # what follows is not the next request
            self._write(_told(error.status))
            _linger(self.connection)
            return
        request = Request(
            method=self.command,
            url=self.path,
            headers=tuple((name.lower(), value) for name, value in self.headers.items()),
            body=(body,),
        )
        try:
            response = self._answered(request)
        except Dropped:
            self.close_connection = True
            return
        if isinstance(response, Slow):
            self.server.closing.wait(response.seconds)
        self._write(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815 - as the library looks them up

    def handle_expect_100(self) -> bool:
        """Tell a client that waits for it to send its body, before we wait for that."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def _answered(self, request: Request) -> Response:
        """The application's answer; 500 where it fails. Raises Dropped."""
        try:
            return self.server.application(request, self._caller())
        except Dropped:
            raise
        except Exception:  # noqa: BLE001 - no call is to go without an answer, whatever is wrong with us
            _log.exception("%s could not be answered", excerpt(f"{request.method} {request.url}"))
            return _told(HTTPStatus.INTERNAL_SERVER_ERROR)

    def _caller(self) -> str | None:
        if not isinstance(self.connection, ssl.SSLSocket):
            return None
        encoded = self.connection.getpeercert(binary_form=True)
        certificate = None if encoded is None else maybe_certificate(encoded)
        return "" if certificate is None else organization_number(certificate) or ""

    def _write(self, response: Response) -> None:
        headers = dict(response.headers)
        if response.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            body = b""
        else:
            body = b"" if self.command == "HEAD" else response.body
            length = headers.setdefault("content-length", str(len(response.body)))
            self.close_connection |= int(length) > len(response.body)  # the rest will not come
        if self.close_connection:
            headers["connection"] = "close"
        self.send_response_only(response.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the library calls it
        """To the log, not to the terminal."""
        _log.debug(format, *arguments)


def _told(status: HTTPStatus) -> Response:
    """An answer that tells its status and nothing else."""
    return Response(status=int(status), headers={"content-type": "text/plain"}, body=status.phrase.encode())
