"""From the options to a client: the service, the HTTP library, and TLS."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, NoReturn

import click

from signature_model.api.exchange import Manner, Retries
from signature_model.api.services import POSTEN, SERVICES, Service
from signature_model.api.tokens import NoTokenEndpoint, TokenAuthentication
from signature_model.console.errors import Unusable
from signature_model.console.trust import read_trust_anchors
from signature_model.jobs.context import Environment
from signature_transports.cli.keys import maybe_credentials, maybe_trust_anchors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from ssl import SSLContext

    from signature_model.api.flow import Transport
    from signature_model.clients.portal import PortalClient
    from signature_model.credentials.enterprise import Credentials
    from signature_transports.cli.options import Settings

LIBRARIES: Final = ("requests", "httpx", "httpx2")
"""The HTTP libraries that can be used, the default first."""


@contextmanager
def connected(settings: Settings) -> Iterator[PortalClient]:
    """Open a client of the service."""
    with client_of(service_of(settings), settings, maybe_credentials(settings)) as client:
        yield client


@contextmanager
def client_of(service: Service, settings: Settings, credentials: Credentials | None) -> Iterator[PortalClient]:
    """Open a client of a service, with credentials that were already read."""
    from signature_model.clients.portal import PortalClient  # noqa: PLC0415 - slow to import; `--help` does not need it

    with transport_of(service, settings, credentials) as transport:
        manner = Manner(retries=Retries(times=settings.retries))
        yield PortalClient(transport, service, credentials=credentials, sender=settings.sender, manner=manner)


@contextmanager
def transport_of(service: Service, settings: Settings, credentials: Credentials | None) -> Iterator[Transport]:
    """Open a transport to a service that authenticates as the options say: by certificate or by token."""
    library, authentication = library_of(settings), _maybe_authentication(settings)
    if authentication is None:
        with _transport(library, _maybe_tls(service, settings, credentials)) as transport:
            yield transport
        return
    from signature_transports.tokens import TokenTransport  # noqa: PLC0415 - calls with a certificate do not need it

    try:
        endpoint = authentication.endpoint(service)
    except NoTokenEndpoint:
        _refuse(f"where are tokens for {service.root} issued? Give the URL with --token-endpoint.")
    with (
        _transport(library, _maybe_token_tls(endpoint, settings, credentials)) as token_transport,
        _transport(library, _maybe_tls(service, settings, credentials, presents=False)) as transport,
    ):
        yield TokenTransport(transport, authentication=authentication, service=service, token_transport=token_transport)


def service_of(settings: Settings) -> Service:
    """Return the service that the options name. A contradiction is wrong usage."""
    if settings.service is None:
        if settings.environment is None:
            _refuse("which service? Give an --environment, or the URL of a --service.")
        if settings.server_organization is not None:
            _refuse("--server-organization goes with --service; the servers of an --environment are Posten's")
        return SERVICES[settings.environment]
    try:
        return Service(root=settings.service, environment=maybe_environment(settings) or Environment.TEST)
    except ValueError as error:
        _refuse(str(error))


def maybe_environment(settings: Settings) -> Environment | None:
    """Return the environment that jobs are validated for; None if only a URL is given."""
    return None if settings.environment is None else SERVICES[settings.environment].environment


def installed() -> list[str]:
    """Return the HTTP libraries that are installed."""
    return [name for name in LIBRARIES if find_spec(name)]


def library_of(settings: Settings) -> str:
    """Return the HTTP library to use. Raises Unusable if it is not installed."""
    names = installed()
    wanted = settings.transport or next(iter(names), LIBRARIES[0])
    if wanted not in names:
        reason = f"{wanted} is not installed: pip install 'posten-signering[{wanted}]'"
        raise Unusable(reason)
    return wanted


def _transport(library: str, tls: SSLContext | None) -> AbstractContextManager[Transport]:
    if library == "requests":
        from signature_transports.requests import RequestsTransport  # noqa: PLC0415 - may not be installed

        return RequestsTransport(tls)
    from signature_transports.httpx import HttpxTransport  # noqa: PLC0415 - may not be installed

    return HttpxTransport(tls, library=library)


def _maybe_authentication(settings: Settings) -> TokenAuthentication | None:
    """Return the authentication by token that the options name. Half of its ids is wrong usage."""
    if settings.client_id is None and settings.broker_id is None:
        if settings.token_endpoint is not None or settings.token_trust is not None:
            _refuse("--token-endpoint and --token-trust go with --client-id and --broker-id")
        return None
    if settings.client_id is None or settings.broker_id is None:
        _refuse("give both --client-id and --broker-id: they were issued together")
    try:
        return TokenAuthentication(
            client_id=settings.client_id, broker_id=settings.broker_id, token_endpoint=settings.token_endpoint
        )
    except ValueError as error:
        _refuse(str(error))


def _maybe_token_tls(endpoint: str, settings: Settings, credentials: Credentials | None) -> SSLContext | None:
    if endpoint.startswith("http:"):
        return None
    from signature_transports.tls import token_context  # noqa: PLC0415 - unencrypted HTTP does not need it

    if credentials is None:
        _refuse("give your certificate with --credentials: it proves who asks for a token")
    anchors = None if settings.token_trust is None else read_trust_anchors(settings.token_trust)
    return token_context(credentials, anchors, server_organization=settings.server_organization or POSTEN)


def _maybe_tls(
    service: Service, settings: Settings, credentials: Credentials | None, *, presents: bool = True
) -> SSLContext | None:
    if service.is_plain:
        return None
    from signature_transports.tls import client_context  # noqa: PLC0415 - unencrypted HTTP does not need it

    anchors = maybe_trust_anchors(settings)
    if credentials is None or anchors is None:
        _refuse("give your certificate with --credentials, and the trust anchors for the server with --trust")
    presented = credentials if presents else None
    return client_context(presented, anchors, server_organization=settings.server_organization or POSTEN)


def _refuse(message: str) -> NoReturn:
    raise click.UsageError(message)
