"""Properties of the transport over ``requests``."""

import importlib.util
import io
import ssl
import sys
from typing import Final

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

from signature_model import NoAnswer, UntrustedServer
from signature_transports import requests as module
from signature_transports.requests import RequestsTransport
from tests.kits.certificates import pem
from tests.kits.tls import issuers, server_context, trusting
from tests.signature_transports.mischief import FINE, ask
from tests.signature_transports.servers import Server, answering

ANSWER: Final = answering(FINE)


def test_a_given_session_is_used_and_left_open() -> None:
    class Counting(HTTPAdapter):
        calls = 0

        def send(self, *args: object, **kwargs: object) -> requests.Response:
            self.calls += 1
            return super().send(*args, **kwargs)  # type: ignore[arg-type]  # as they came

    counting = Counting()
    with Server(ANSWER) as server, requests.Session() as session:
        session.trust_env = False
        session.mount("http://", counting)
        session.headers["X-Mine"] = "yes"
        session.cookies.set("mine", "yes")
        with RequestsTransport(session=session) as real:
            assert ask(real, server.url).body == b"fine"
        assert session.get(server.url, timeout=10).content == b"fine"

    assert counting.calls == 2
    assert [b"mine" in each.lower() for each in server.requests] == [False, True]
    assert server.connections == 2


def test_the_settings_of_a_given_https_adapter_are_kept() -> None:
    with Server(ANSWER, server_context()) as server, requests.Session() as session:
        session.verify = False
        session.mount("https://", module._Adapter(trusting()))  # noqa: SLF001 - as a caller might have written it
        with RequestsTransport(session=session) as real:
            assert ask(real, server.url).body == b"fine"


def test_nothing_is_added_to_another_context() -> None:
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    plain.check_hostname = False
    plain.load_verify_locations(cadata=pem(issuers().root).decode())
    before = plain.get_ca_certs()
    served = server_context(mode=ssl.CERT_NONE)
    with Server(ANSWER, served) as server, RequestsTransport(plain) as real:
        assert ask(real, server.url).body == b"fine"

    assert plain.get_ca_certs() == before


def test_a_library_that_ignores_the_context_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # requests 2.32.2 does not call this method, and uses a context of its own.
    def ignoring(*_: object, **__: object) -> tuple[dict[str, object], dict[str, object]]:
        return {"scheme": "https", "host": "127.0.0.1", "port": server.server_address[1]}, {"cert_reqs": "CERT_NONE"}

    monkeypatch.setattr(module._Adapter, "build_connection_pool_key_attributes", ignoring)  # noqa: SLF001 - see above
    with (
        Server(ANSWER, server_context(mode=ssl.CERT_NONE)) as server,
        RequestsTransport(trusting()) as real,
        pytest.raises(UntrustedServer, match="without the given TLS context; nothing was sent"),
    ):
        ask(real, server.url)

    assert server.requests == []


@pytest.mark.parametrize(
    "interim", [b"HTTP/1.1 102 Processing\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"]
)
def test_an_interim_response_is_not_the_final_one(interim: bytes) -> None:
    with Server(answering(interim + FINE)) as server, RequestsTransport() as real:
        assert [ask(real, server.url).body for _ in range(2)] == [b"fine", b"fine"]


def test_an_interim_response_over_another_session_is_a_failure() -> None:
    raw = b"HTTP/1.1 103 Early Hints\r\n\r\n" + FINE
    with Server(answering(raw)) as server, requests.Session() as session, RequestsTransport(session=session) as real:
        for _ in range(2):
            with pytest.raises(NoAnswer, match=r"interim response \(103\)"):
                ask(real, server.url)

    assert server.connections == 2


def test_a_context_and_a_session_exclude_each_other() -> None:
    with requests.Session() as session, pytest.raises(TypeError, match="omit context and proxy if you give a session"):
        RequestsTransport(trusting(), session=session)


def test_a_response_without_a_connection_can_be_read() -> None:
    class Recorded(HTTPAdapter):
        def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
            raw = urllib3.HTTPResponse(io.BytesIO(b"fine"), status=200, preload_content=False)
            return self.build_response(request, raw)

    with requests.Session() as session, RequestsTransport(session=session) as real:
        session.mount("http://", Recorded())
        assert ask(real, "http://service.example").body == b"fine"


def test_without_the_library_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "requests", None)
    specification = importlib.util.spec_from_file_location("another", module.__file__)
    assert specification is not None
    assert specification.loader is not None
    with pytest.raises(ImportError, match=r"pip install .requests"):
        specification.loader.exec_module(importlib.util.module_from_spec(specification))
