"""No environment variable adds trust, a proxy, credentials or a key log."""

import socket
import ssl
from hashlib import sha1
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import pytest
import requests
from cryptography import x509
from cryptography.x509.name import _ASN1Type

from signature_model import UntrustedServer
from signature_model.api.http import Request
from tests.kits.certificates import pem
from tests.kits.tls import issued, issuers, server_context, trusting
from tests.signature_transports.callers import every_transport, transport
from tests.signature_transports.servers import Server, answer, answering

FINE: Final = answering(answer(body=b"fine"))
HERE: Final = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])

VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")

every_variable = pytest.mark.parametrize("variable", VARIABLES)


@pytest.fixture
def authorities(tmp_path: Path, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another authority that the environment would have everybody trust."""
    root = issuers("Andre").root
    file = tmp_path / f"{_name_hash(root.subject)}.0"
    file.write_bytes(pem(root))
    for each in VARIABLES:
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(variable, str(tmp_path if variable.endswith("DIR") else file))


def _name_hash(subject: x509.Name) -> str:
    """What OpenSSL calls the file of an authority in a folder: a digest of its name in a canonical form."""
    canonical = x509.Name(
        [
            x509.NameAttribute(each.oid, str(each.value).lower(), _ASN1Type.UTF8String, _validate=False)
            for each in subject
        ]
    )
    encoded = canonical.public_bytes()
    digest = sha1(encoded[3 if encoded[1] == 0x81 else 2 :], usedforsecurity=False).digest()
    return digest[3::-1].hex()


@pytest.fixture
def elsewhere() -> Server:
    """A server by the other authority, which has our number and the right host name, and asks for no certificate."""
    andre = issuers("Andre")
    return Server(FINE, server_context(issued(None, HERE, by=andre), andre.issuers, mode=ssl.CERT_NONE))


@every_variable
@every_transport
@pytest.mark.usefixtures("authorities")
def test_the_environment_adds_no_authority(kind: str, elsewhere: Server) -> None:
    tls = trusting()
    with elsewhere as served, transport(kind, tls) as real, pytest.raises(UntrustedServer):
        real.send(Request(method="GET", url=served.url))

    assert bytes(elsewhere.received) == b""
    assert elsewhere.connections == 1


@every_variable
@pytest.mark.usefixtures("authorities")
def test_other_clients_would_trust_that_authority(elsewhere: Server, variable: str) -> None:
    with elsewhere as served:
        if variable.startswith("SSL"):
            address = ("127.0.0.1", served.server_address[1])
            default = ssl.create_default_context()
            with (
                socket.create_connection(address) as bare,
                default.wrap_socket(bare, server_hostname=address[0]) as tls,
            ):
                assert tls.version()
        else:
            assert requests.get(served.url, timeout=10).content == b"fine"


@every_transport
def test_the_environment_adds_no_proxy(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(FINE) as proxy, Server(FINE) as plain, Server(FINE, server_context()) as served:
        for each in PROXIES:
            monkeypatch.setenv(each, proxy.url)
        for each in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(each, raising=False)
        for url, tls in (plain.url, None), (served.url, trusting()):
            with transport(kind, tls) as real:
                assert real.send(Request(method="GET", url=url)).body == b"fine"
        assert proxy.connections == 0

        requests.get(plain.url, timeout=10)
        assert proxy.connections == 1


@every_transport
def test_the_environment_adds_no_credentials(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login kari password hemmelig\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Server(FINE) as plain:
        with transport(kind) as real:
            real.send(Request(method="GET", url=plain.url))
        requests.get(plain.url, timeout=10)

    assert [b"Authorization" in each for each in plain.requests] == [False, True]


@every_transport
def test_the_environment_adds_no_key_log(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    tls = trusting()
    with Server(FINE, server_context()) as served, transport(kind, tls) as real:
        real.send(Request(method="GET", url=served.url))

    assert list(tmp_path.iterdir()) == []
