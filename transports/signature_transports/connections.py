"""One object with the clients of one service, connected as your arguments or environment variables say.

A connection owns its transports. Its clients share them, the call policy and, with authentication by token, the token.
"""

from __future__ import annotations

import os
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Self, TypedDict, Unpack

from signature_model.api.exchange import Manner, Retries
from signature_model.api.services import POSTEN, Service
from signature_model.clients.archive import ArchiveClient, AsyncArchiveClient
from signature_model.clients.direct import AsyncDirectClient, DirectClient
from signature_model.clients.portal import AsyncPortalClient, PortalClient
from signature_model.extras import install_command
from signature_model.jobs.context import Context, Environment
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.masking import quoted
from signature_transports.connection_options import CallTimeouts, ConnectionOptions
from signature_transports.key_files import anchors_from, credentials_from, password_from
from signature_transports.settings import (
    PASSWORD,
    Settings,
    SettingsError,
    environment_named,
    maybe_authentication,
    require_endpoint,
    service_of,
    variable_of,
)
from signature_transports.tls import client_context, token_context
from signature_transports.tokens import AsyncTokenTransport, TokenTransport

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager

    from cryptography.x509 import Certificate

    from signature_model.api.flow import AsyncTransport, Transport
    from signature_model.api.tokens import TokenAuthentication
    from signature_model.credentials.enterprise import Credentials
    from signature_transports.key_files import FilePath

LIBRARIES: Final = ("requests", "httpx", "httpx2")
"""The HTTP libraries that can be used, the default first."""


class ConnectArguments(TypedDict, total=False):
    """The keyword arguments of ``connect`` and ``connect_async``. All are optional.

    credentials:
        The enterprise certificate with its key: ``Credentials``, or the path or content of a PKCS#12 or PEM file.
    password:
        The password of that file.
    trust:
        The trust anchors for the server: the path of a PEM or DER file or of a folder of such files, the content of a
        file, or certificates.
    token:
        Authenticate by token instead of the client certificate.
    token_trust:
        The trust anchors for the token endpoint, as ``trust``; by default, public authorities and the host name.
    sender:
        The organisation number for calls that name no sender; by default, the one in the certificate.
    context:
        What is known when jobs are validated, such as the sender's sector.
    timeouts:
        The time limits of calls.
    proxy:
        The URL of an HTTP proxy. Environment variables such as ``HTTPS_PROXY`` are ignored.
    user_agent:
        A text that is added to the User-Agent.
    transport:
        The HTTP library, ``"requests"``, ``"httpx"`` or ``"httpx2"``; by default, the first that is installed.
    manner:
        The call policy: the limit on calls and the retries. Share it between connections of one organisation.
    server_organization:
        The organisation in the certificate of a service with a URL of its own; by default, Posten.
    """

    credentials: Credentials | bytes | FilePath | None
    password: str | bytes | None
    trust: Iterable[Certificate] | bytes | FilePath | None
    token: TokenAuthentication | None
    token_trust: Iterable[Certificate] | bytes | FilePath | None
    sender: str | None
    context: Context | None
    timeouts: CallTimeouts | None
    proxy: str | None
    user_agent: str | None
    transport: str | None
    manner: Manner | None
    server_organization: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The clients of one service. Use it in a ``with`` statement, or call ``close``."""

    service: Service
    transport: Transport = field(repr=False)
    portal: PortalClient = field(repr=False)
    direct: DirectClient = field(repr=False)
    archive: ArchiveClient = field(repr=False)
    _closing: ExitStack = field(repr=False)

    def close(self) -> None:
        """Close the transports."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class AsyncConnection:
    """The asynchronous clients of one service. Use it in an ``async with`` statement, or await ``aclose``."""

    service: Service
    transport: AsyncTransport = field(repr=False)
    portal: AsyncPortalClient = field(repr=False)
    direct: AsyncDirectClient = field(repr=False)
    archive: AsyncArchiveClient = field(repr=False)
    _closing: AsyncExitStack = field(repr=False)

    async def aclose(self) -> None:
        """Close the transports."""
        await self._closing.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def connect(environment: str | Service, **arguments: Unpack[ConnectArguments]) -> Connection:
    """Return the clients of a service, over one connection. Nothing is sent yet.

    ``environment`` is the name of an environment of the service, ``"production"`` or ``"difitest"``, or the URL of an
    emulator or a gateway, whose jobs are validated for the test environment, or a ``Service``. The other arguments are
    those of ``ConnectArguments``. Over HTTPS, ``credentials`` and ``trust`` are needed.

    Raises SettingsError or another ValueError for arguments that are missing or contradict each other, CredentialsError
    for unusable files, and ImportError if the HTTP library is not installed.
    """
    parts = _Parts.of(environment, arguments)
    with ExitStack() as stack:
        transport: Transport = stack.enter_context(_transport(parts.library, parts.tls, parts.options))
        if parts.authentication is not None:
            fetching = stack.enter_context(_transport(parts.library, parts.token_tls, parts.options))
            transport = TokenTransport(
                transport, authentication=parts.authentication, service=parts.service, token_transport=fetching
            )
        return Connection(
            service=parts.service,
            transport=transport,
            portal=PortalClient(transport, parts.service, context=parts.context, **parts.known),
            direct=DirectClient(transport, parts.service, context=parts.context, **parts.known),
            archive=ArchiveClient(transport, parts.service, **parts.known),
            _closing=stack.pop_all(),
        )


def connect_async(environment: str | Service, **arguments: Unpack[ConnectArguments]) -> AsyncConnection:
    """As ``connect``, for asyncio. The HTTP library is httpx or httpx2. Use the connection within one event loop."""
    from signature_transports.httpx import AsyncHttpxTransport  # noqa: PLC0415 - may not be installed

    parts = _Parts.of(environment, arguments, LIBRARIES[1:])
    made = AsyncHttpxTransport(parts.tls, library=parts.library, options=parts.options)
    closing = AsyncExitStack()
    closing.push_async_callback(made.aclose)
    transport: AsyncTransport = made
    if parts.authentication is not None:
        fetching = AsyncHttpxTransport(parts.token_tls, library=parts.library, options=parts.options)
        closing.push_async_callback(fetching.aclose)
        transport = AsyncTokenTransport(
            transport, authentication=parts.authentication, service=parts.service, token_transport=fetching
        )
    return AsyncConnection(
        service=parts.service,
        transport=transport,
        portal=AsyncPortalClient(transport, parts.service, context=parts.context, **parts.known),
        direct=AsyncDirectClient(transport, parts.service, context=parts.context, **parts.known),
        archive=AsyncArchiveClient(transport, parts.service, **parts.known),
        _closing=closing,
    )


def connect_from_environment(variables: Mapping[str, str] | None = None) -> Connection:
    """Return the clients of the service that the variables of the commands name, such as ``SIGNERING_ENVIRONMENT``.

    ``variables`` are by default those of the process. Raises what ``connect`` raises; a SettingsError names variables.
    """
    given = os.environ if variables is None else variables
    try:
        settings = Settings.from_environment(given)
        file = settings.password_file
        password = given.get(PASSWORD) if file is None else password_from(file)
        return connect_with(settings, credentials=settings.credentials, password=password, trust=settings.trust)
    except SettingsError as error:
        raise SettingsError(error.in_terms_of(variable_of)) from error


def connect_with(
    settings: Settings,
    *,
    credentials: Credentials | FilePath | None,
    trust: Iterable[Certificate] | FilePath | None,
    password: str | bytes | None = None,
) -> Connection:
    """Connect as settings say, with credentials and trust anchors that may have been read already."""
    return connect(
        service_of(settings),
        credentials=credentials,
        password=password,
        trust=trust,
        token=maybe_authentication(settings),
        token_trust=settings.token_trust,
        sender=settings.sender,
        timeouts=CallTimeouts.of(connect=settings.connect_timeout, read=settings.read_timeout),
        proxy=settings.proxy,
        user_agent=settings.user_agent,
        transport=settings.transport,
        manner=Manner(retries=Retries(times=settings.retries)),
        server_organization=settings.server_organization,
    )


def installed() -> list[str]:
    """Return the HTTP libraries that are installed."""
    return [name for name in LIBRARIES if find_spec(name)]


def library_named(name: str | None, choices: tuple[str, ...] = LIBRARIES) -> str:
    """Return the HTTP library to use. Raises ImportError if it is not installed, ValueError for another name."""
    if name is not None and name not in choices:
        msg = f"transport must be one of {', '.join(choices)}, not {quoted(name)}"
        raise ValueError(msg)
    names = [each for each in installed() if each in choices]
    wanted = name or next(iter(names), choices[0])
    if wanted not in names:
        msg = f"{wanted} is not installed: {install_command(wanted)}"
        raise ImportError(msg)
    return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The parts of a connection, whether it blocks or awaits."""

    service: Service
    library: str
    options: ConnectionOptions
    tls: ssl.SSLContext | None
    authentication: TokenAuthentication | None
    token_tls: ssl.SSLContext | None
    context: Context
    known: dict[str, Any]

    @classmethod
    def of(cls, environment: str | Service, given: ConnectArguments, libraries: tuple[str, ...] = LIBRARIES) -> _Parts:
        """Check the arguments and read the files."""
        _require_known(given)
        options = ConnectionOptions(
            timeouts=given.get("timeouts") or CallTimeouts(),
            proxy=given.get("proxy"),
            user_agent=given.get("user_agent"),
        )
        service, library = _service(environment), library_named(given.get("transport"), libraries)
        trust, source, authentication = given.get("trust"), given.get("credentials"), given.get("token")
        anchors = None if trust is None else anchors_from(trust)
        credentials = None if source is None else credentials_from(source, given.get("password"), anchors or ())
        return cls(
            service=service,
            library=library,
            options=options,
            authentication=authentication,
            token_tls=None if authentication is None else _token_tls(service, authentication, credentials, given),
            tls=_tls(service, credentials, anchors, given),
            context=given.get("context") or Context(),
            known={
                "credentials": credentials,
                "sender": given.get("sender"),
                "manner": given.get("manner") or Manner(),
            },
        )


def _require_known(given: ConnectArguments) -> None:
    for name in given:
        if name not in ConnectArguments.__annotations__:
            known = ", ".join(ConnectArguments.__annotations__)
            msg = f"unexpected argument {name!r}; the arguments are environment, {known}"
            raise TypeError(msg)
    sender = given.get("sender")
    if sender is not None and not has_nine_digits(sender):
        msg = f"sender must be an organisation number, which has nine digits, not {quoted(sender)}"
        raise ValueError(msg)


def _service(environment: str | Service) -> Service:
    if isinstance(environment, Service):
        return environment
    if "://" in environment:
        return Service(root=environment, environment=Environment.TEST)
    return environment_named(environment)


def _tls(
    service: Service, credentials: Credentials | None, anchors: tuple[Certificate, ...] | None, given: ConnectArguments
) -> ssl.SSLContext | None:
    """Return the context for the service; None for unencrypted HTTP, which needs no certificates."""
    if service.is_plain:
        return None
    if credentials is None or anchors is None:
        msg = "give your certificate with {credentials}, and the trust anchors for the server with {trust}"
        raise SettingsError(msg)
    presented = credentials if given.get("token") is None else None
    return client_context(presented, anchors, server_organization=given.get("server_organization") or POSTEN)


def _token_tls(
    service: Service,
    authentication: TokenAuthentication,
    credentials: Credentials | None,
    given: ConnectArguments,
) -> ssl.SSLContext | None:
    """Return the context for the token endpoint; None for unencrypted HTTP."""
    if require_endpoint(authentication, service).startswith("http:"):
        return None
    if credentials is None:
        msg = "give your certificate with {credentials}: it proves who asks for a token"
        raise SettingsError(msg)
    trust = given.get("token_trust")
    anchors = None if trust is None else anchors_from(trust)
    return token_context(credentials, anchors, server_organization=given.get("server_organization") or POSTEN)


def _transport(
    library: str, tls: ssl.SSLContext | None, options: ConnectionOptions
) -> AbstractContextManager[Transport]:
    if library == "requests":
        from signature_transports.requests import RequestsTransport  # noqa: PLC0415 - may not be installed

        return RequestsTransport(tls, options=options)
    from signature_transports.httpx import HttpxTransport  # noqa: PLC0415 - may not be installed

    return HttpxTransport(tls, library=library, options=options)
