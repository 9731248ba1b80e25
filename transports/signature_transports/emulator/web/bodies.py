"""Read the body of a request, with a known length or in chunks, within limits. Source: RFC 9112, 6 and 7.1."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message
    from io import BufferedIOBase

    Take = Callable[[int], None]

MAX_BODY: Final = 16 * 1024 * 1024
"""The maximum size of one body in bytes. The service allows 10 MiB of documents; everything else is small."""
MAX_BODIES: Final = 256 * 1024 * 1024
"""The maximum size of all bodies in memory together, in bytes."""
_PIECE: Final = 64 * 1024
_MAX_LINE: Final = 1024
_MAX_TRAILER: Final = 100  # lines
_DECIMAL: Final = re.compile("[0-9]{1,20}")
_HEXADECIMAL: Final = re.compile("[0-9A-Fa-f]{1,16}")


class UnreadableBody(Exception):
    """The body is too large, or its end is unclear. ``status`` is the status of the response."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Memory:
    """The memory that all bodies share. Threads can share it."""

    def __init__(self, size: int = MAX_BODIES) -> None:
        self._free = size
        self._lock = Lock()

    @contextmanager
    def borrowed(self) -> Iterator[Take]:
        """Yield a function that reserves a number of bytes, or raises UnreadableBody.

        Release all of them at the end.
        """
        taken = 0

        def take(size: int) -> None:
            nonlocal taken
            with self._lock:
                if size > self._free:
                    raise UnreadableBody(HTTPStatus.SERVICE_UNAVAILABLE)
                self._free -= size
            taken += size

        try:
            yield take
        finally:
            with self._lock:
                self._free += taken


def read_body(headers: Message, source: BufferedIOBase, take: Take) -> bytes:
    """Return the body of a request with those headers. ``take`` is called before memory is used.

    Raises UnreadableBody.
    """
    lengths = headers.get_all("content-length", [])
    encodings = headers.get_all("transfer-encoding", [])
    body = io.BytesIO()  # chunks cost as much memory as they hold, also if they are tiny
    if encodings:
        if lengths or [each.strip().lower() for each in encodings] != ["chunked"]:
            raise UnreadableBody(HTTPStatus.BAD_REQUEST)
        _read_chunks(source, body, take)
    elif lengths:
        _copy(source, body, _size(",".join(lengths), _DECIMAL, 10), take)
    return body.getvalue()


def _read_chunks(source: BufferedIOBase, body: io.BytesIO, take: Take) -> None:
    while size := _chunk_size(source, MAX_BODY - body.tell()):
        _copy(source, body, size, take)
        if _line(source):
            raise UnreadableBody(HTTPStatus.BAD_REQUEST)
    for _ in range(_MAX_TRAILER):
        if not _line(source):
            return
    raise UnreadableBody(HTTPStatus.BAD_REQUEST)


def _chunk_size(source: BufferedIOBase, limit: int) -> int:
    """Return the size of the next chunk. Extensions may follow it."""
    return _size(_line(source).partition(b";")[0].decode("latin-1").strip(" \t"), _HEXADECIMAL, 16, limit)


def _line(source: BufferedIOBase) -> bytes:
    line = source.readline(_MAX_LINE)
    if not line.endswith(b"\n"):
        raise UnreadableBody(HTTPStatus.BAD_REQUEST)
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _copy(source: BufferedIOBase, body: io.BytesIO, size: int, take: Take) -> None:
    while size:
        piece = source.read(min(size, _PIECE))
        if not piece:
            raise UnreadableBody(HTTPStatus.BAD_REQUEST)
        take(len(piece))
        body.write(piece)
        size -= len(piece)


def _size(text: str, digits: re.Pattern[str], base: int, limit: int = MAX_BODY) -> int:
    if not digits.fullmatch(text):
        raise UnreadableBody(HTTPStatus.BAD_REQUEST)
    size = int(text, base)
    if size > limit:
        raise UnreadableBody(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return size
