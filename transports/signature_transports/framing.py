"""Responses of ``http.client``, on which requests is built, read strictly, so that the end of a response is certain.

The library accepts a 103 as the final response, and the end of the connection as the end of a head. It reads numbers as
Python does ("+5", "1_0"), uses the first of several lengths, and does not check the end of a chunk. Each of these can
make a part of a response look like the whole.
"""

from __future__ import annotations

import http.client
import io
import re
from http import HTTPStatus
from typing import Any, Final

MOST_INTERIM: Final = 100
_LONGEST_LINE: Final = 65_537
_STATUS_LINE: Final = re.compile(rb"(HTTP/1\.[01]) ([1-9][0-9]{2})(?: ([^\r\n]*))?\r?\n")
_LENGTH: Final = re.compile("[0-9]{1,18}")
_CHUNK_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")


class _WholeLines(io.BufferedReader):
    """A file in which a line without an end is an error."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line.endswith(b"\n"):
            msg = "the server closed the connection, or sent a line that is too long"
            raise http.client.RemoteDisconnected(msg)
        return line


class FinalResponse(http.client.HTTPResponse):
    """A final response, without the interim responses before it. Raises HTTPException if its framing is in doubt."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the signature of the library
        super().__init__(*args, **kwargs)
        self.fp: Any = _WholeLines(self.fp.detach())

    def begin(self) -> None:
        """Read the head."""
        super().begin()
        lengths = {each.strip(" \t") for each in self._all("content-length").split(",") if each}
        if len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
            msg = "the values of Content-Length differ, or are not numbers"
            raise http.client.HTTPException(msg)
        if self._all("transfer-encoding").strip(" \t").lower() not in {"", "chunked"}:
            msg = "the response has an unknown transfer encoding"
            raise http.client.HTTPException(msg)

    def _all(self, name: str) -> str:
        return ",".join(self.headers.get_all(name, []))

    # The library has no public methods for what follows; the names are the same since Python 3.5.

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(MOST_INTERIM + 1):
            line = self.fp.readline(_LONGEST_LINE)
            parts = _STATUS_LINE.fullmatch(line)
            if parts is None:
                raise http.client.BadStatusLine(repr(line))
            status = int(parts[2])
            if not HTTPStatus.CONTINUE < status < HTTPStatus.OK or status == HTTPStatus.SWITCHING_PROTOCOLS:
                return parts[1].decode(), status, (parts[3] or b"").decode("latin-1")
            http.client.parse_headers(self.fp)
        msg = f"more than {MOST_INTERIM} interim responses"
        raise http.client.HTTPException(msg)

    def _get_chunk_left(self) -> int | None:
        if self.chunk_left == 0:
            if self.fp.readline(3) != b"\r\n":
                msg = "a chunk is longer than its size"
                raise http.client.HTTPException(msg)
            self.chunk_left = None
        left: int | None = super()._get_chunk_left()  # type: ignore[misc]  # see above
        return left

    def _read_next_chunk_size(self) -> int:
        line = self.fp.readline(_LONGEST_LINE)
        size = _CHUNK_SIZE.fullmatch(line)
        if size is None:
            msg = "a chunk has no size"
            raise http.client.HTTPException(msg)
        return int(size[1], 16)
