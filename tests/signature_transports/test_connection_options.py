"""Time limits, a proxy and an addition to the User-Agent, over every transport."""

import asyncio
import traceback
from base64 import b64encode
from typing import Any, Final

import httpx
import pytest
import requests

from signature_model import NoAnswer, UntrustedServer
from signature_model.api.http import MESSAGE, TOKEN, TRANSFER, Request, Timeouts
from signature_transports.calls import Call
from signature_transports.connection_options import CallTimeouts, ConnectionOptions
from signature_transports.httpx import AsyncHttpxTransport, HttpxTransport
from signature_transports.requests import RequestsTransport
from tests.kits.tls import issued, issuers, server_context, trusting
from tests.signature_transports.callers import every_transport, transport
from tests.signature_transports.mischief import FINE, pausing
from tests.signature_transports.proxies import proxy, refusing
from tests.signature_transports.servers import Server, answering

SECRET: Final = "hemmelig"
OWN: Final = Timeouts(connect=1, silence=2, whole=3)


def through(url: str, user: str = "") -> ConnectionOptions:
    return ConnectionOptions(proxy=url.replace("//", f"//{user}"))


@every_transport
def test_https_goes_through_a_tunnel(kind: str) -> None:
    tls = trusting()
    with (
        Server(answering(FINE), server_context()) as server,
        proxy() as between,
        transport(kind, tls, through(between.url, f"kari:{SECRET}@")) as real,
    ):
        request = Request(method="POST", url=f"{server.url}/api", headers=(("Content-Length", "4"),), body=(b"body",))
        assert [real.send(request).body for _ in range(2)] == [b"fine", b"fine"]

    connect, _ = between.requests
    assert connect.startswith(b"CONNECT %b HTTP/1." % server.host)
    assert b"Basic %b" % b64encode(f"kari:{SECRET}".encode()) in connect
    assert (between.connections, server.connections, len(server.requests)) == (2, 2, 2)
    assert b"Proxy-Auth" not in server.received


@every_transport
def test_the_server_behind_a_proxy_is_checked(kind: str) -> None:
    other = issuers("Andre")
    tls = trusting()
    with (
        Server(answering(FINE), server_context(issued(by=other), other.issuers)) as server,
        proxy() as between,
        transport(kind, tls, through(between.url)) as real,
        pytest.raises(UntrustedServer),
    ):
        real.send(Request(method="GET", url=server.url))

    assert server.requests == []


@every_transport
def test_unencrypted_http_does_not_use_the_proxy(kind: str) -> None:
    with Server(answering(FINE)) as server, proxy() as between, transport(kind, None, through(between.url)) as real:
        assert real.send(Request(method="GET", url=server.url)).body == b"fine"

    assert between.connections == 0


@every_transport
def test_nothing_was_sent_if_the_proxy_refuses(kind: str) -> None:
    request = Request(method="POST", url="https://127.0.0.1:9/api", headers=(("Content-Length", "1"),), body=(b"x",))
    tls = trusting()
    with (
        refusing() as between,
        transport(kind, tls, through(between.url, f"kari:{SECRET}@")) as real,
        pytest.raises(NoAnswer, match="407 Proxy Authentication Required") as failure,
    ):
        real.send(request)

    place = between.host.decode()
    assert not failure.value.was_sent
    assert failure.value.hint == f"nothing was sent: check the proxy {place}, and whether it can reach the service"
    shown = traceback.TracebackException.from_exception(failure.value, capture_locals=True).format()
    assert SECRET not in "".join(shown)


@every_transport
def test_nothing_was_sent_if_the_proxy_stays_silent(kind: str) -> None:
    limits = CallTimeouts.of(connect=0.1, read=0.1)
    tls = trusting()
    with (
        Server(pausing()) as between,
        transport(kind, tls, ConnectionOptions(proxy=between.url, timeouts=limits)) as real,
        pytest.raises(NoAnswer, match="no connection within") as failure,
    ):
        real.send(Request(method="GET", url="https://127.0.0.1:9/api"))

    assert not failure.value.was_sent


@every_transport
def test_a_proxy_of_the_environment_is_named_in_the_error(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    tls = trusting()
    with transport(kind, tls) as real, pytest.raises(NoAnswer) as failure:
        real.send(Request(method="GET", url="https://127.0.0.1:9/api"))

    hint = str(failure.value.hint)
    assert hint.endswith("HTTPS_PROXY is not used: if you need a proxy, give its URL (proxy=..., --proxy)")
    plain = Call(Request(method="GET", url="http://127.0.0.1:9/api")).failure(OSError("no"), (OSError,))
    assert "HTTPS_PROXY" not in str(plain.hint)


@every_transport
def test_the_user_agent_has_an_addition(kind: str) -> None:
    options = ConnectionOptions(user_agent="archive/2.1 (kari)")
    with Server(answering(FINE)) as server, transport(kind, None, options) as real:
        real.send(Request(method="GET", url=server.url, headers=(("User-Agent", "ours/1"), ("Accept", "*/*"))))

    assert b"User-Agent: ours/1 archive/2.1 (kari)\r\n" in server.requests[0]
    assert b"Accept: */*\r\n" in server.requests[0]


@every_transport
def test_time_limits_replace_the_default_ones(kind: str) -> None:
    options = ConnectionOptions(timeouts=CallTimeouts.of(read=0.1))
    with (
        Server(pausing()) as server,
        transport(kind, None, options) as real,
        pytest.raises(NoAnswer, match=r"nothing was sent or received for 0\.1 s"),
    ):
        real.send(Request(method="GET", url=server.url))


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        pytest.param({}, MESSAGE, MESSAGE, id="nothing"),
        pytest.param({"connect": 2}, MESSAGE, Timeouts(connect=2, silence=10, whole=30), id="connect"),
        pytest.param({"connect": 2}, TRANSFER, Timeouts(connect=2, silence=60, whole=600), id="a download"),
        pytest.param({"connect": 2}, TOKEN, Timeouts(connect=2, silence=10, whole=15), id="a token"),
        pytest.param({"read": 90}, MESSAGE, Timeouts(connect=5, silence=90, whole=95), id="longer than a call"),
        pytest.param({"whole": 7}, TRANSFER, Timeouts(connect=10, silence=60, whole=7), id="whole"),
        pytest.param({"connect": 2}, OWN, OWN, id="a request with limits of its own"),
    ],
)
def test_the_limits_of_a_call(given: dict[str, float], kind: Timeouts, expected: Timeouts) -> None:
    assert CallTimeouts.of(**given).instead_of(kind) == expected


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_a_limit_is_positive(seconds: float) -> None:
    with pytest.raises(ValueError, match=r"messages\.connect must be a positive number of seconds"):
        CallTimeouts.of(connect=seconds)


def test_a_limit_is_a_number() -> None:
    text: Any = "5"
    with pytest.raises(TypeError, match=r"messages\.whole must be int or float, not str"):
        CallTimeouts.of(whole=text)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("proxy.example:3128", id="no scheme"),
        pytest.param("https://proxy.example", id="https"),
        pytest.param("socks5://proxy.example", id="socks"),
        pytest.param("http://", id="no host"),
        pytest.param("http://proxy.example:x", id="no port"),
        pytest.param("http://proxy.example:0", id="port 0"),
        pytest.param("http://proxy.example/path", id="path"),
        pytest.param("http://proxy.example?x", id="query"),
        pytest.param("http://pro xy.example", id="white space"),
    ],
)
def test_another_proxy_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="the proxy must be a URL like") as refusal:
        ConnectionOptions(proxy=url.replace("//", f"//kari:{SECRET}@"))

    assert SECRET not in str(refusal.value)


@pytest.mark.parametrize("text", ["", " x", "x\r\ny: z", "æ"])
def test_a_user_agent_can_be_sent(text: str) -> None:
    with pytest.raises(ValueError, match="user_agent must consist of visible ASCII"):
        ConnectionOptions(user_agent=text)


def test_the_password_of_a_proxy_is_not_shown() -> None:
    options = ConnectionOptions(proxy=f"http://kari:{SECRET}@proxy.example:3128")

    assert options.proxy_place == "proxy.example:3128"
    assert SECRET not in repr(options) + repr(options.proxy)


def test_a_session_or_client_has_its_own_proxy() -> None:
    options = through("http://proxy.example")
    with requests.Session() as session, pytest.raises(TypeError, match="omit context and proxy if you give a session"):
        RequestsTransport(session=session, options=options)
    with httpx.Client() as client, pytest.raises(TypeError, match="omit context and proxy if you give a client"):
        HttpxTransport(client=client, options=options)

    async def awaiting() -> None:
        async with httpx.AsyncClient() as client:
            with pytest.raises(TypeError, match="omit context and proxy if you give a client"):
                AsyncHttpxTransport(client=client, options=options)

    asyncio.run(awaiting())
