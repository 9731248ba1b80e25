"""The token endpoint. It issues tokens to the only registered client, which presents its certificate, and checks them.

Source: RFC 6749, 4.4 and 5.2; RFC 8707. Tokens are not part of a stored state: after a restart, clients fetch new ones.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from signature_model.api.http import Response
from signature_transports.emulator.replies import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from signature_model.api.http import Request
    from signature_transports.emulator.settings import Settings

TOKEN_PATH: Final = "/oauth2/token"  # noqa: S105 - a path
_CHALLENGE: Final = {"www-authenticate": 'Bearer error="invalid_token"'}
_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCounts:
    """How many tokens were issued since the last reset, and how many of them are valid."""

    issued: int
    valid: int


class TokenIssuer:
    """Issues tokens. It is used by one thread at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issued: dict[str, tuple[datetime, str | None]] = {}
        self._count = 0

    def issue(self, request: Request, caller: str | None, thumbprint: str | None, now: datetime) -> Response:
        """Return the response to a request for a token. A ``caller`` of None needs no certificate."""
        fields = _fields(request)
        fault = None if fields is None else self._fault(fields, caller, thumbprint)
        if fields is None or fault is not None:
            status = HTTPStatus.UNAUTHORIZED if fault == "invalid_client" else HTTPStatus.BAD_REQUEST
            return _json({"error": fault or "invalid_request"}, status)
        lifetime = self._settings.token_lifetime
        token = token_urlsafe(32)
        self._remove_expired(now)
        self._count += 1
        self._issued[token] = (now + timedelta(seconds=lifetime), caller)
        return _json({"access_token": token, "token_type": "Bearer", "expires_in": lifetime})

    def counts(self, now: datetime) -> TokenCounts:
        """Return the numbers of tokens."""
        self._remove_expired(now)
        return TokenCounts(issued=self._count, valid=len(self._issued))

    def revoke(self) -> None:
        """Make all tokens invalid."""
        self._issued.clear()

    def caller(self, request: Request, caller: str | None, now: datetime) -> str | None:
        """Return the organisation for which a request is made: the token's, or else the certificate's.

        Raises Refused for a token that is unknown or has expired, and for authentication that the settings exclude.
        """
        given = next((value for name, value in request.headers if name.lower() == "authorization"), None)
        way = self._settings.authentication
        if given is None:
            if way == "token":
                raise Refused(HTTPStatus.UNAUTHORIZED, "NOT_AUTHORIZED", "the call has no token", _CHALLENGE)
            return caller
        kind, _, token = given.partition(" ")
        end, owner = self._issued.get(token, (None, None))
        if way == "certificate" or kind.lower() != "bearer" or end is None or now >= end:
            raise Refused(HTTPStatus.UNAUTHORIZED, "NOT_AUTHORIZED", "the token is unknown or has expired", _CHALLENGE)
        return owner

    def _remove_expired(self, now: datetime) -> None:
        self._issued = {each: (end, who) for each, (end, who) in self._issued.items() if end > now}

    def _fault(self, fields: Mapping[str, str], caller: str | None, thumbprint: str | None) -> str | None:
        settings = self._settings
        resource = urlsplit(settings.root)
        is_bound = caller != "" and settings.token_thumbprint in {None, thumbprint}
        if fields.get("client_id") != settings.client_id or not is_bound:
            return "invalid_client"
        if fields.get("grant_type") != "client_credentials":
            return "unsupported_grant_type"
        if fields.get("scope") != f"signering:{settings.broker_id}":
            return "invalid_scope"
        if fields.get("resource") != f"{resource.scheme}://{resource.netloc}":
            return "invalid_target"
        return None


def _fields(request: Request) -> dict[str, str] | None:
    headers = {name.lower(): value for name, value in request.headers}
    if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return None
    try:
        pairs = parse_qsl(
            b"".join(request.body).decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=20
        )
    except ValueError:
        return None
    return dict(pairs) if len(dict(pairs)) == len(pairs) else None


def _json(content: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    headers = {"content-type": _JSON, "cache-control": "no-store"}
    return Response(status=int(status), headers=headers, body=json.dumps(content).encode())
