"""Every real transport, called the same way whether it blocks or awaits."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

import pytest

from signature_model import AsyncDirectClient, AsyncPortalClient, DirectClient, PortalClient, Service
from signature_model.api.flow import Transport
from signature_transports.connection_options import DEFAULT, ConnectionOptions
from signature_transports.httpx import AsyncHttpxTransport, HttpxTransport
from signature_transports.requests import RequestsTransport

KINDS: Final = ("requests", "httpx", "httpx2", "async httpx", "async httpx2")

every_transport = pytest.mark.parametrize("kind", KINDS)
each_library = pytest.mark.parametrize("kind", ["requests", "async httpx", "httpx2"])
"""Each library once, for tables of many cases. httpx2 continues httpx, and both have the same two adapters."""


class Blocking:
    """An object whose methods are awaited, called as if they blocked."""

    def __init__(self, awaited: Any, runner: asyncio.Runner) -> None:  # noqa: ANN401 - a transport or a client
        self.awaited = awaited
        self.runner = runner

    def together(self, name: str, arguments: Sequence[object]) -> list[Any]:
        """What a method comes to for each of the arguments, all at once."""

        async def gather() -> list[Any]:
            return await asyncio.gather(*map(getattr(self.awaited, name), arguments))

        return self.runner.run(gather())

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the method is
        def called(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the method is
            came_to = getattr(self.awaited, name)(*args, **kwargs)
            return self.runner.run(came_to) if asyncio.iscoroutine(came_to) else came_to

        return called


@contextmanager
def transport(
    kind: str, tls: ssl.SSLContext | None = None, options: ConnectionOptions = DEFAULT
) -> Iterator[Transport]:
    """A transport of this kind."""
    library = kind.rpartition(" ")[2]
    if kind == "requests":
        with RequestsTransport(tls, options=options) as blocking:
            yield blocking
    elif kind == library:
        with HttpxTransport(tls, library=library, options=options) as blocking:
            yield blocking
    else:
        with asyncio.Runner() as runner:
            awaiting = Blocking(AsyncHttpxTransport(tls, library=library, options=options), runner)
            yield cast("Transport", awaiting)
            awaiting.aclose()


def client(transport: Transport, service: Service, **known: Any) -> PortalClient:  # noqa: ANN401 - as the client takes
    """A client over this transport."""
    if isinstance(transport, Blocking):
        awaiting = AsyncPortalClient(transport.awaited, service, **known)
        return cast("PortalClient", Blocking(awaiting, transport.runner))
    return PortalClient(transport, service, **known)


def direct_client(transport: Transport, service: Service, **known: Any) -> DirectClient:  # noqa: ANN401 - as the client takes
    """A client of the direct flow over this transport."""
    if isinstance(transport, Blocking):
        awaiting = AsyncDirectClient(transport.awaited, service, **known)
        return cast("DirectClient", Blocking(awaiting, transport.runner))
    return DirectClient(transport, service, **known)
