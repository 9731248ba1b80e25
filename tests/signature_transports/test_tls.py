"""The TLS context: what it accepts, how it gets the key, and that libraries cannot weaken it."""

import asyncio
import os
import socket
import ssl
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import httpx
import httpx2
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import HTTPAdapter

from signature_model import Credentials, CredentialsError
from signature_transports.tls import client_context
from tests.kits.certificates import certificate, pem, pem_key, rsa_key, seid2
from tests.kits.tls import DAY, NOW, credentials, issued, issuers, server_context
from tests.signature_transports.mischief import HEAD, hanging_up
from tests.signature_transports.servers import Server, answer, answering

FINE: Final = answering(answer(body=b"fine"))


def a_context(**changes: Any) -> ssl.SSLContext:  # noqa: ANN401 - any argument
    return client_context(credentials(), [issuers().root], **changes)


@contextmanager
def connected(tls: ssl.SSLContext, server: Server, session: ssl.SSLSession | None = None) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection(("127.0.0.1", server.server_address[1])) as bare,
        tls.wrap_socket(bare, session=session) as wrapped,
    ):
        yield wrapped


def test_the_settings_of_the_context() -> None:
    tls = a_context()

    assert tls.verify_mode is ssl.CERT_REQUIRED
    assert tls.minimum_version is ssl.TLSVersion.TLSv1_2
    assert not tls.check_hostname
    assert [each["serialNumber"] for each in tls.get_ca_certs()] == [f"{issuers().root.serial_number:040X}"]


@pytest.mark.parametrize(("issuers_known", "is_let_in"), [(True, True), (False, False)])
def test_the_issuers_are_presented_with_the_certificate(issuers_known: bool, is_let_in: bool) -> None:  # noqa: FBT001 - pytest hands them over
    leaf = credentials().certificate
    chain = credentials().chain if issuers_known else (leaf,)
    tls = client_context(Credentials.from_pem(pem(*chain), pem_key(rsa_key("client"))), [issuers().root])
    with (
        Server(FINE, server_context()) as served,  # which knows but the root of clients
        suppress(OSError),
        connected(tls, served) as connection,
    ):
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        connection.recv(1024)

    assert (served.refusals == [], bool(served.requests)) == (is_let_in, is_let_in)


def test_credentials_without_the_key_itself_are_refused() -> None:
    signer = Credentials.from_signer(credentials().chain, credentials().sign)

    with pytest.raises(CredentialsError, match="needs the key itself") as refusal:
        client_context(signer, [issuers().root])
    assert refusal.value.hint


def test_a_key_that_openssl_considers_weak_is_refused() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - that is the point
    clients = issuers("Kundene")
    leaf = certificate(seid2(), clients.issuing.subject, key, clients.issuing_key, since=NOW - DAY, until=NOW + DAY)

    with pytest.raises(CredentialsError, match="EE_KEY_TOO_SMALL"):
        client_context(Credentials.from_pem(pem(leaf), pem_key(key)), [issuers().root])


def test_a_context_without_anchors_is_refused() -> None:
    with pytest.raises(CredentialsError, match="no trust anchors"):
        client_context(credentials(), [])


def test_anchors_must_be_certificates() -> None:
    with pytest.raises(TypeError, match=r"trust_anchors\[0\] must be Certificate, not int"):
        client_context(credentials(), pem(issuers().root))  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize("number", ["", "98466118", "NTRNO-984661185", "984661185\n"])
def test_the_organisation_needs_nine_digits(number: str) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        a_context(server_organization=number)


def test_another_organisation_may_be_given() -> None:
    with (
        Server(FINE, server_context(issued(seid2("999999999")))) as served,
        connected(a_context(server_organization="999999999"), served) as tls,
    ):
        assert tls.version()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_resumed_session_is_checked_too(version: ssl.TLSVersion) -> None:
    tls: Any = a_context()
    with Server(FINE, server_context(version=version)) as served:
        with connected(tls, served) as first:
            first.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert first.recv(1024)
            session = first.session
        with connected(tls, served, session) as second:
            assert second.session_reused
        tls.server_organization = "999999999"
        with pytest.raises(ssl.SSLCertVerificationError), connected(tls, served, session):
            pass

    assert len(served.requests) == 1


def test_later_settings_do_not_weaken_it(tmp_path: Path) -> None:
    tls: Any = a_context()
    before = tls.get_ca_certs()
    (tmp_path / "andre.pem").write_bytes(pem(issuers("Andre").root))

    tls.load_verify_locations(tmp_path / "andre.pem")
    tls.load_verify_locations(cadata=pem(issuers("Andre").root).decode())
    tls.load_default_certs()
    tls.set_default_verify_paths()
    tls.verify_mode = ssl.CERT_NONE

    assert tls.get_ca_certs() == before
    assert tls.verify_mode is ssl.CERT_REQUIRED
    andre = issuers("Andre")
    with (
        Server(FINE, server_context(issued(by=andre), andre.issuers)) as served,
        pytest.raises(ssl.SSLCertVerificationError),
        connected(tls, served),
    ):
        pass


@pytest.mark.parametrize("verify", [True, False, "andre.pem"])
@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_the_settings_of_a_session_do_not_weaken_it(
    verify: bool | str,  # noqa: FBT001 - as the library has it
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Naive(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - theirs
            super().init_poolmanager(*args, ssl_context=a_context(), assert_hostname=False, **kwargs)

    monkeypatch.chdir(tmp_path)
    Path("andre.pem").write_bytes(pem(issuers("Andre").root))
    andre = issuers("Andre")
    with Server(FINE, server_context(issued(by=andre), andre.issuers)) as served, requests.Session() as session:
        session.mount("https://", Naive())
        with pytest.raises(requests.exceptions.SSLError):
            session.get(served.url, verify=verify, timeout=10)

    assert bytes(served.received) == b""


@pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda module: module.__name__)
def test_other_libraries_can_use_it(library: Any) -> None:  # noqa: ANN401 - either module
    async def call(url: str) -> bytes:
        async with library.AsyncClient(verify=a_context(), trust_env=False) as client:
            content: bytes = (await client.get(url)).content
            return content

    with Server(hanging_up(HEAD + b"\r\nfine"), server_context()) as served:
        assert asyncio.run(call(served.url)) == b"fine"
        with library.Client(verify=a_context(), trust_env=False) as client:
            assert client.get(served.url).content == b"fine"


def test_the_key_is_written_only_to_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    kept: list[int] = []
    create = os.memfd_create

    def keep(name: str) -> int:
        descriptor = create(name)
        kept.append(os.dup(descriptor))
        return descriptor

    monkeypatch.setattr(os, "memfd_create", keep)
    a_context()

    contents = [os.pread(each, 100_000, 0) for each in kept]
    for each in kept:
        os.close(each)
    assert [b"ENCRYPTED PRIVATE KEY" in each for each in contents] == [False, True]
    assert not any(b"BEGIN PRIVATE KEY" in each or b"RSA PRIVATE" in each for each in contents)


def test_without_files_in_memory_the_key_is_encrypted_on_disk_and_deleted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found: list[tuple[int, bytes]] = []
    unlink = Path.unlink

    def look(path: Path) -> None:
        found.append((stat.S_IMODE(path.stat().st_mode), path.read_bytes()))
        unlink(path)

    monkeypatch.setattr(Path, "unlink", look)
    tls = a_context()
    monkeypatch.undo()

    assert [mode for mode, _ in found] == [0o600, 0o600]
    assert b"ENCRYPTED PRIVATE KEY" in found[1][1]
    assert list(tmp_path.iterdir()) == []
    with Server(FINE, server_context()) as served, connected(tls, served) as connection:
        assert connection.version()
