"""Reading the body of a request, in one piece or in chunks, within bounds. Source: RFC 9112, 6 and 7.1."""

from __future__ import annotations

import io
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from email.message import Message
    from io import BufferedIOBase

MAX_BODY: Final = 16 * 1024 * 1024
"""Bytes of a request: the service takes 10 MiB of documents, and what is around them is small."""
_MAX_LINE: Final = 1024
_MAX_TRAILER: Final = 100  # lines
_DECIMAL: Final = re.compile("[0-9]{1,20}")
_HEXADECIMAL: Final = re.compile("[0-9A-Fa-f]{1,16}")


class UnreadableBody(Exception):
    """Where the body ends cannot be told, or it is too large: the status to answer with."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def read_body(headers: Message, source: BufferedIOBase) -> bytes:
    """The body of a request with those headers. Raises UnreadableBody."""
    lengths = headers.get_all("content-length", [])
    encodings = headers.get_all("transfer-encoding", [])
    if encodings:
        if lengths or [each.strip().lower() for each in encodings] != ["chunked"]:
            raise UnreadableBody(HTTPStatus.BAD_REQUEST)
        return _chunked(source)
    if not lengths:
        return b""
    return _exactly(source, _size(",".join(lengths), _DECIMAL, 10))


def _chunked(source: BufferedIOBase) -> bytes:
    body = io.BytesIO()  # costs what it holds, however small the chunks are
    while size := _chunk_size(source, MAX_BODY - body.tell()):
        body.write(_exactly(source, size))
        if _line(source):
            raise UnreadableBody(HTTPStatus.BAD_REQUEST)
    for _ in range(_MAX_TRAILER):
        if not _line(source):
            return body.getvalue()
    raise UnreadableBody(HTTPStatus.BAD_REQUEST)


def _chunk_size(source: BufferedIOBase, most: int) -> int:
    """The size of the next chunk, which extensions may follow."""
    return _size(_line(source).partition(b";")[0].decode("latin-1").strip(" \t"), _HEXADECIMAL, 16, most)


def _line(source: BufferedIOBase) -> bytes:
    line = source.readline(_MAX_LINE)
    if not line.endswith(b"\n"):
        raise UnreadableBody(HTTPStatus.BAD_REQUEST)
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _exactly(source: BufferedIOBase, size: int) -> bytes:
    content = source.read(size)
    if len(content) < size:
        raise UnreadableBody(HTTPStatus.BAD_REQUEST)
    return content


def _size(text: str, digits: re.Pattern[str], base: int, most: int = MAX_BODY) -> int:
    if not digits.fullmatch(text):
        raise UnreadableBody(HTTPStatus.BAD_REQUEST)
    size = int(text, base)
    if size > most:
        raise UnreadableBody(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return size
