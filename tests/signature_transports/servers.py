"""A server on the loopback interface that records what arrives, byte for byte, and answers as a test has it answer."""

from __future__ import annotations

import re
import select
import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread
from typing import Final, Self

PATIENCE: Final = 20
"""Seconds after which a server gives up, so that a test that goes wrong ends."""
_LENGTH: Final = re.compile(rb"^content-length: *([0-9]+)\r$", re.IGNORECASE | re.MULTILINE)


class Visit:
    """One connection, and the request on it that is to be answered."""

    def __init__(self, server: Server, stream: socket.socket) -> None:
        self.server = server
        self._stream = stream
        self.request = b""

    @property
    def line(self) -> bytes:
        """The request's first line."""
        return self.request.partition(b"\r\n")[0]

    def write(self, *pieces: bytes) -> None:
        """Send. Raises OSError when the client has gone."""
        for piece in pieces:
            self._stream.sendall(piece)

    def trickle(self, piece: bytes) -> bool:
        """Send a byte every few milliseconds; False where the test is over."""
        for index in range(len(piece)):
            self.write(piece[index : index + 1])
            if self.server.stopped.wait(0.02):
                return False
        return True

    def pause(self) -> None:
        """Say nothing more until the client goes or the test is over."""
        while self._stream.recv(65536):
            pass

    def wait(self) -> None:
        """Wait until the client sends more, or closes the connection."""
        select.select([self._stream], [], [], PATIENCE)

    def take_leave(self) -> None:
        """End the connection as TLS would have it ended."""
        if isinstance(self._stream, ssl.SSLSocket):
            with suppress(OSError, ValueError):  # the second if the client has left before
                self._stream.unwrap()

    def end(self) -> None:
        """Send nothing more."""
        with suppress(OSError):
            self._stream.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """End the connection at once, as a server does that crashes."""
        self._stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._stream.close()

    def write_raw(self, piece: bytes) -> None:
        """Send below TLS."""
        socket.socket.sendall(self._stream, piece)  # that of TLS is another method

    def reads_part(self, least: int) -> None:
        """Take in some bytes of a request, or all of it."""
        taken = 0
        while taken < least and (piece := self._stream.recv(min(65536, least - taken))):
            self.server.note(piece)
            taken += len(piece)

    def skim(self) -> bytes:
        """Take in some bytes and forget them."""
        return self._stream.recv(65536)

    def reads(self) -> bool:
        """Take in the next request; False where there is none."""
        taken = b""
        while not _is_whole(taken):
            piece = self._stream.recv(65536)
            if not piece:
                return False
            self.server.note(piece)
            taken += piece
        self.request = taken
        return True


class Server(ThreadingTCPServer):
    """Answers each request by a function, over TLS if there is a context; False from it ends the connection."""

    daemon_threads = False

    def __init__(
        self, answer: Callable[[Visit], object], tls: ssl.SSLContext | None = None, *, reads: bool = True
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self.answer, self.tls, self.reads = answer, tls, reads
        self.stopped = Event()
        self.left = Event()
        """That a connection has ended."""
        self.connections = 0
        self.received = bytearray()
        """Every byte of every request, decrypted."""
        self.requests: list[bytes] = []
        self.refusals: list[str] = []
        """Why handshakes failed."""
        self.was_outlasted = False
        """Whether a client took in, or stood, more than any should."""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{'http' if self.tls is None else 'https'}://127.0.0.1:{self.server_address[1]}"

    @property
    def host(self) -> bytes:
        """The name that requests give it."""
        return b"127.0.0.1:%d" % self.server_address[1]

    def note(self, piece: bytes) -> None:
        """Record what has arrived."""
        with self._lock:
            self.received += piece

    def opened(self, stream: socket.socket) -> None:
        """Record a connection."""
        stream.settimeout(PATIENCE)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self.connections += 1
            self._open.add(stream)

    def closed(self, stream: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._open.discard(stream)
        stream.close()
        self.left.set()

    def __enter__(self) -> Self:
        self._thread = Thread(target=self.serve_forever, args=(0.002,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.shutdown()
        self._thread.join()
        with self._lock, suppress(OSError):
            for each in self._open:
                each.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Handler(BaseRequestHandler):
    server: Server

    def handle(self) -> None:
        server, tls = self.server, self.server.tls
        stream = self.request
        if tls is not None:
            stream = tls.wrap_socket(stream, server_side=True, do_handshake_on_connect=False)
        server.opened(stream)
        try:
            self._serve(stream)
            stream.shutdown(socket.SHUT_WR)
            while socket.socket.recv(stream, 65536):  # closing with bytes unread would reset the connection
                pass
        except OSError:
            pass
        finally:
            server.closed(stream)

    def _serve(self, stream: socket.socket) -> None:
        if isinstance(stream, ssl.SSLSocket):
            try:
                stream.do_handshake()
            except OSError as error:
                self.server.refusals.append(str(error))
                return
        visit = Visit(self.server, stream)
        if not self.server.reads:
            self.server.answer(visit)
            return
        while visit.reads():
            self.server.requests.append(visit.request)
            if self.server.answer(visit) is False:
                return


def answer(status: str = "200 OK", body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """An answer as bytes, with the length of its body unless another is to be stated."""
    stated = f"Content-Length: {len(body) if length is None else length}"
    return "\r\n".join((f"HTTP/1.1 {status}", stated, *headers, "", "")).encode() + body


def answering(piece: bytes) -> Callable[[Visit], object]:
    """Answers everything with the same."""
    return lambda visit: visit.write(piece)


def _is_whole(taken: bytes) -> bool:
    head, end, body = taken.partition(b"\r\n\r\n")
    length = _LENGTH.search(head + b"\r\n")
    return bool(end) and len(body) >= (int(length[1]) if length else 0)
