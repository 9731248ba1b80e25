"""A token endpoint for tests of calls: it issues one token to everybody, and requests are compared without it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from signature_model import Service
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import transport
from tests.signature_transports.emulated import joined
from tests.signature_transports.scripted import a_service
from tests.signature_transports.servers import Server, Visit, answer

PATH: Final = "/oauth2/token"
AUTHORIZATION: Final = b"Authorization: Bearer a.b.c\r\n"


def serve_token(visit: Visit) -> None:
    """Issue the token."""
    body = b'{"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 600}'
    visit.write(answer("200 OK", body, "Content-Type: application/json"))


@contextmanager
def with_tokens(kind: str, serve: Callable[[Visit], object]) -> Iterator[tuple[Server, Service, Any]]:
    """A server, the service that it is, and a transport that authenticates by token; it must fetch one token."""
    with (
        Server(serve, server_context()) as server,
        Server(serve_token, server_context()) as endpoint,
        transport(kind, trusting()) as real,
    ):
        service = a_service(server.url)
        yield server, service, joined(real, real, service, endpoint.url + PATH)
    assert len(endpoint.requests) == 1


def without_token(request: bytes) -> bytes:
    """Return a request without the token that it must have."""
    before, found, after = request.partition(AUTHORIZATION)
    assert found
    return before + after
