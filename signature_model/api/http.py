"""Requests as the flows describe them and answers as transports bring them. Sends nothing.

A transport sends the request as it stands: it follows no redirect, adds no credentials, unpacks no encoding.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from signature_model.masking import masked_repr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import BinaryIO

MAX_MESSAGE: Final = 1024 * 1024
"""Bytes of an answer in XML or text; honest ones have some thousands."""
MAX_DOCUMENT: Final = 128 * 1024 * 1024
"""Bytes of a signed document: ten times the service's limit on what was sent, and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds: for the connection, for each silence after it, and for the whole call.

    The official clients wait 5 s to connect and 10 s for an answer, with downloads 10 s and 60 s.
    """

    connect: float
    silence: float
    whole: float


MESSAGE: Final = Timeouts(connect=5, silence=10, whole=30)
TRANSFER: Final = Timeouts(connect=10, silence=60, whole=600)


class Sink:
    """A binary file that takes the body of a successful answer in place of memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._start = file.tell() if file.seekable() else None
        self.taken = 0
        """Bytes."""

    def take(self, piece: bytes) -> None:
        """Write the next piece."""
        self.taken += len(piece)  # first, because a write that fails may have written some of it
        self._file.write(piece)

    @property
    def can_rewind(self) -> bool:
        """Whether what was taken can be taken back."""
        return self._start is not None

    def rewind(self) -> None:
        """Take back what was taken, where that is possible."""
        if self._start is not None and self.taken:
            self._file.seek(self._start)
            self._file.truncate()
            self.taken = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Request:
    """One request. ``body`` is in pieces that are sent one after the other, so that a bundle is never copied.

    ``sink`` takes the body of a successful answer in place of memory; at most ``limit`` bytes of a body are taken.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: tuple[bytes, ...] = field(default=(), repr=False)
    timeouts: Timeouts = MESSAGE
    limit: int = MAX_MESSAGE
    sink: Sink | None = None

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Response:
    """One answer. The names of ``headers`` are in small letters; the body ``is_cut`` where the limit was reached."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    is_cut: bool = False

    __repr__ = masked_repr

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 2xx."""
        return is_success(self.status)


def is_success(status: int) -> bool:
    """Whether a status is one of 2xx, those unknown today included (RFC 9110, 15)."""
    return 200 <= status < 300  # noqa: PLR2004 - as the standard writes it


def maybe_encoding(headers: Mapping[str, str]) -> str | None:
    """How a body is encoded; None for one that is plain."""
    encoding = headers.get("content-encoding", "")
    return None if encoding.strip().lower() in {"", "identity"} else encoding


class Receiver:
    """Takes in an answer piece by piece, as far as the request permits; every transport uses it."""

    def __init__(self, request: Request, status: int, headers: Iterable[tuple[str, str]]) -> None:
        self._status = status
        self._headers: dict[str, str] = {}
        for name, value in headers:
            before = self._headers.get(name.lower())
            self._headers[name.lower()] = value if before is None else f"{before}, {value}"
        is_wanted = is_success(status) and maybe_encoding(self._headers) is None
        self._sink = request.sink if is_wanted else None
        self._room = request.limit if is_wanted else min(request.limit, MAX_MESSAGE)
        self._body = io.BytesIO()  # costs what it holds, however small the pieces are
        self._is_cut = False

    def takes(self, piece: bytes) -> bool:
        """Take the next piece of the body; False where no more will be taken, and the connection is to be closed."""
        kept = piece[: self._room]
        self._room -= len(kept)
        self._is_cut = self._is_cut or len(kept) < len(piece)
        if self._sink is None:
            self._body.write(kept)
        else:
            self._sink.take(kept)
        return not self._is_cut

    def response(self) -> Response:
        """The answer, when all of it has been taken, or as much as will be."""
        return Response(status=self._status, headers=self._headers, body=self._body.getvalue(), is_cut=self._is_cut)
