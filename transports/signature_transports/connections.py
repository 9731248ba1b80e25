"""One object with the clients of one service, configured by arguments or environment variables.

A connection owns its transports. Its clients share them, the call policy and, with authentication by token, the token.
"""

from __future__ import annotations

import logging
import os
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, Unpack

from signature_model.api.retries import Retries
from signature_model.clients.archive import ArchiveClient, AsyncArchiveClient
from signature_model.clients.direct import AsyncDirectClient, DirectClient
from signature_model.clients.portal import AsyncPortalClient, PortalClient
from signature_transports.connection_options import CallTimeouts
from signature_transports.connection_parts import ConnectArguments, ConnectionParts
from signature_transports.http_libraries import LIBRARIES, transport_over
from signature_transports.key_files import password_from
from signature_transports.settings import (
    PASSWORD,
    Settings,
    SettingsError,
    service_of,
    variable_of,
)
from signature_transports.token_settings import maybe_authentication

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cryptography.x509 import Certificate

    from signature_model.api.flow import AsyncTransport, Transport
    from signature_model.api.services import Service
    from signature_model.credentials.enterprise import Credentials
    from signature_transports.key_files import FilePath

_log = logging.getLogger(__name__)


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
    """Return a connection with the clients of a service. It sends nothing until you call a client.

    ``environment`` is an environment of the service (``"production"`` or ``"difitest"``), a ``Service``, or the URL of
    an emulator or a gateway, whose jobs are validated for the test environment. The other arguments are those of
    ``ConnectArguments``. Over HTTPS, ``credentials`` and ``trust`` are needed.

    Raises SettingsError or another ValueError for arguments that are missing or contradict each other, CredentialsError
    for unusable files, and ImportError if the HTTP library is not installed.
    """
    parts = ConnectionParts.of(environment, arguments)
    with ExitStack() as stack:
        transport: Transport = stack.enter_context(transport_over(parts.http_library, parts.tls, parts.options))
        if parts.authentication is not None:
            from signature_transports.tokens import TokenTransport  # noqa: PLC0415 - it loads asyncio, 30 ms

            fetching = stack.enter_context(transport_over(parts.http_library, parts.token_tls, parts.options))
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
    from signature_transports.tokens import AsyncTokenTransport  # noqa: PLC0415 - as above

    parts = ConnectionParts.of(environment, arguments, LIBRARIES[1:])
    made = AsyncHttpxTransport(parts.tls, library=parts.http_library, options=parts.options)
    closing = AsyncExitStack()
    closing.push_async_callback(made.aclose)
    transport: AsyncTransport = made
    if parts.authentication is not None:
        fetching = AsyncHttpxTransport(parts.token_tls, library=parts.http_library, options=parts.options)
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

    By default, ``variables`` are the environment variables of the process. Raises what ``connect`` raises; a
    SettingsError names variables.
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
    """Connect with settings. Credentials and trust anchors that were already read need not be read again.

    With both a service and an environment, calls go to the service; a warning names it.
    """
    service = service_of(settings)
    if settings.service is not None and settings.environment is not None:
        named = (service.root, settings.environment)
        _log.warning("calls go to %s; the environment %s is used only to validate jobs", *named)
    return connect(
        service,
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
        retries=Retries(times=settings.retries),
        server_organization=settings.server_organization,
    )
