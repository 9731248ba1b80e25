"""One object has the clients of one service, however it is called for."""

import asyncio
import importlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

import signature_transports
from signature_model import (
    DIFITEST,
    Context,
    Environment,
    Manner,
    NoAnswer,
    Retries,
    Sector,
    ServiceError,
    TokenAuthentication,
)
from signature_model.api.services import Service
from signature_transports import (
    CallTimeouts,
    SettingsError,
    Timeouts,
    connect,
    connect_async,
    connect_from_environment,
)
from signature_transports.clocks import RealClock
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.web.certificate_folder import CertificateFolder
from signature_transports.emulator.web.server import Server, server_context
from signature_transports.emulator.web.site import Site
from signature_transports.http_libraries import LIBRARIES, installed, library_named
from tests.kits.tls import credentials
from tests.signature_transports.proxies import refusing

SENDER: Final = "999999999"
SAID: Final = "organisation 999999999, on behalf of itself"
TOKEN: Final = TokenAuthentication(client_id="emulator", broker_id="555444")


@dataclass(frozen=True, kw_only=True)
class Emulated:
    """An emulator with TLS, and the arguments that connect to it."""

    url: str
    emulator: Emulator
    folder: CertificateFolder

    @property
    def root(self) -> str:
        """The URL of the service."""
        return f"{self.url}/api"

    @property
    def files(self) -> dict[str, Any]:
        """The credentials and the trust anchors."""
        return {"credentials": self.folder.client, "password": "emulator", "trust": self.folder.anchors}

    @property
    def token(self) -> dict[str, Any]:
        """Authentication by token."""
        endpoint = f"{self.url}/oauth2/token"
        authentication = TokenAuthentication(client_id="emulator", broker_id="555444", token_endpoint=endpoint)
        return {"token": authentication, "token_trust": self.folder.anchors}


@pytest.fixture(scope="module")
def emulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    """The emulator."""
    folder = CertificateFolder(path=tmp_path_factory.mktemp("certificates"))
    folder.fill(datetime.now(UTC))
    with Server(tls=server_context(folder)) as server:
        clock = RealClock()
        settings = Settings(root=f"{server.url}/api", token_thumbprint=folder.thumbprint, calls_per_second=None)
        emulator = Emulator(settings, clock=clock)
        server.start(Site(emulator, clock))
        yield Emulated(url=server.url, emulator=emulator, folder=folder)


@pytest.mark.parametrize("library", LIBRARIES)
def test_one_object_has_the_clients(emulated: Emulated, library: str) -> None:
    with connect(emulated.root, transport=library, **emulated.files) as service:
        assert service.portal.ping().strip() == SAID
        assert service.direct.poll().change is None
        with pytest.raises(ServiceError) as refusal:
            service.archive.pades("unknown")
    assert refusal.value.code == "ARCHIVED_DOCUMENT_NOT_FOUND"


@pytest.mark.parametrize("library", LIBRARIES)
def test_clients_share_a_token(emulated: Emulated, library: str) -> None:
    before = len(emulated.emulator.journal())
    with connect(emulated.root, transport=library, **emulated.files, **emulated.token) as service:
        assert service.portal.ping().strip() == SAID
        with pytest.raises(ServiceError):
            service.archive.save_pades("unknown", io.BytesIO())
    assert len(emulated.emulator.journal()) - before in {2, 3}


@pytest.mark.parametrize("library", LIBRARIES[1:])
@pytest.mark.parametrize("by_token", [False, True], ids=["by certificate", "by token"])
def test_one_object_has_the_asynchronous_clients(emulated: Emulated, library: str, by_token: bool) -> None:  # noqa: FBT001 - the ids
    async def ping() -> str:
        given = emulated.token if by_token else {}
        async with connect_async(emulated.root, transport=library, **emulated.files, **given) as service:
            with pytest.raises(ServiceError):
                await service.archive.pades("unknown")
            assert (await service.direct.poll(polling_queue=f"{library} {by_token}")).change is None
            return await service.portal.ping()

    assert asyncio.run(ping()).strip() == SAID


@pytest.mark.parametrize("by_file", [False, True])
def test_the_variables_of_the_commands_connect_a_program(
    emulated: Emulated,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    by_file: bool,  # noqa: FBT001 - a case
) -> None:
    (tmp_path / "password").write_text("emulator\n")
    password = {"PASSWORD_FILE": str(tmp_path / "password")} if by_file else {"PASSWORD": "emulator"}
    given = {
        "SERVICE": emulated.root,
        "CREDENTIALS": str(emulated.folder.client),
        "TRUST": str(emulated.folder.anchors),
        "CLIENT_ID": "emulator",
        "BROKER_ID": "555444",
        "TOKEN_ENDPOINT": f"{emulated.url}/oauth2/token",
        "TOKEN_TRUST": str(emulated.folder.anchors),
        **password,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"SIGNERING_{name}", value)

    with connect_from_environment() as service:
        assert service.portal.ping().strip() == SAID


def test_an_error_names_the_variable() -> None:
    with pytest.raises(SettingsError, match="Give SIGNERING_ENVIRONMENT, or its URL with SIGNERING_SERVICE"):
        connect_from_environment({})


def test_the_options_of_the_connection_are_used() -> None:
    tight = Timeouts(connect=3, silence=3, whole=3)
    with (
        refusing() as proxy,
        connect(
            "https://service.example/api",
            credentials=credentials(),
            trust=credentials().chain,
            proxy=proxy.url,
            sender=SENDER,
            timeouts=CallTimeouts(messages=tight, transfers=tight),
            user_agent="archive/2",
            manner=Manner(retries=Retries(times=0)),
        ) as service,
        pytest.raises(NoAnswer, match="407"),
    ):
        service.portal.ping()


def test_an_environment_has_a_name_or_is_a_service() -> None:
    given: dict[str, Any] = {"credentials": credentials(), "trust": credentials().chain}
    for each in ("difitest", DIFITEST):
        with connect(each, **given) as service:
            assert service.service == DIFITEST
    with connect(Service(root="http://127.0.0.1:1/api", environment=Environment.PRODUCTION)) as service:
        assert service.service.environment is Environment.PRODUCTION


def test_a_connection_shows_only_the_service() -> None:
    with connect("http://127.0.0.1:1/api", context=Context(sector=Sector.PUBLIC)) as service:
        assert repr(service) == f"Connection(service={service.service!r})"


@pytest.mark.parametrize(
    ("environment", "given", "message"),
    [
        pytest.param("staging", {}, "environment must be one of production, difitest, difiqa", id="name"),
        pytest.param("127.0.0.1:8443/api", {}, "environment must be a name or a URL that begins with", id="no scheme"),
        pytest.param("ftp://x/api", {}, "root must be a URL like", id="scheme"),
        pytest.param("difitest", {}, "give your certificate with credentials, and the trust anchors", id="no files"),
        pytest.param("difitest", {"token": TOKEN}, "credentials: it proves who asks for a token", id="no certificate"),
        pytest.param("difiqa", {"token": TOKEN}, "Give the URL with token_endpoint", id="no endpoint"),
        pytest.param("difitest", {"sender": "1"}, "sender must be an organisation number", id="sender"),
        pytest.param("difitest", {"proxy": "proxy:1"}, "the proxy must be a URL like", id="proxy"),
        pytest.param("difitest", {"transport": "curl"}, "transport must be one of requests, httpx, httpx2", id="curl"),
    ],
)
def test_arguments_are_checked_before_anything_is_sent(environment: str, given: Any, message: str) -> None:  # noqa: ANN401 - any
    with pytest.raises(ValueError, match=message):
        connect(environment, **given)


def test_requests_does_not_await() -> None:
    with pytest.raises(ValueError, match="transport must be one of httpx, httpx2, not 'requests'"):
        connect_async("difitest", transport="requests")


def test_an_unknown_argument_is_named() -> None:
    wrong: Any = {"credential": "our.p12"}
    with pytest.raises(TypeError, match="unexpected argument 'credential'; the arguments are"):
        connect("difitest", **wrong)


def test_without_a_library_for_asyncio_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_transports.http_libraries.find_spec", lambda name: name == "requests")
    with pytest.raises(ImportError, match="asyncio needs httpx or httpx2: httpx is not installed: "):
        connect_async("difitest")


@pytest.mark.parametrize("name", [None, "httpx"])
def test_a_missing_library_is_an_import_error(monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
    monkeypatch.setattr("signature_transports.http_libraries.find_spec", lambda _: None)
    assert installed() == []
    with pytest.raises(ImportError, match=f"{name or 'requests'} is not installed: "):
        library_named(name)


def test_the_package_has_the_names() -> None:
    importlib.reload(signature_transports)  # pytest imports it before coverage is measured
    assert {"connect", "connect_async", "Timeouts"} <= {*dir(signature_transports)}
    with pytest.raises(AttributeError, match="has no attribute 'conect'"):
        signature_transports.conect  # type: ignore[attr-defined]  # noqa: B018 - misspelt
