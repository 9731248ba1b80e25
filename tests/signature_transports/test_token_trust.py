"""Which servers are accepted as the token endpoint, over every transport."""

import ssl
from contextlib import nullcontext, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import certifi
import pytest
from cryptography import x509

from signature_model.api.http import Request
from signature_model.errors import UntrustedServer
from signature_transports.tls import token_context
from tests.kits.certificates import pem, seid2
from tests.kits.tls import credentials, issued, issuers, server_context
from tests.signature_transports.callers import every_transport, transport
from tests.signature_transports.servers import Server, answer, answering

OTHER: Final = "999999999"
FINE: Final = answering(answer(body=b"fine"))


def named(*names: str) -> x509.SubjectAlternativeName:
    """Return the extension with these host names and addresses."""
    return x509.SubjectAlternativeName(
        [x509.IPAddress(ip_address(each)) if each[0].isdigit() else x509.DNSName(each) for each in names]
    )


@pytest.fixture
def _authorities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the authority of the tests a public one."""
    (tmp_path / "public.pem").write_bytes(pem(issuers().root))
    monkeypatch.setattr(certifi, "where", lambda: str(tmp_path / "public.pem"))


def asked(kind: str, server: Server, host: str = "127.0.0.1", *, are_given: bool) -> bytes:
    """Return the body of a response, checked by given anchors or by public authorities."""
    context = token_context(credentials(), [issuers().root] if are_given else None)
    with transport(kind, context) as real:
        url = f"{server.url.replace('127.0.0.1', host)}/t"
        headers = (("Content-Length", "6"),)
        return real.send(Request(method="POST", url=url, headers=headers, body=(b"secret",))).body


@pytest.mark.usefixtures("_authorities")
@every_transport
def test_a_public_certificate_is_for_the_host(kind: str) -> None:
    with Server(FINE, server_context(issued(seid2(OTHER), named("127.0.0.1")))) as server:
        assert asked(kind, server, are_given=False) == b"fine"


@pytest.mark.usefixtures("_authorities")
@pytest.mark.parametrize("names", [(), ("other.example",), ("127.0.0.2",)])
@every_transport
def test_a_public_certificate_for_another_host_is_refused(kind: str, names: tuple[str, ...]) -> None:
    leaf = issued(None, named(*names)) if names else issued()
    with Server(FINE, server_context(leaf)) as server, pytest.raises(UntrustedServer):
        asked(kind, server, are_given=False)
    assert b"secret" not in bytes(server.received)


@every_transport
def test_a_certificate_below_given_anchors_may_be_for_the_host(kind: str) -> None:
    with Server(FINE, server_context(issued(seid2(OTHER), named("a.example", "127.0.0.1")))) as server:
        assert asked(kind, server, are_given=True) == b"fine"


@every_transport
def test_a_certificate_below_given_anchors_may_be_issued_to_the_service(kind: str) -> None:
    with Server(FINE, server_context()) as server:
        assert asked(kind, server, are_given=True) == b"fine"


@pytest.mark.parametrize("names", [("a.example",), ("*.0.0.1",), ("127.0.0.2",)])
def test_another_certificate_below_given_anchors_is_refused(names: tuple[str, ...]) -> None:
    leaf = issued(seid2(OTHER), named(*names))
    with Server(FINE, server_context(leaf)) as server, pytest.raises(UntrustedServer, match="organisation 999999999"):
        asked("httpx", server, are_given=True)
    assert b"secret" not in bytes(server.received)


def test_a_name_may_be_the_host() -> None:
    with Server(FINE, server_context(issued(seid2(OTHER), named("localhost")))) as server:
        assert asked("httpx", server, "localhost", are_given=True) == b"fine"


@pytest.mark.parametrize(
    ("name", "host", "is_accepted"),
    [
        ("*.gateway.example", "a.gateway.example", True),
        ("*.gateway.example", "A.Gateway.Example", True),
        ("*.gateway.example", "a.b.gateway.example", False),
        ("*.gateway.example", "gateway.example", False),
        ("*.example", "gateway.example", False),
        ("1::2", "1:0:0::2", True),
        ("1::2", "1::3", False),
    ],
)
def test_a_star_stands_for_one_label_and_addresses_are_compared_as_such(
    name: str, host: str, *, is_accepted: bool
) -> None:
    leaf = issued(seid2(OTHER), named(name))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = server_context(leaf, mode=ssl.CERT_NONE).wrap_bio(to_server, to_client, server_side=True)
    client = token_context(credentials(), [issuers().root]).wrap_bio(to_client, to_server, server_hostname=host)
    for side in (client, server):
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
    with nullcontext() if is_accepted else pytest.raises(ssl.SSLCertVerificationError):
        client.do_handshake()
