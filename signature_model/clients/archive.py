"""The clients of long-term storage, one for blocking programs and one for asyncio. Both have the same methods.

Source: the service's documentation, long-term storage. The service has no list of archived documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.api.archive import Archive
from signature_model.api.exchange import Manner
from signature_model.api.flow import run, run_async
from signature_model.clients.submissions import Caller

if TYPE_CHECKING:
    from typing import BinaryIO

    from signature_model.api.flow import AsyncTransport, Transport
    from signature_model.api.services import Service
    from signature_model.credentials.enterprise import Credentials


class ArchiveClient:
    """A blocking client of long-term storage. Threads may share it.

    ``sender`` is the organisation that owns the archive, for calls that name no sender; without it, the number in the
    certificate of the ``credentials`` is used. ``manner`` is the call policy, to be shared with your other clients.

    Every call can raise NoAnswer, ServiceError and UnexpectedAnswer. The code of the ServiceError for an unknown id is
    ``ARCHIVED_DOCUMENT_NOT_FOUND``.
    """

    def __init__(
        self,
        transport: Transport,
        service: Service,
        *,
        credentials: Credentials | None = None,
        sender: str | None = None,
        manner: Manner | None = None,
    ) -> None:
        self._transport = transport
        self._caller = Caller(sender=sender, credentials=credentials)
        self._archive = Archive(service=service, manner=manner or Manner())

    def pades(self, document_id: str, *, sender: str | None = None) -> bytes:
        """Download a signed document (PAdES) by its id in the archive, which may be any text."""
        return run(self._archive.pades(self._caller.sender_or(sender), document_id), self._transport)

    def save_pades(self, document_id: str, file: BinaryIO, *, sender: str | None = None) -> int:
        """Write a signed document to a binary file, piece by piece. Returns its size in bytes.

        If the download fails, the part that was written is removed, provided that the file is seekable.
        """
        number = self._caller.sender_or(sender)
        return run(self._archive.save_pades(number, document_id, file), self._transport)


class AsyncArchiveClient:
    """An asynchronous client of long-term storage, with the arguments and methods of ``ArchiveClient``."""

    def __init__(
        self,
        transport: AsyncTransport,
        service: Service,
        *,
        credentials: Credentials | None = None,
        sender: str | None = None,
        manner: Manner | None = None,
    ) -> None:
        self._transport = transport
        self._caller = Caller(sender=sender, credentials=credentials)
        self._archive = Archive(service=service, manner=manner or Manner())

    async def pades(self, document_id: str, *, sender: str | None = None) -> bytes:
        """As ``ArchiveClient.pades``."""
        number = self._caller.sender_or(sender)
        return await run_async(self._archive.pades(number, document_id), self._transport)

    async def save_pades(self, document_id: str, file: BinaryIO, *, sender: str | None = None) -> int:
        """As ``ArchiveClient.save_pades``."""
        number = self._caller.sender_or(sender)
        return await run_async(self._archive.save_pades(number, document_id, file), self._transport)
