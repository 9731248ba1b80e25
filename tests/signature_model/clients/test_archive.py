"""Documents in long-term storage, by id."""

import asyncio
import io
from typing import Final

import pytest

from signature_model import ArchiveClient, AsyncArchiveClient, Environment, ForeignUrl, Service
from signature_model.api.http import Request, Response
from signature_model.api.services import NoSender
from signature_transports.fake import AsyncFakeTransport, FakeTransport
from tests.kits.certificates import NUMBER
from tests.kits.jobs import credentials

SERVICE: Final = Service(root="https://service.example/api", environment=Environment.TEST)


def archived(request: Request) -> Response:
    """Return the end of the URL as the document."""
    assert request.method == "GET"
    return Response(status=200, body=request.url.removeprefix(SERVICE.root).encode())


def test_ids_are_percent_encoded() -> None:
    client, file = ArchiveClient(FakeTransport(archived), SERVICE, credentials=credentials()), io.BytesIO()
    path = f"/{NUMBER}/archive/documents/a%2Fb%20%C3%B8%3F/pades".encode()
    assert client.pades("a/b ø?") == path
    assert client.save_pades("a/b ø?", file) == len(path)
    assert file.getvalue() == path


def test_the_asynchronous_client_downloads_the_same() -> None:
    client, file = (
        AsyncArchiveClient(AsyncFakeTransport(FakeTransport(archived)), SERVICE, sender="1" * 9),
        io.BytesIO(),
    )
    assert asyncio.run(client.pades("7")) == b"/111111111/archive/documents/7/pades"
    assert asyncio.run(client.save_pades("7", file, sender=NUMBER)) == len(file.getvalue())
    assert file.getvalue() == f"/{NUMBER}/archive/documents/7/pades".encode()


def test_a_step_upwards_is_not_an_id() -> None:
    with pytest.raises(ForeignUrl):
        ArchiveClient(FakeTransport(archived), SERVICE, sender=NUMBER).pades("..")


def test_an_archive_belongs_to_an_organisation() -> None:
    with pytest.raises(NoSender):
        ArchiveClient(FakeTransport(archived), SERVICE).pades("7")
