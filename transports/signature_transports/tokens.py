"""Transports that authenticate by token. They add the token to every request, and renew it when that is needed.

Each joins two transports: one fetches tokens and presents the client certificate, the other calls the service and
presents none. ``TokenAuthentication`` says who asks. The flows repeat a request whose token was refused.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING

from signature_model.api.tokens import Token, TokenCache, read_token
from signature_model.errors import NoAnswer, SigningError, UntrustedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.api.flow import AsyncStop, AsyncTransport, Stop, Transport
    from signature_model.api.http import Request, Response
    from signature_model.api.services import Service
    from signature_model.api.tokens import TokenAuthentication


class TokenTransport:
    """A transport that adds tokens. Threads may share it, and clients should: they then share the token.

    ``transport`` calls the service, ``token_transport`` the token endpoint; close both yourself. Raises
    NoTokenEndpoint if neither ``authentication`` nor ``service`` has a token endpoint.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        authentication: TokenAuthentication,
        service: Service,
        token_transport: Transport,
    ) -> None:
        self._transport, self._token_transport = transport, token_transport
        self._request = authentication.request(service)
        self._cache = TokenCache()
        self._lock = Lock()
        self._fetch: Future[Token] | None = None

    def prepare(self) -> None:
        """Fetch a token unless one is in memory. Raises TokenError, NoAnswer, UntrustedServer."""
        self._token()

    def send(self, request: Request) -> Response:
        """Send a request with a token. Raises TokenError, NoAnswer, UntrustedServer."""
        token = self._token()
        response = self._transport.send(token.added_to(request))
        return _noted(response, token, self._cache)

    def wait(self, seconds: float, stop: Stop | None = None) -> None:
        """Wait, or return earlier if ``stop`` is set."""
        self._transport.wait(seconds, stop)

    def clock(self) -> float:
        """Return the seconds of a monotonic clock."""
        return self._transport.clock()

    def _token(self) -> Token:
        """Return the token in memory or a new one. Threads that ask during a fetch wait for its result."""
        with self._lock:
            token = self._cache.maybe_token(self.clock())
            if token is not None:
                return token
            fetch, is_mine = self._fetch, self._fetch is None
            if fetch is None:
                fetch = self._fetch = Future()
        if not is_mine:
            return _result(fetch)
        try:
            with _as_unsent_call():
                response = self._token_transport.send(self._request)
            token = read_token(response)
        except BaseException as error:
            with self._lock:
                self._fetch = None
            fetch.set_exception(error if isinstance(error, SigningError) else _interrupted())
            raise
        with self._lock:
            self._cache.keep(token, self.clock())
            self._fetch = None
        fetch.set_result(token)
        return token


class AsyncTokenTransport:
    """``TokenTransport`` for asyncio. Use it within one event loop."""

    def __init__(
        self,
        transport: AsyncTransport,
        *,
        authentication: TokenAuthentication,
        service: Service,
        token_transport: AsyncTransport,
    ) -> None:
        self._transport, self._token_transport = transport, token_transport
        self._request = authentication.request(service)
        self._cache = TokenCache()
        self._fetch: asyncio.Task[Token] | None = None

    async def prepare(self) -> None:
        """Fetch a token unless one is in memory. Raises TokenError, NoAnswer, UntrustedServer."""
        await self._token()

    async def send(self, request: Request) -> Response:
        """Send a request with a token. Raises TokenError, NoAnswer, UntrustedServer."""
        token = await self._token()
        response = await self._transport.send(token.added_to(request))
        return _noted(response, token, self._cache)

    async def wait(self, seconds: float, stop: AsyncStop | None = None) -> None:
        """Wait, or return earlier if ``stop`` is set."""
        await self._transport.wait(seconds, stop)

    def clock(self) -> float:
        """Return the seconds of a monotonic clock."""
        return self._transport.clock()

    async def _token(self) -> Token:
        """Return the token in memory or a new one. A task that is cancelled does not end the fetch of the others."""
        token = self._cache.maybe_token(self.clock())
        if token is not None:
            return token
        if self._fetch is None or self._fetch.done():
            self._fetch = asyncio.create_task(self._fetched())
            self._fetch.add_done_callback(_retrieve)
        return await asyncio.shield(self._fetch)

    async def _fetched(self) -> Token:
        with _as_unsent_call():
            response = await self._token_transport.send(self._request)
        token = read_token(response)
        self._cache.keep(token, self.clock())
        return token


@contextmanager
def _as_unsent_call() -> Iterator[None]:
    """Turn NoAnswer of the token endpoint into the NoAnswer of a call: nothing was sent to the service."""
    try:
        yield
    except UntrustedServer:
        raise
    except NoAnswer as error:
        message = f"no token could be fetched: {error.message}"
        raise NoAnswer(message, error.hint, was_sent=False) from error


def _interrupted() -> NoAnswer:
    """Return the error for threads that wait for a fetch which an interrupt or another exception ended."""
    msg = "no token could be fetched: the thread that fetched it was interrupted"
    return NoAnswer(msg, "try again", was_sent=False)


def _result(fetch: Future[Token]) -> Token:
    """Return the token that another thread fetched, or raise a copy of its error."""
    error = fetch.exception()
    if error is not None:
        raise copy(error) from error
    return fetch.result()


def _retrieve(task: asyncio.Task[Token]) -> None:
    """Retrieve the error, which asyncio would log if every caller was cancelled."""
    with suppress(asyncio.CancelledError):
        task.exception()


def _noted(response: Response, token: Token, cache: TokenCache) -> Response:
    if response.status != HTTPStatus.UNAUTHORIZED:
        return response
    cache.drop(token)
    return replace(response, is_token_refused=True)
