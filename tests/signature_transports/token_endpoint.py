"""A token endpoint for tests of calls: it issues one token to everybody, and requests are compared without it."""

from typing import Final

from tests.signature_transports.servers import Visit, answer

PATH: Final = "/oauth2/token"
AUTHORIZATION: Final = b"Authorization: Bearer a.b.c\r\n"


def serve_token(visit: Visit) -> None:
    """Issue the token."""
    body = b'{"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 600}'
    visit.write(answer("200 OK", body, "Content-Type: application/json"))


def without_token(request: bytes) -> bytes:
    """Return a request without the token that it must have."""
    before, found, after = request.partition(AUTHORIZATION)
    assert found
    return before + after
