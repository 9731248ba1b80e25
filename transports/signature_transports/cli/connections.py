"""Open the connections that the options describe. Errors name the options."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from signature_model.console.errors import Unusable
from signature_transports import settings as of_settings
from signature_transports import token_settings
from signature_transports.cli.keys import maybe_credentials, maybe_trust_anchors
from signature_transports.settings import SettingsError, option_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.api.services import Service
    from signature_model.api.tokens import TokenAuthentication
    from signature_model.credentials.enterprise import Credentials
    from signature_transports.connections import Connection
    from signature_transports.settings import Settings


@contextmanager
def open_connection(settings: Settings, credentials: Credentials | None = None) -> Iterator[Connection]:
    """Open a connection to the service with the given credentials, or else with those that the options name."""
    from signature_transports.connections import connect_with  # noqa: PLC0415 - `--help` needs no cryptography

    with _in_words_of_options():
        of_settings.service_of(settings)  # first, because a password may be asked for
        known = maybe_credentials(settings) if credentials is None else credentials
        connection = connect_with(settings, credentials=known, trust=maybe_trust_anchors(settings))
    with connection:
        yield connection


def service_of(settings: Settings) -> Service:
    """Return the service that the options name. Raises click.UsageError for contradictory options."""
    with _in_words_of_options():
        return of_settings.service_of(settings)


def maybe_authentication(settings: Settings) -> TokenAuthentication | None:
    """Return the authentication by token that the options name.

    Raises click.UsageError if only one of its two ids is given.
    """
    with _in_words_of_options():
        return token_settings.maybe_authentication(settings)


def token_endpoint_of(authentication: TokenAuthentication, settings: Settings) -> str:
    """Return the URL where tokens are issued. Raises click.UsageError if it is not known."""
    with _in_words_of_options():
        return token_settings.require_endpoint(authentication, of_settings.service_of(settings))


def library_of(settings: Settings) -> str:
    """Return the HTTP library to use. Raises Unusable if it is not installed."""
    from signature_transports.http_libraries import library_named  # noqa: PLC0415 - as above

    with _in_words_of_options():
        return library_named(settings.transport)


@contextmanager
def _in_words_of_options() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        raise click.UsageError(error.in_terms_of(option_of)) from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except ImportError as error:
        raise Unusable(str(error)) from error
