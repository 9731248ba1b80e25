"""The settings of a connection that authenticate by token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.api.tokens import NoTokenEndpoint, TokenAuthentication
from signature_transports.settings import SettingsError

if TYPE_CHECKING:
    from signature_model.api.services import Service
    from signature_transports.settings import Settings


def maybe_authentication(settings: Settings) -> TokenAuthentication | None:
    """Return the authentication by token that the settings name. Raises SettingsError, ValueError for unusable ids."""
    if settings.client_id is None and settings.broker_id is None:
        if settings.token_endpoint is not None or settings.token_trust is not None:
            msg = "{token_endpoint} and {token_trust} can only be used with {client_id} and {broker_id}"
            raise SettingsError(msg)
        return None
    if settings.client_id is None or settings.broker_id is None:
        msg = "give both {client_id} and {broker_id}: they were issued together"
        raise SettingsError(msg)
    return TokenAuthentication(
        client_id=settings.client_id, broker_id=settings.broker_id, token_endpoint=settings.token_endpoint
    )


def require_endpoint(authentication: TokenAuthentication, service: Service) -> str:
    """Return the URL where tokens for a service are issued. Raises SettingsError."""
    try:
        return authentication.endpoint(service)
    except NoTokenEndpoint as error:
        msg = f"where are tokens for {service.root} issued? Give the URL with {{token_endpoint}}."
        raise SettingsError(msg) from error
