"""The listening socket. It accepts connections, each in its own thread, and closes them with the server."""

from __future__ import annotations

import errno
import logging
import socket
import ssl
from contextlib import suppress
from http.server import ThreadingHTTPServer
from threading import Event, Lock
from typing import TYPE_CHECKING, Final

from signature_transports.emulator.web.bodies import Memory
from signature_transports.emulator.web.connection import Connection, linger

if TYPE_CHECKING:
    from signature_transports.emulator.web.connection import Application

_log = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
_IDLE: Final = 60.0
"""Seconds after which a silent connection is closed."""
_PAUSE: Final = 0.25
"""Seconds until the next attempt if no connection can be accepted for lack of resources."""
_OUT_OF_RESOURCES: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Listener(ThreadingHTTPServer):
    """Accepts connections for an application."""

    daemon_threads = False  # closing waits for them
    request_queue_size = 128

    application: Application

    def __init__(self, address: tuple[str, int], tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self.closing = Event()
        self.memory = Memory()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, Connection)

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
        linger(connection)
        raise
