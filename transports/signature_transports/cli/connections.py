"""From the options to a client: the service, the HTTP library, and TLS."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, NoReturn

import click

from signature_model.api.exchange import Manner, Retries
from signature_model.api.services import POSTEN, SERVICES, Service
from signature_model.console.errors import Unusable
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

    with _transport(library_of(settings), _maybe_tls(service, settings, credentials)) as transport:
        manner = Manner(retries=Retries(times=settings.retries))
        yield PortalClient(transport, service, credentials=credentials, sender=settings.sender, manner=manner)


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


def _maybe_tls(service: Service, settings: Settings, credentials: Credentials | None) -> SSLContext | None:
    if service.is_plain:
        return None
    from signature_transports.tls import client_context  # noqa: PLC0415 - unencrypted HTTP does not need it

    anchors = maybe_trust_anchors(settings)
    if credentials is None or anchors is None:
        _refuse("give your certificate with --credentials, and the trust anchors for the server with --trust")
    return client_context(credentials, anchors, server_organization=settings.server_organization or POSTEN)


def _refuse(message: str) -> NoReturn:
    raise click.UsageError(message)
