"""Transports over ``httpx`` or its continuation ``httpx2``, one for blocking programs and one for asyncio.

Both libraries close a connection after the response to a request with ``Connection: close``.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing, asynccontextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Self

from signature_model.api.http import Receiver
from signature_model.console.extras import install_command
from signature_model.type_checks import require_type
from signature_transports.calls import open_call
from signature_transports.connection_options import DEFAULT

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable
    from contextlib import AbstractContextManager

    from signature_model.api.flow import AsyncStop, Stop
    from signature_model.api.http import Request, Response
    from signature_transports.calls import Call
    from signature_transports.connection_options import ConnectionOptions

_LIBRARIES: Final = ("httpx", "httpx2")


class HttpxTransport:
    """A transport with the context of ``tls.client_context``, or with a client of yours.

    A client's own authentication, hooks and proxies are used. Close your client yourself, and use it for nothing else:
    a call could get a connection that another use left open. Without context and client, HTTPS works as on the web: it
    checks the host name, trusts public authorities, and presents no certificate. ``library`` is "httpx" or "httpx2", by
    default the first of them that is installed.
    """

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        *,
        library: str | None = None,
        client: Any = None,  # noqa: ANN401 - a client of either library
        options: ConnectionOptions = DEFAULT,
    ) -> None:
        self._tls, self._options = tls, options
        self._is_ours = client is None
        self._library, self._client = _opened("", tls, library, client, options)

    def send(self, request: Request) -> Response:
        """Send a request and return the response. Raises NoAnswer, UntrustedServer."""
        request = self._options.applied_to(request)
        with _open_call(self._library, request, self._options, self._tls) as call:
            # Without a name for it: a local variable would show the URL in a traceback.
            response = self._client.send(
                _request(self._library, request, call.pieces() if request.body else None),
                stream=True,
                follow_redirects=False,
            )
            try:
                receiver = Receiver(request, response.status_code, response.headers.multi_items())
                for piece in response.stream:
                    if not receiver.takes(piece):
                        break
                    call.remaining_silence()
            finally:
                response.close()
        return call.complete(receiver.response())

    def wait(self, seconds: float, stop: Stop | None = None) -> None:
        """Wait, or return earlier if ``stop`` is set."""
        if stop is None:
            time.sleep(seconds)
        else:
            stop.wait(seconds)

    def clock(self) -> float:
        """Return the seconds of a monotonic clock."""
        return time.monotonic()

    def close(self) -> None:
        """Close the client, unless it is yours."""
        if self._is_ours:
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncHttpxTransport:
    """``HttpxTransport`` for asyncio. Use it within one event loop."""

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        *,
        library: str | None = None,
        client: Any = None,  # noqa: ANN401 - a client of either library
        options: ConnectionOptions = DEFAULT,
    ) -> None:
        self._tls, self._options = tls, options
        self._is_ours = client is None
        self._library, self._client = _opened("Async", tls, library, client, options)
        self._loop: asyncio.AbstractEventLoop | None = None

    async def send(self, request: Request) -> Response:
        """Send a request and return the response. Raises NoAnswer, UntrustedServer.

        Raises RuntimeError before anything is sent if the transport was used in another event loop.
        """
        self._loop = self._loop or asyncio.get_running_loop()
        if self._loop is not asyncio.get_running_loop():
            msg = "this transport was used in another event loop; make one transport for each event loop"
            raise RuntimeError(msg)
        request = self._options.applied_to(request)
        with _open_call(self._library, request, self._options, self._tls) as call:
            async with asyncio.timeout(request.timeouts.whole), _closing_connections() as trace:
                response = await self._client.send(
                    _request(self._library, request, _awaited(call) if request.body else None, trace=trace),
                    stream=True,
                    follow_redirects=False,
                )
                try:
                    receiver = Receiver(request, response.status_code, response.headers.multi_items())
                    async with aclosing(aiter(response.stream)) as pieces:
                        async for piece in pieces:
                            if not receiver.takes(piece):
                                break
                finally:
                    await response.aclose()
        return call.complete(receiver.response())

    async def wait(self, seconds: float, stop: AsyncStop | None = None) -> None:
        """Wait, or return earlier if ``stop`` is set."""
        if stop is None:
            await asyncio.sleep(seconds)
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), seconds)

    def clock(self) -> float:
        """Return the seconds of a monotonic clock."""
        return time.monotonic()

    async def aclose(self) -> None:
        """Close the client, unless it is yours."""
        if self._is_ours:
            await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _opened(
    kind: str, tls: ssl.SSLContext | None, name: str | None, client: object, options: ConnectionOptions
) -> tuple[Any, Any]:
    """Return the library, and the given client or a new one. ``kind`` is the prefix of its class names."""
    if client is not None:
        if tls is not None or options.proxy is not None:
            msg = "omit context and proxy if you give a client: a client has its own"
            raise TypeError(msg)
        library = _library(_maker(client))
        require_type("client", client, getattr(library, f"{kind}Client"))
        return library, client
    library = _library(name)
    # Without a maximum: httpx counts some connections of cancelled tasks forever.
    limits = library.Limits(max_connections=None, max_keepalive_connections=0)
    settings = {"verify": True if tls is None else tls, "trust_env": False, "limits": limits}
    tunnel = options.proxy and getattr(library, f"{kind}HTTPTransport")(proxy=options.proxy, **settings)
    mounts = {"https://": tunnel} if tunnel else None
    return library, getattr(library, f"{kind}Client")(mounts=mounts, **settings)


def _maker(client: object) -> str:
    tops = (each.__module__.partition(".")[0] for each in type(client).__mro__)
    name = next((top for top in tops if top in _LIBRARIES), None)
    if name is None:
        msg = f"client must be a client of httpx or httpx2, not {type(client).__name__}"
        raise TypeError(msg)
    return name


def _library(name: str | None) -> Any:  # noqa: ANN401 - either module
    """Return the module of this name, or else the first that is installed."""
    if name is not None and name not in _LIBRARIES:
        msg = f"library must be one of {', '.join(_LIBRARIES)}, not {name!r}"
        raise ValueError(msg)
    for each in _LIBRARIES if name is None else (name,):
        with suppress(ModuleNotFoundError):
            return import_module(each)
    wanted = name or _LIBRARIES[0]
    msg = f"this transport needs {wanted}: {install_command(wanted)}"
    raise ImportError(msg)


def _open_call(
    library: Any,  # noqa: ANN401 - either module
    request: Request,
    options: ConnectionOptions,
    tls: ssl.SSLContext | None,
) -> AbstractContextManager[Call]:
    # StreamError: the client's own authentication tries to send a body again. InvalidURL: the URL of a redirect.
    failures = (library.HTTPError, library.StreamError, library.InvalidURL, UnicodeError)
    unsent = (library.ConnectError, library.ConnectTimeout, library.PoolTimeout, library.ProxyError)
    return open_call(request, failures=failures, unsent=unsent, options=options, tls=tls)


def _request(library: Any, request: Request, content: Any, **extensions: Any) -> Any:  # noqa: ANN401 - either module
    """Return the library's request. A client would add headers, cookies and parameters to it."""
    connect, silence = request.timeouts.connect, request.timeouts.silence
    timeout = {"connect": connect, "pool": connect, "read": silence, "write": silence}
    headers = list(request.headers)
    return library.Request(
        request.method, request.url, headers=headers, content=content, extensions={"timeout": timeout, **extensions}
    )


@asynccontextmanager
async def _closing_connections() -> AsyncIterator[Callable[[str, dict[str, Any]], Awaitable[None]]]:
    """Close the connections that the call opens, which this ``trace`` of the libraries reports.

    The libraries do not close a connection if its task is cancelled during the handshake.
    """
    opened: list[Any] = []

    async def trace(event: str, info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            opened.append(info["return_value"])

    try:
        yield trace
    finally:
        for each in opened:
            await each.aclose()


async def _awaited(call: Call) -> AsyncIterator[memoryview]:
    for piece in call.pieces():
        yield piece
