"""Properties of the transports over ``httpx`` and ``httpx2``."""

import asyncio
import sys
from collections.abc import Iterator
from typing import Any, Final

import httpx
import httpx2
import pytest

from signature_model import NoAnswer
from signature_model.api.http import Request
from signature_transports.httpx import AsyncHttpxTransport, HttpxTransport
from tests.kits.tls import server_context, trusting
from tests.signature_transports.mischief import FINE, ask
from tests.signature_transports.servers import Server, answer, answering

ANSWER: Final = answering(FINE)

each_library = pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda module: module.__name__)


@each_library
def test_a_given_client_is_used_and_left_open(library: Any) -> None:  # noqa: ANN401 - either module
    class Mine(library.Client):  # type: ignore[misc]  # of either
        pass

    with Server(ANSWER) as server:
        kept = {"headers": {"X-Mine": "yes"}, "cookies": {"mine": "yes"}, "params": {"mine": "yes"}}
        with Mine(trust_env=False, **kept) as client:
            with HttpxTransport(client=client) as real:
                assert ask(real, server.url).body == b"fine"
            assert client.get(server.url).content == b"fine"

    assert [b"mine" in each.lower() for each in server.requests] == [False, True]
    assert server.connections == 2


@each_library
def test_a_given_asynchronous_client_is_used_and_left_open(library: Any) -> None:  # noqa: ANN401 - either module
    async def call(url: str) -> None:
        async with library.AsyncClient(verify=trusting(), trust_env=False) as client:
            async with AsyncHttpxTransport(client=client) as real:
                assert (await real.send(Request(method="GET", url=url))).body == b"fine"
            assert (await client.get(url)).content == b"fine"

    with Server(ANSWER, server_context()) as server:
        asyncio.run(call(server.url))

    assert server.connections == 2


@each_library
def test_the_authentication_of_a_given_client_is_used(library: Any) -> None:  # noqa: ANN401 - either module
    with (
        Server(ANSWER) as server,
        library.Client(trust_env=False, auth=("kari", "hemmelig")) as client,
        HttpxTransport(client=client) as real,
    ):
        ask(real, server.url)

    assert b"\r\nAuthorization: Basic " in server.requests[0]


@each_library
def test_authentication_sends_no_body_twice(library: Any) -> None:  # noqa: ANN401 - either module
    class Stubborn(library.Auth):  # type: ignore[misc]  # of either
        def auth_flow(self, request: Any) -> Iterator[Any]:  # noqa: ANN401 - of either
            yield request
            yield request

    with (
        Server(answering(answer("401 Unauthorized"))) as server,
        library.Client(trust_env=False, auth=Stubborn()) as client,
        HttpxTransport(client=client) as real,
        pytest.raises(NoAnswer) as failure,
    ):
        ask(real, server.url, method="POST", headers=(("Content-Length", "3"),), body=(b"job",))

    assert failure.value.was_sent
    assert len(server.requests) == 1


@each_library
def test_authentication_that_fails_after_a_request_was_sent(library: Any) -> None:  # noqa: ANN401 - either module
    class Elsewhere(library.Auth):  # type: ignore[misc]  # of either
        def auth_flow(self, request: Any) -> Iterator[Any]:  # noqa: ANN401 - of either
            yield request
            request.url = library.URL("http://127.0.0.1:9/")
            yield request

    with (
        Server(answering(answer("401 Unauthorized"))) as server,
        library.Client(trust_env=False, auth=Elsewhere()) as client,
        HttpxTransport(client=client) as real,
        pytest.raises(NoAnswer, match="Errno 111") as failure,
    ):
        ask(real, server.url, method="POST", headers=(("Content-Length", "3"),), body=(b"job",))

    assert failure.value.was_sent
    assert len(server.requests) == 1


def test_the_library_can_be_chosen() -> None:
    with HttpxTransport() as first, HttpxTransport(library="httpx2") as second:
        assert (type(first._client), type(second._client)) == (httpx.Client, httpx2.Client)  # noqa: SLF001 - nothing else tells


@pytest.mark.parametrize("kind", [HttpxTransport, AsyncHttpxTransport])
def test_another_library_is_refused(kind: type[HttpxTransport | AsyncHttpxTransport]) -> None:
    with pytest.raises(ValueError, match="one of httpx, httpx2, not 'requests'"):
        kind(library="requests")


def test_another_client_is_refused() -> None:
    with pytest.raises(TypeError, match="client must be a client of httpx or httpx2, not object"):
        HttpxTransport(client=object())


def test_a_context_and_a_client_exclude_each_other() -> None:
    with httpx.Client() as client, pytest.raises(TypeError, match="omit context and proxy if you give a client"):
        HttpxTransport(trusting(), client=client)


def test_the_other_library_is_used_if_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)

    with HttpxTransport() as real:
        assert type(real._client) is httpx2.Client  # noqa: SLF001 - what nobody else can tell


@pytest.mark.parametrize(
    ("library", "missing", "advice"),
    [
        (None, ["httpx", "httpx2"], r'needs httpx: .* -m pip install "httpx>=[0-9.]+"$'),
        ("httpx", ["httpx"], r'needs httpx: .* -m pip install "httpx>=[0-9.]+"$'),
        ("httpx2", ["httpx2"], r'needs httpx2: .* -m pip install "httpx2>=[0-9.]+"$'),
    ],
)
def test_without_the_library_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, library: str | None, missing: list[str], advice: str
) -> None:
    for each in missing:
        monkeypatch.setitem(sys.modules, each, None)

    with pytest.raises(ImportError, match=advice):
        HttpxTransport(library=library)


def test_a_transport_is_refused_in_a_second_event_loop() -> None:
    async def sent_and_closed() -> bytes:
        async with real:
            return (await real.send(request)).body

    with Server(answering(FINE)) as server:
        real = AsyncHttpxTransport()
        request = Request(method="POST", url=server.url, body=(b"x",), headers=(("Content-Length", "1"),))
        assert asyncio.run(sent_and_closed()) == b"fine"
        with pytest.raises(RuntimeError, match="make one transport for each event loop"):
            asyncio.run(real.send(request))

    assert len(server.requests) == 1
