"""One call to the service: its time limits, whether any part of the request was sent, and the meaning of a failure.

Each call has a connection of its own. HTTP/1.1 matches responses to requests only by their order (RFC 9112, 9.2): on a
connection that was kept open, a client would mistake a response that the server sends without a request for the
response to the next request. A server may also close a connection while the next request is on its way, and then the
outcome of that request is unknown.

Each thread and task has its own ``current`` call. The sockets inside the HTTP libraries ask for it.
"""

from __future__ import annotations

import logging
import os
import ssl
import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby
from traceback import clear_frames
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from signature_model.errors import NoAnswer, SigningError, UntrustedServer
from signature_model.masking import Secret, masked, quoted
from signature_transports.connection_options import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.api.http import Request, Response
    from signature_transports.connection_options import ConnectionOptions

_LOGGERS: Final = ("httpx", "httpx2", "urllib3.connectionpool", "urllib3.util.retry")
"""The libraries' loggers that write URLs."""
_SMALL: Final = 4 * 1024
_PIECE: Final = 512 * 1024
"""The maximum number of bytes in one write. Libraries limit the time of a write, which a whole bundle could exceed."""

_UNTRUSTED: Final = {
    9: "check this machine's clock",
    10: "check this machine's clock; if it is right, the service must renew its certificate",
    26: "its extended key usage does not permit servers; you can make the certificate itself a trust anchor",
    50: "check the URL, and whether a proxy responds in place of the service",
}
"""Hints for refused certificates by the codes of X509_V_ERR.

Code 50 comes from this project, all others from OpenSSL.
"""
_REFUSED_BY_SERVER: Final = (
    "the server may refuse the certificate: check that it is valid, for authentication and for this environment, for"
    " example with `signering doctor`"
)
_NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"})
"""OpenSSL's reasons, by release, if the bytes that arrive are not TLS."""
_NOT_ENCRYPTED: Final = (
    "nothing was sent: this port does not use TLS; check the port. If it is an emulator without --tls, its URL begins"
    " with http://"
)
_MAYBE_ENCRYPTED: Final = "if this port uses TLS, the URL must begin with https://"
_OTHERWISE: Final = (
    "check that the trust anchors are for this environment, and whether a proxy responds in place of the service"
)

_PROXY_VARIABLES: Final = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy")
"""Environment variables that other programs use."""

_current: ContextVar[Call | None] = ContextVar("call", default=None)


class Call:
    """A request that is being sent. ``open_call`` creates it.

    In blocking programs, two things can exceed the limits: the system's lookup of a host name, which cannot be
    interrupted, and the headers of a response without TLS, where the silence before each piece is limited separately.
    Only emulators on this machine and proxies are called without TLS.

    ``proxy`` is the host and port of the proxy that the call goes through. If ``is_watched`` is true, the TLS
    connection reports to this call before it sends anything.
    """

    def __init__(self, request: Request, proxy: str | None = None, *, is_watched: bool = False) -> None:
        self._request = request
        self._proxy = proxy
        self._ends = time.monotonic() + request.timeouts.whole
        self._is_ending = False
        self._has_sent: bool | None = False if is_watched else None
        self._is_whole = not request.body
        self._ended_uncleanly = False
        self._handled_before = sys.exception()

    def note_handshake(self, seconds: float | None) -> float:
        """Note that the call opens a connection. Return the time limit in seconds."""
        self._has_sent = bool(self._has_sent)
        return self._within_whole(self._request.timeouts.connect if seconds is None else seconds)

    def note_sending(self) -> float:
        """Note that a part of the request is being sent. Return the time limit in seconds."""
        self._has_sent = True
        return self.remaining_silence()

    def remaining_silence(self) -> float:
        """Return how many seconds the server may be silent. Raises TimeoutError if the whole call takes too long."""
        return self._within_whole(self._request.timeouts.silence)

    @property
    def may_have_sent(self) -> bool:
        """Whether a part of the request may have been sent. True if this is not known, as without TLS."""
        return self._has_sent is not False

    def note_unclean_end(self) -> None:
        """Note that the connection ended without TLS's ``close_notify``, so that a third party may have ended it."""
        self._ended_uncleanly = True

    def complete(self, response: Response) -> Response:
        """Return the response.

        Raises NoAnswer if a successful response may be incomplete, or if the request was not sent completely.

        Source: RFC 9112, 9.8. A response with a length is never read to the end of the connection, and an error
        response is accepted even if it was cut. The libraries read the response even if they could not send the whole
        body.
        """
        if not response.is_success or (self._is_whole and not self._ended_uncleanly):
            return response
        end = "response" if self._is_whole else "request"
        msg = f"{self._place}: the connection broke before the end of the {end}"
        raise NoAnswer(msg)

    def pieces(self) -> Iterator[memoryview]:
        """Yield the body as views, without copies. Small pieces are joined, because each write has a cost.

        The library asks for the next piece after it has sent the last one. Raises TimeoutError if the whole call takes
        too long.
        """
        for is_small, pieces in groupby(self._request.body, lambda piece: len(piece) < _SMALL):
            for piece in [b"".join(pieces)] if is_small else pieces:
                for start in range(0, len(piece), _PIECE):
                    self.remaining_silence()
                    self._has_sent = True
                    yield memoryview(piece)[start : start + _PIECE]
        self._is_whole = True

    def failure(self, error: Exception, unsent: tuple[type[Exception], ...]) -> NoAnswer:
        """Return the error for a library's exception.

        Exceptions of the types ``unsent`` occur before their request is sent. A client of your own may have sent an
        earlier request of the same call.
        """
        causes = self._causes(error)
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError) and not self._has_sent:
                return _untrusted(cause)
        is_unsent = self._has_sent is None and any(isinstance(each, unsent) for each in causes)
        was_sent = self.may_have_sent and not is_unsent
        message = f"{self._place}: {self._in_words(error, causes, was_sent=was_sent)}"
        return NoAnswer(message, self._hint(causes, was_sent=was_sent), was_sent=was_sent)

    def clear_frames(self, error: Exception) -> None:
        """Clear the local variables of the library's frames, which hold the token or the proxy's password."""
        for cause in self._causes(error):
            clear_frames(cause.__traceback__)

    def _hint(self, causes: list[BaseException], *, was_sent: bool) -> str | None:
        reasons = [getattr(each, "reason", None) for each in causes if isinstance(each, ssl.SSLError)]
        if any(reason and "ALERT" in reason for reason in reasons):
            return _REFUSED_BY_SERVER
        if not _NO_TLS.isdisjoint(reasons) and not was_sent:
            return _NOT_ENCRYPTED
        if was_sent:
            return None
        if self._proxy is not None:
            return f"nothing was sent: check the proxy {self._proxy}, and whether it can reach the service"
        checks = "nothing was sent: check the URL, and whether this machine can reach the service"
        variable = maybe_proxy_variable()
        if variable is None or not self._request.url.startswith("https:"):
            return checks
        return f"{checks}; {variable} is not used: if you need a proxy, give its URL (proxy=..., --proxy)"

    @property
    def _place(self) -> str:
        return urlsplit(self._request.url).netloc

    def _within_whole(self, seconds: float) -> float:
        left = self._ends - time.monotonic()
        self._is_ending = left < seconds
        if left <= 0:
            raise TimeoutError
        return min(seconds, left)

    def _causes(self, error: Exception) -> list[BaseException]:
        """Return the error and its causes, without exceptions that were being handled when the call began."""
        causes: list[BaseException] = []
        waiting: list[BaseException | None] = [error]
        while waiting:
            each = waiting.pop()
            if each is not None and each is not self._handled_before and each not in causes:
                causes.append(each)
                waiting += (each.__context__, each.__cause__)
        return causes

    def _in_words(self, error: Exception, causes: list[BaseException], *, was_sent: bool) -> str:
        timeouts = self._request.timeouts
        if not any(isinstance(each, TimeoutError) for each in causes):
            last = next((each for each in reversed(causes) if isinstance(each, Exception) and str(each)), error)
            failed = f"the connection failed: {type(last).__name__}: {quoted(str(last))}"
            return f"{failed}; {_MAYBE_ENCRYPTED}" if was_sent and self._request.url.startswith("http:") else failed
        if self._is_ending or isinstance(error, TimeoutError):
            return f"the call took longer than {timeouts.whole:g} s"
        if was_sent:
            return f"nothing was sent or received for {timeouts.silence:g} s"
        return f"no connection within {timeouts.connect:g} s"


def current() -> Call | None:
    """Return the current call of this thread or task, if there is one."""
    return _current.get()


def maybe_proxy_variable() -> str | None:
    """Return the name of an environment variable that names a proxy, or None. No transport uses such a variable."""
    return next((each for each in _PROXY_VARIABLES if os.environ.get(each)), None)


@contextmanager
def open_call(
    request: Request,
    *,
    failures: tuple[type[Exception], ...],
    unsent: tuple[type[Exception], ...],
    options: ConnectionOptions = DEFAULT,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Call]:
    """Run a call with the options, over the TLS context. Raises NoAnswer, UntrustedServer for its failures.

    Failures are ``ssl.SSLError``, TimeoutError and the library's own exceptions. Other errors, such as an error of the
    file that receives the body, are not caught. If a body may have been sent, the service may have acted, so every
    error is then a failure of the call.
    """
    is_https = request.url.startswith("https:")
    is_watched = is_https and getattr(tls, "reports_to_calls", False)
    call = Call(request, options.proxy_place if is_https else None, is_watched=is_watched)
    kinds: tuple[type[Exception], ...] = (*failures, ssl.SSLError, TimeoutError)
    before = _current.get()
    _current.set(call)
    try:
        yield call
    except kinds as error:
        failure = call.failure(error, unsent)
        has_secret_url = isinstance(request.url, Secret)
        if has_secret_url or options.proxy is not None or _has_secret_header(request):
            call.clear_frames(error)
        raise failure from (None if has_secret_url else error)  # the library's error may quote the URL
    except SigningError:
        raise
    except Exception as error:
        if request.body and call.may_have_sent:
            raise call.failure(error, unsent) from error
        raise
    finally:
        _current.set(before)


def _has_secret_header(request: Request) -> bool:
    return any(isinstance(value, Secret) for _, value in request.headers)


def _without_token(record: logging.LogRecord) -> bool:
    """Mask status query tokens in a log record of a library, which may quote the URL of a call."""
    text = record.getMessage()
    if masked(text) != text:
        record.msg, record.args = masked(text), ()
    return True


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_without_token)


def _untrusted(error: ssl.SSLCertVerificationError) -> UntrustedServer:
    code, said = getattr(error, "verify_code", 0), getattr(error, "verify_message", str(error))
    return UntrustedServer(f"the server's certificate is not the service's: {said}", _UNTRUSTED.get(code, _OTHERWISE))
