"""Both clients of a flow with the same interface, so that a test runs with both."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest

from signature_model import AsyncDirectClient, AsyncPortalClient, DirectClient, PortalClient
from signature_transports.fake import AsyncFakeTransport, FakeTransport
from tests.kits.certificates import NUMBER
from tests.signature_model.scripts import SERVICE, Script, a_manner


class Awaiting:
    """An asynchronous client with the interface of the blocking one: every call is awaited to its end."""

    kind: ClassVar[Any] = AsyncPortalClient

    def __init__(self, transport: FakeTransport, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as the client's
        self._client = self.kind(AsyncFakeTransport(transport), *arguments, **options)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as the client's
            return asyncio.run(getattr(self._client, name)(*arguments, **options))

        return call

    def changes(self, **options: Any) -> Iterator[Any]:  # noqa: ANN401 - as the client's
        changes: Any = self._client.changes(**options)
        with asyncio.Runner() as runner:
            try:
                while True:
                    try:
                        change = runner.run(anext(changes))
                    except StopAsyncIteration:
                        return
                    yield change
            finally:
                runner.run(changes.aclose())


class AwaitingDirect(Awaiting):
    """An asynchronous client of the direct flow."""

    kind = AsyncDirectClient


both = pytest.mark.parametrize("kind", [PortalClient, Awaiting], ids=["sync", "async"])
both_direct = pytest.mark.parametrize("kind", [DirectClient, AwaitingDirect], ids=["sync", "async"])


def a_client(kind: Any, service: Script, **options: Any) -> Any:  # noqa: ANN401 - either client
    """Return a client of either kind for the usual sender, without randomness."""
    clock = options.pop("clock", None)
    return kind(FakeTransport(service, clock=clock), SERVICE, **{"sender": NUMBER, "manner": a_manner()} | options)
