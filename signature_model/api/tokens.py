"""Authentication by OAuth 2 token, client credentials: the request for a token, its response, and a cache.

The certificate proves who asks for a token; calls of the API then carry the token and no certificate. Sends nothing.
Source: the service's documentation, create client configuration; RFC 6749, 4.4; RFC 8707.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from signature_model.api.calls import COMMON
from signature_model.api.http import MAX_TOKEN, TOKEN, Request, maybe_encoding
from signature_model.api.services import Service, checked_token_endpoint
from signature_model.errors import SigningError, TokenError
from signature_model.masking import Secret, masked, quoted
from signature_model.type_checks import require_types

if TYPE_CHECKING:
    from signature_model.api.http import Response

MARGIN: Final = 30.0
"""In seconds: a token is not used if less than this is left of its lifetime."""
_SHORTEST_USE: Final = 5.0
"""In seconds: a token with a short lifetime is used at least this long, even if less than the margin is left."""
_LONGEST_LIFETIME: Final = 365 * 24 * 3600
_MOST_OF_BODY: Final = 512
"""The maximum number of characters of a response that an error contains."""
_HINT: Final = "check that the certificate is registered for this client id"


class NoTokenEndpoint(SigningError, ValueError):
    """The service has no known token endpoint, and none was given."""

    default_hint = "give token_endpoint to TokenAuthentication"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAuthentication:
    """The client that asks for tokens. Share one transport with this authentication between your clients.

    ``client_id`` and ``broker_id`` were issued together; the broker id is not an organisation number.
    ``token_endpoint`` is needed for services other than production and difitest. Raises ValueError for an id that is
    empty or contains white space, and for an endpoint that is not a URL with https.
    """

    client_id: str
    broker_id: str
    token_endpoint: str | None = None

    def __post_init__(self) -> None:
        require_types(self, client_id=str, broker_id=str, token_endpoint=str | None)
        for name in ("client_id", "broker_id"):
            value = getattr(self, name)
            if not value or any(each.isspace() or not each.isprintable() for each in value):
                msg = f"{name} must not be empty or contain white space, but it is {quoted(value)}"
                raise ValueError(msg)
        if self.token_endpoint is not None:
            checked_token_endpoint(self.token_endpoint)

    def endpoint(self, service: Service) -> str:
        """Return the URL where tokens for a service are issued. Raises NoTokenEndpoint."""
        found = self.token_endpoint or service.token_endpoint
        if found is None:
            msg = f"there is no token endpoint for {service.root}"
            raise NoTokenEndpoint(msg)
        return found

    def request(self, service: Service) -> Request:
        """Return the request for a token, to be sent with the client certificate. Raises NoTokenEndpoint."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "scope": f"signering:{self.broker_id}",
            "resource": resource_of(service),
        }
        body = urlencode(form).encode()
        headers = (
            ("Accept", "application/json"),
            *COMMON,
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", str(len(body))),
        )
        endpoint = self.endpoint(service)
        return Request(method="POST", url=endpoint, headers=headers, body=(body,), timeouts=TOKEN, limit=MAX_TOKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token and its lifetime in seconds. Its ``repr`` does not show it."""

    value: Secret = field(repr=False)
    lifetime: float

    def added_to(self, request: Request) -> Request:
        """Return the request with the token."""
        bearer = ("Authorization", Secret(f"Bearer {self.value}"))
        return replace(request, headers=(*request.headers, bearer))


def resource_of(service: Service) -> str:
    """Return the scheme and host of a service without a slash at the end, because the issuer compares exact strings."""
    parts = urlsplit(service.root)
    return f"{parts.scheme}://{parts.netloc}"


def read_token(response: Response) -> Token:
    """Return the token in a response. Raises TokenError."""
    if not response.is_success:
        raise _error(response, f"the token endpoint responded with status {response.status}")
    if response.is_cut or maybe_encoding(response.headers) is not None:
        raise _error(response, "the token endpoint's response is too large or encoded", is_shown=False)
    try:
        found = json.loads(response.body)
    except (ValueError, RecursionError):
        found = None  # the exception holds the body
    if not isinstance(found, dict):
        del found
        raise _error(response, "the token endpoint's response is not a JSON object")
    value, lifetime = found.get("access_token"), found.get("expires_in")
    if not isinstance(value, str) or not _is_token(value):
        problem = "access_token must be a string that can be sent"
    elif type(lifetime) is not int or not 0 < lifetime <= _LONGEST_LIFETIME:
        problem = f"expires_in must be a whole number of seconds, from 1 to {_LONGEST_LIFETIME:,} (365 days)"
    else:
        return Token(value=Secret(value), lifetime=lifetime)
    del found, value
    raise _error(response, f"the token endpoint's response cannot be used: {problem}", is_shown=False)


class TokenCache:
    """The token in memory. Threads may share it. Moments are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._token: Token | None = None
        self._ends = 0.0

    def maybe_token(self, now: float) -> Token | None:
        """Return the token in memory, unless it ends too soon."""
        with self._lock:
            return self._token if now < self._ends else None

    def keep(self, token: Token, now: float) -> None:
        """Keep a new token. One that is valid for 35 seconds or less is kept for at most 5 seconds."""
        with self._lock:
            self._token, self._ends = token, now + max(token.lifetime - MARGIN, min(token.lifetime, _SHORTEST_USE))

    def drop(self, token: Token) -> None:
        """Forget a token that the service refused, unless another one is already in memory."""
        with self._lock:
            if self._token is token:
                self._token, self._ends = None, 0.0


def _is_token(value: str) -> bool:
    return bool(value) and value.isascii() and all("!" <= each <= "~" for each in value)


def _error(response: Response, message: str, *, is_shown: bool = True) -> TokenError:
    text = response.body.decode(errors="replace")
    body = masked(text)[:_MOST_OF_BODY] if is_shown and "access_token" not in text else ""
    hint = _HINT if response.status == HTTPStatus.UNAUTHORIZED else None
    return TokenError(message, hint, status=response.status, body=body)
