"""Requests as the flows describe them, and responses as transports return them. Sends nothing.

A transport sends a request unchanged: it does not follow redirects, add credentials or decode content encodings.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from signature_model.masking import masked_repr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import BinaryIO

MAX_MESSAGE: Final = 1024 * 1024
"""The maximum size of a response in XML or text, in bytes. The service's responses have a few thousand."""
MAX_TOKEN: Final = 64 * 1024
"""The maximum size of a response of the token endpoint, in bytes."""
MAX_DOCUMENT: Final = 128 * 1024 * 1024
"""The maximum size of a signed document, in bytes: more than ten times what the service accepts in a bundle."""

_SECONDS: Final = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Limits in seconds: for connecting, for each silence after that, and for the whole call.

    The official clients wait 5 s to connect and 10 s for a response; for downloads, 10 s and 60 s.
    """

    connect: float
    silence: float
    whole: float


MESSAGE: Final = Timeouts(connect=5, silence=10, whole=30)
TRANSFER: Final = Timeouts(connect=10, silence=60, whole=600)
TOKEN: Final = Timeouts(connect=5, silence=10, whole=15)


class Sink:
    """A binary file that receives the body of a successful response."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._start = file.tell() if file.seekable() else None
        self.taken = 0
        """The number of bytes that were written."""

    def take(self, piece: bytes) -> None:
        """Write the next piece."""
        self.taken += len(piece)  # first, because a write that fails may have written some of it
        self._file.write(piece)

    @property
    def can_rewind(self) -> bool:
        """Whether the file is seekable."""
        return self._start is not None

    def rewind(self) -> None:
        """Remove what was written, if the file is seekable."""
        if self._start is not None and self.taken:
            self._file.seek(self._start)
            self._file.truncate()
            self.taken = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Request:
    """A request. ``body`` is in pieces, which are sent one after the other so that a bundle is never copied.

    ``sink`` receives the body of a successful response; at most ``limit`` bytes of a body are read.
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
    """A response. The names of ``headers`` are in lower case.

    ``is_cut`` is true if the body is longer than the limit. ``is_token_refused`` is true if the service refused the
    token of the request before it acted; it may accept a new token.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    is_cut: bool = False
    is_token_refused: bool = field(default=False, repr=False)

    __repr__ = masked_repr

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return is_success(self.status)


def is_success(status: int) -> bool:
    """Whether a status is 2xx, even if it is not in the standard yet (RFC 9110, 15)."""
    return 200 <= status < 300  # noqa: PLR2004 - as the standard writes it


def maybe_encoding(headers: Mapping[str, str]) -> str | None:
    """Return the content encoding, or None if the body is plain."""
    encoding = headers.get("content-encoding", "")
    return None if encoding.strip().lower() in {"", "identity"} else encoding


def maybe_date(text: str) -> datetime | None:
    """Return the moment in a header such as ``Date``, or None if it cannot be read."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def now() -> datetime:
    """Return this machine's time, which replaces a missing ``Date``."""
    return datetime.now(UTC)  # noqa: TID251 - it replaces a missing time in a response


def maybe_retry_after(response: Response) -> float | None:
    """Return the seconds in ``Retry-After`` (RFC 9110, 10.2.3). A date there is compared with ``Date``."""
    text = response.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    until, sent = maybe_date(text), maybe_date(response.headers.get("date", "")) or now()
    return None if until is None else max((until - sent).total_seconds(), 0)


class Receiver:
    """Takes a response piece by piece, up to the request's limit. All transports use it."""

    def __init__(self, request: Request, status: int, headers: Iterable[tuple[str, str]]) -> None:
        self._status = status
        self._headers: dict[str, str] = {}
        for name, value in headers:
            before = self._headers.get(name.lower())
            self._headers[name.lower()] = value if before is None else f"{before}, {value}"
        is_wanted = is_success(status) and maybe_encoding(self._headers) is None
        self._sink = request.sink if is_wanted else None
        self._room = request.limit if is_wanted else min(request.limit, MAX_MESSAGE)
        self._body = io.BytesIO()  # takes as much memory as it holds, even if the pieces are small
        self._is_cut = False

    def takes(self, piece: bytes) -> bool:
        """Take the next piece of the body. Return False if the limit is reached: then close the connection."""
        kept = piece[: self._room]
        self._room -= len(kept)
        self._is_cut = self._is_cut or len(kept) < len(piece)
        if self._sink is None:
            self._body.write(kept)
        else:
            self._sink.take(kept)
        return not self._is_cut

    def response(self) -> Response:
        """Return the response after the last piece."""
        return Response(status=self._status, headers=self._headers, body=self._body.getvalue(), is_cut=self._is_cut)
