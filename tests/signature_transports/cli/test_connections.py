"""The options decide which service is called and with what; contradictions are refused first."""

import os
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
import pytest

from signature_model.api.services import DIFIQA, DIFITEST, PRODUCTION
from signature_model.console.extras import install_command
from signature_model.jobs.context import Environment
from signature_transports.cli.connections import service_of
from signature_transports.clocks import RealClock
from signature_transports.emulator import Emulator
from signature_transports.emulator import Settings as EmulatorSettings
from signature_transports.emulator.web.certificate_folder import CertificateFolder
from signature_transports.emulator.web.server import Server, server_context
from signature_transports.emulator.web.site import Site
from signature_transports.http_libraries import LIBRARIES, installed
from signature_transports.settings import Settings, maybe_environment
from tests.kits.certificates import NUMBER, authority, pem, pem_key, rsa_key
from tests.signature_transports.cli.conftest import Signering
from tests.signature_transports.cli.service import Service
from tests.signature_transports.proxies import proxy


@pytest.fixture
def secure(folder: Path) -> Iterator[Service]:
    """The service over TLS, as it really is: it wants a certificate, and its own names no host."""
    issuers, key = authority(), rsa_key("server")
    (folder / "server.pem").write_bytes(pem(issuers.issue(key=key), issuers.issuing) + pem_key(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    context.load_verify_locations(folder / "anchors" / "root.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    with Service(context) as running:
        yield running


@pytest.mark.parametrize(("name", "expected"), [("production", PRODUCTION), ("difitest", DIFITEST), ("difiqa", DIFIQA)])
def test_an_environment_is_a_service(name: str, expected: object) -> None:
    assert service_of(Settings(environment=name)) == expected


def test_a_url_is_a_service() -> None:
    settings = Settings(service="https://gateway.example/api/", server_organization="999999999")
    service = service_of(settings)

    assert service.root == "https://gateway.example/api"
    assert (service.environment, maybe_environment(settings)) == (Environment.TEST, None)


def test_a_url_may_have_an_environment() -> None:
    settings = Settings(service="https://gateway.example/api", environment="production")

    assert service_of(settings).environment is Environment.PRODUCTION
    assert maybe_environment(settings) is Environment.PRODUCTION


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:1", "127.1.2.3"])
def test_unencrypted_http_to_this_machine_is_accepted(host: str) -> None:
    assert service_of(Settings(service=f"http://{host}/api")).root == f"http://{host}/api"


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        pytest.param(Settings(), "which service?", id="none"),
        pytest.param(
            Settings(environment="difitest", server_organization=NUMBER),
            "can only be used with --service",
            id="another server",
        ),
        pytest.param(
            Settings(service="http://gateway.example/api"), "is unencrypted HTTP to another machine", id="plain http"
        ),
        pytest.param(
            Settings(service="http://localhost.example/api"), "is unencrypted HTTP to another machine", id="almost here"
        ),
        pytest.param(
            Settings(service="http://10.0.0.1/api"), "is unencrypted HTTP to another machine", id="plain http nearby"
        ),
        pytest.param(Settings(service="ftp://127.0.0.1/api"), "root must be a URL like", id="another scheme"),
        pytest.param(Settings(service="api"), "root must be a URL like", id="no url"),
    ],
)
def test_a_contradictory_service_is_wrong_usage(settings: Settings, complaint: str) -> None:
    with pytest.raises(click.UsageError, match=complaint):
        service_of(settings)


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("--credentials", "give your certificate with --credentials"),
        ("--trust", "give the trust anchors for the server with --trust"),
    ],
)
def test_tls_needs_credentials_and_trust_anchors(
    signering: Signering, sealing: list[str], missing: str, words: str
) -> None:
    arguments = ["--trust", "anchors"] if missing == "--credentials" else sealing
    result = signering("ping", "--environment", "difitest", "--sender", NUMBER, *arguments)

    assert result.status == 2
    assert result.err.splitlines()[-1].endswith(words)


@pytest.mark.parametrize("transport", LIBRARIES)
def test_the_service_is_called_over_tls(
    signering: Signering, secure: Service, sealing: list[str], transport: str
) -> None:
    result = signering("ping", "--service", secure.root, "--trust", "anchors", "--transport", transport, *sealing)

    assert (result.status, result.out, result.err) == (0, f"{NUMBER} for {NUMBER}\n", "")


@pytest.mark.parametrize("arguments", [["--server-organization", "999999999"], ["--trust", "stranger.pem"]])
def test_nothing_is_sent_to_an_untrusted_server(
    signering: Signering, secure: Service, folder: Path, sealing: list[str], arguments: list[str]
) -> None:
    (folder / "stranger.pem").write_bytes(pem(authority("Fjellet").root))
    result = signering("ping", "--json", "--service", secure.root, "--trust", "anchors", *sealing, *arguments)

    assert (result.status, result.error["kind"]) == (3, "untrusted-server")
    assert secure.calls("ping") == 0


def test_a_typed_environment_beats_a_service_in_a_variable(
    signering: Signering, calling: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNERING_SERVICE", calling[calling.index("--service") + 1])
    monkeypatch.setenv("SIGNERING_SERVER_ORGANIZATION", "999999999")

    assert f"service: ok: {PRODUCTION.root}\n" in signering("doctor", "--environment", "production").out
    assert signering("ping", "--environment", "production", *calling).status == 0
    monkeypatch.setenv("SIGNERING_ENVIRONMENT", "production")
    result = signering("ping", "--sender", NUMBER)
    assert result.status == 0
    warning = "the environment production is used only to validate jobs"
    assert result.err == f"Warning: calls go to {calling[calling.index('--service') + 1]}; {warning}\n"


def test_no_server_listens(signering: Signering) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        root = f"http://127.0.0.1:{once.getsockname()[1]}/api"
    result = signering("ping", "--service", root, "--sender", NUMBER, "--retries", "0")

    assert result.status == 3
    assert "nothing was sent: check the URL" in result.err


@pytest.mark.parametrize("name", LIBRARIES)
@pytest.mark.usefixtures("bare")
def test_a_missing_library_is_reported(signering: Signering, calling: list[str], name: str) -> None:
    result = signering("ping", "--transport", name, *calling)

    assert (result.status, result.out) == (3, "")
    assert result.err == f"Error: {name} is not installed: {install_command(name)}\n"


@pytest.mark.usefixtures("bare")
def test_at_least_one_library_is_needed(signering: Signering, calling: list[str]) -> None:
    assert installed() == []
    assert "requests is not installed: " in signering("ping", *calling).err


TOKENS: Final = ("--client-id", "emulator", "--broker-id", "555444")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(TOKENS[:2], "give both --client-id and --broker-id", id="no broker id"),
        pytest.param(TOKENS[2:], "give both --client-id and --broker-id", id="no client id"),
        pytest.param(("--token-endpoint", "https://a/t"), "can only be used with --client-id", id="only an endpoint"),
        pytest.param(("--token-trust", "anchors"), "can only be used with --client-id", id="only trust"),
        pytest.param((*TOKENS[:3], " "), "broker_id must not be empty", id="blank"),
        pytest.param(TOKENS, "Give the URL with --token-endpoint", id="no endpoint"),
        pytest.param((*TOKENS, "--token-endpoint", "https://a/t"), "proves who asks for a token", id="no certificate"),
    ],
)
def test_half_of_an_authentication_by_token_is_wrong_usage(
    signering: Signering, calling: list[str], arguments: tuple[str, ...], message: str
) -> None:
    result = signering("ping", *calling, *arguments)
    assert result.status == 2
    assert message in result.err


@pytest.fixture(scope="module")
def emulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, CertificateFolder]]:
    """The emulator with TLS, which requires a token."""
    certificates = CertificateFolder(path=tmp_path_factory.mktemp("certificates"))
    certificates.fill(datetime.now(UTC))
    with Server(tls=server_context(certificates)) as server:
        clock = RealClock()
        settings = EmulatorSettings(
            root=f"{server.url}/api", authentication="token", token_thumbprint=certificates.thumbprint
        )
        server.start(Site(Emulator(settings, clock=clock), clock))
        yield server, certificates


@pytest.mark.parametrize("library", LIBRARIES)
def test_commands_authenticate_by_token(
    signering: Signering, monkeypatch: pytest.MonkeyPatch, emulated: tuple[Server, CertificateFolder], library: str
) -> None:
    server, certificates = emulated
    monkeypatch.setenv("SIGNERING_PASSWORD", "emulator")
    monkeypatch.setenv("SIGNERING_CLIENT_ID", "emulator")
    monkeypatch.setenv("SIGNERING_TOKEN_TRUST", str(certificates.anchors))
    options = ("--service", f"{server.url}/api", "--credentials", certificates.client, "--trust", certificates.anchors)
    tokens = ("--broker-id", "555444", "--token-endpoint", f"{server.url}/oauth2/token")
    result = signering("ping", "--transport", library, *options, *tokens)
    assert (result.status, result.out) == (0, "organisation 999999999, on behalf of itself\n")


def test_commands_authenticate_by_token_over_unencrypted_http(signering: Signering) -> None:
    with Server() as server:
        clock = RealClock()
        settings = EmulatorSettings(root=f"{server.url}/api", authentication="token")
        server.start(Site(Emulator(settings, clock=clock), clock))
        options = ("--service", f"{server.url}/api", "--sender", NUMBER)
        result = signering("ping", *options, *TOKENS, "--token-endpoint", f"{server.url}/oauth2/token")
    assert result.status == 0


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_connection_has_options(
    signering: Signering, secure: Service, sealing: list[str], monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.setenv("SIGNERING_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("SIGNERING_USER_AGENT", "archive/2.1")
    options = ("--service", secure.root, "--trust", "anchors", "--connect-timeout", "7", "--read-timeout", "7.5")
    with proxy() as between:
        typed = ("--transport", library, "--proxy", between.url)
        assert signering("ping", *options, *sealing, *typed).status == 0

    assert between.connections == 1


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        pytest.param("--connect-timeout", "0", "0.0 is not in the range x>0", id="no time"),
        pytest.param("--read-timeout", "soon", "'soon' is not a valid float", id="no number"),
        pytest.param("--proxy", "proxy.example", "the proxy must be a URL like", id="no URL"),
        pytest.param(
            "--proxy",
            "http://a:b@proxy.example",
            "other users of this machine can see a command line",
            id="a typed password",
        ),
        pytest.param("--user-agent", "a\nb", "user_agent must consist of visible ASCII", id="a line feed"),
    ],
)
def test_wrong_options_of_the_connection_are_refused(
    signering: Signering, calling: list[str], option: str, value: str, message: str
) -> None:
    result = signering("ping", *calling, option, value)

    assert result.status == 2
    assert message in result.err


def test_the_password_of_a_proxy_comes_from_a_variable(
    signering: Signering, calling: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNERING_PROXY", "http://kari:hemmelig@proxy.example:3128")

    assert signering("ping", *calling).status == 0


def test_a_file_has_the_connection_options(
    signering: Signering, calling: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "ours.toml"
    file.write_text(f'service = "{calling[1]}"\nsender = "{NUMBER}"\nretries = 0\n')

    assert signering("ping", "--config", file).status == 0
    monkeypatch.setenv("SIGNERING_CONFIG", str(file))
    assert signering("ping").status == 0
    assert "--trust" in signering("ping", "--environment", "difitest").err
    assert f"configuration: ok: {file}" in signering("doctor").out


def test_the_file_of_the_user_is_used(
    signering: Signering, calling: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(folder / name))
    assert signering("ping").status == 2
    (folder / "signering").mkdir()
    (folder / "signering" / "signering.toml").write_text(f'service = "{calling[1]}"\nsender = "{NUMBER}"\n')

    assert signering("ping").status == 0
    assert signering("ping", "--config", os.devnull).status == 2
