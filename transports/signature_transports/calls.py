"""One call to the service: until when it may last, whether any of its request has left, and what its failure means.

Each thread and task has its own ``current`` call; the sockets that libraries keep to themselves ask for it.
"""

from __future__ import annotations

import ssl
import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from signature_model.errors import NoAnswer, UntrustedServer
from signature_model.masking import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.api.http import Request, Response

_SMALL: Final = 4 * 1024
_PIECE: Final = 512 * 1024
"""Bytes that are sent at once. Libraries bound the time of a whole write, so that one has to be short of a bundle."""

_UNTRUSTED: Final = {
    9: "is this machine's clock right?",
    10: "is this machine's clock right? if it is, the service has to renew its certificate",
    26: "its extended key usage is not for servers; a server whose own certificate is a trust anchor is trusted anyway",
    50: "is the url right? something in between, such as a proxy that inspects traffic, may answer in its place",
}
"""What to do about a certificate that OpenSSL, or we (50), refuse: by the codes of X509_V_ERR."""
_ELSE: Final = "are the trust anchors those of this environment? " + _UNTRUSTED[50].partition("? ")[2]

_current: ContextVar[Call | None] = ContextVar("call", default=None)


class Call:
    """A request on its way. Made by ``calling``.

    Two things have limits of their own for programs that block: the system's look-up of a name, which nobody can
    interrupt, and the headers of an answer without TLS, each piece of which may take a silence. Only emulators on this
    machine are called without TLS.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._ends = time.monotonic() + request.timeouts.whole
        self._is_ending = False
        self._has_left: bool | None = None
        self._is_torn = False
        self._handled_before = sys.exception()

    def begins_handshake(self, seconds: float | None) -> float:
        """A new connection is made for the call, so that nothing has left yet. Gives the seconds that it may take."""
        self._has_left = False
        return self._within_whole(self._request.timeouts.connect if seconds is None else seconds)

    def sends(self) -> float:
        """Something of the request leaves. Gives the seconds that this may take."""
        self._has_left = True
        return self.waits()

    def waits(self) -> float:
        """The seconds that silence may last. Raises TimeoutError where the whole call has lasted too long."""
        return self._within_whole(self._request.timeouts.silence)

    def tears(self) -> None:
        """The connection has ended without TLS's ``close_notify``, as anybody on the way can make it end."""
        self._is_torn = True

    def complete(self, answer: Response) -> Response:
        """The answer. Raises NoAnswer for a success whose end was told by nothing but a torn connection.

        Source: RFC 9112, 9.8. Answers that tell their length are not read that far, and an error is one even cut short.
        """
        if self._is_torn and answer.is_success:
            msg = f"{self._place}: the connection broke before the end of the answer"
            raise NoAnswer(msg)
        return answer

    def pieces(self) -> Iterator[memoryview]:
        """The body, as views of what there is; only what is small is put together, as each write has its price.

        Raises TimeoutError where the whole call has lasted too long.
        """
        for is_small, pieces in groupby(self._request.body, lambda piece: len(piece) < _SMALL):
            for piece in [b"".join(pieces)] if is_small else pieces:
                for start in range(0, len(piece), _PIECE):
                    self.waits()
                    yield memoryview(piece)[start : start + _PIECE]

    def failure(self, error: Exception, unsent: tuple[type[Exception], ...]) -> NoAnswer:
        """What an exception of a library means; those of the types ``unsent`` come before anything is sent."""
        causes = self._causes(error)
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError) and not self._has_left:
                return _untrusted(cause)
        was_sent = self._has_left is not False and not any(isinstance(each, unsent) for each in causes)
        message = f"{self._place}: {self._in_words(error, causes, was_sent=was_sent)}"
        return NoAnswer(message, _hint(causes, was_sent=was_sent), was_sent=was_sent)

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
        """The error and what led to it, but for what the caller was dealing with when the call began."""
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
            return f"the connection failed: {type(last).__name__}: {quoted(str(last))}"
        if self._is_ending or isinstance(error, TimeoutError):
            return f"the call was not over within {timeouts.whole:g} s"
        if was_sent:
            return f"nothing came or went for {timeouts.silence:g} s"
        return f"no connection within {timeouts.connect:g} s"


def current() -> Call | None:
    """The call that is under way here, if one is."""
    return _current.get()


@contextmanager
def calling(
    request: Request, *, failures: tuple[type[Exception], ...], unsent: tuple[type[Exception], ...]
) -> Iterator[Call]:
    """A call that is under way meanwhile. Raises NoAnswer, UntrustedServer for its failures.

    Errors of files, such as that which takes the body, are not among these: those of connections come as
    ``ssl.SSLError``, as TimeoutError or as the library's own.
    """
    call = Call(request)
    kinds: tuple[type[Exception], ...] = (*failures, ssl.SSLError, TimeoutError)
    before = _current.get()
    _current.set(call)
    try:
        yield call
    except kinds as error:
        raise call.failure(error, unsent) from error
    finally:
        _current.set(before)


def _untrusted(error: ssl.SSLCertVerificationError) -> UntrustedServer:
    code, said = getattr(error, "verify_code", 0), getattr(error, "verify_message", str(error))
    return UntrustedServer(f"the server's certificate is not the service's: {said}", _UNTRUSTED.get(code, _ELSE))


def _hint(causes: list[BaseException], *, was_sent: bool) -> str | None:
    reasons = [getattr(each, "reason", None) for each in causes if isinstance(each, ssl.SSLError)]
    if any(reason and "ALERT" in reason for reason in reasons):
        return "the server may refuse the certificate: is it valid, for authentication, and of this environment?"
    return None if was_sent else "nothing was sent: is the url right, and is the service reachable from this machine?"
