"""The clients of the portal flow, one for blocking programs and one for asyncio. Both have the same methods.

``api.portal`` says what is sent and what the responses mean, ``submissions`` what a new job consists of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.api.exchange import Manner
from signature_model.api.flow import run, run_async
from signature_model.api.portal import Portal
from signature_model.clients.changes import Queue
from signature_model.clients.submissions import Caller, Submission, in_environment_of
from signature_model.jobs.requests import JobRequest
from signature_model.validation.validators import ANYTHING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import BinaryIO

    from signature_model.api.flow import AsyncStop, AsyncTransport, Stop, Transport
    from signature_model.api.responses import CreatedJob, Poll, Signature, StatusChange
    from signature_model.api.services import Service
    from signature_model.bundles import Bundle
    from signature_model.credentials.enterprise import Credentials
    from signature_model.jobs.context import Context
    from signature_model.jobs.portal import PortalJob

_PLAIN = JobRequest()


class PortalClient:
    """A blocking client of the portal flow. Threads may share it.

    ``credentials`` seal new jobs. ``context`` has the facts for their validation, such as the sector; its environment
    is the service's. ``sender`` is the organisation number for calls that name no sender; brokers must give it, because
    the number in their certificate is their own. ``manner`` is the call policy: the limit of ten calls a second and the
    retries. Clients that call for one organisation should share it.

    Every call can raise NoAnswer, ServiceError and UnexpectedAnswer. Other errors are listed with the methods.
    """

    def __init__(  # noqa: PLR0913 - what a caller may state
        self,
        transport: Transport,
        service: Service,
        *,
        credentials: Credentials | None = None,
        sender: str | None = None,
        context: Context = ANYTHING,
        manner: Manner | None = None,
    ) -> None:
        self._transport = transport
        self._caller = Caller(sender=sender, credentials=credentials, context=in_environment_of(service, context))
        self._portal = Portal(service=service, manner=manner or Manner())

    def ping(self, *, sender: str | None = None) -> str:
        """Return what the service says about the caller and the organisation that it sends for."""
        return run(self._portal.ping(self._caller.sender_or(sender)), self._transport)

    def create(self, job: PortalJob | Bundle) -> CreatedJob:
        """Validate, seal and send a job, for its own sender. A bundle from ``build_bundle`` is sent unchanged.

        Warnings are logged. A creation is never repeated if the service may have carried it out. If the service refuses
        it because the organisation called too often, the job is sealed and sent again after 30 seconds.

        Raises JobRefused if the job has errors, CredentialsError if it cannot be sealed, and OutcomeUnknown if it may
        have been created although the response was lost. NoAnswer means that it was not created. After any other
        exception, such as an interrupt or a timeout of your own, the job may have been created.
        """
        return run(Submission.of_job(job, self._caller).sent_to(self._portal), self._transport)

    def create_from(
        self, bundle: bytes, request: JobRequest = _PLAIN, *, sender: str | None = None, validate: bool = True
    ) -> CreatedJob:
        """Send a bundle that was built elsewhere, with the reference and the polling queue in ``request``.

        Bundle and request are validated unless ``validate`` is False; warnings are logged. The service accepts a seal
        only for five seconds after it was made, so the bundle is sent once. Raises what ``create`` raises. If the
        organisation called too often, that is a ServiceError with ``is_retryable``: build the bundle again.
        """
        submission = Submission.of_bundle(bundle, request, self._caller, sender=sender, validate=validate)
        return run(submission.sent_to(self._portal), self._transport)

    def poll(self, *, sender: str | None = None, polling_queue: str | None = None) -> Poll[StatusChange]:
        """Fetch the next status change of a queue, if there is one. Confirm it after you have processed it."""
        return run(self._portal.poll(self._caller.sender_or(sender), polling_queue), self._transport)

    def changes(
        self,
        *,
        sender: str | None = None,
        polling_queue: str | None = None,
        until_empty: bool = False,
        confirm: bool = True,
        stop: Stop | None = None,
    ) -> Iterator[StatusChange]:
        """Iterate over the status changes of a queue as they arrive, until ``stop`` is set.

        With ``until_empty``, also end when the queue is empty, for a program that runs at intervals. With ``confirm``
        False, the loop confirms nothing: call the method ``confirm`` for each change that was processed.

        A change is confirmed when the loop asks for the next one. If the loop's body raises, breaks or returns, the
        change is not confirmed. The service delivers a change again after ten minutes without confirmation, so your
        code may see a change more than once. Between polls, the iterator waits as long as the service demands. It
        raises if the service stays unreachable after the retries; you can start a new loop at any time.
        """
        number = self._caller.sender_or(sender)
        queue = Queue(self._portal, number, polling_queue, until_empty=until_empty, confirm=confirm)
        return queue.changes(self._transport, stop)

    def confirm(self, change: StatusChange) -> None:
        """Confirm that a status change was processed, so that the service does not deliver it again."""
        run(self._portal.confirm(change), self._transport)

    def cancel(self, job: CreatedJob | StatusChange) -> None:
        """Cancel a job. Raises AlreadyFinished if it is too late, NotOffered if the change has no URL for it."""
        run(self._portal.cancel(job), self._transport)

    def xades(self, signature: Signature) -> bytes:
        """Download the signature (XAdES) of one signer. Raises NotOffered if the signer has not signed."""
        return run(self._portal.xades(signature), self._transport)

    def pades(self, change: StatusChange) -> bytes:
        """Download the signed document (PAdES) with the signatures so far. Raises NotOffered if there are none."""
        return run(self._portal.pades(change), self._transport)

    def save_xades(self, signature: Signature, file: BinaryIO) -> int:
        """Write the XAdES of one signer to a binary file, as ``save`` does. Raises what ``xades`` raises."""
        return run(self._portal.save_xades(signature, file), self._transport)

    def save_pades(self, change: StatusChange, file: BinaryIO) -> int:
        """Write the PAdES to a binary file, as ``save`` does. Raises what ``pades`` raises."""
        return run(self._portal.save_pades(change, file), self._transport)

    def archived_pades(self, document_id: str, *, sender: str | None = None) -> bytes:
        """Download a signed document from long-term storage."""
        return run(self._portal.archived_pades(self._caller.sender_or(sender), document_id), self._transport)

    def save(self, url: str, file: BinaryIO) -> int:
        """Download a ``xades_url`` or ``pades_url`` to a binary file, piece by piece. Returns its size in bytes.

        If the download fails, the part that was written is removed, provided that the file is seekable.
        """
        return run(self._portal.save(url, file), self._transport)

    def delete_documents(self, change: StatusChange) -> None:
        """Delete a completed job's documents from the service. Raises NotOffered if that is not possible yet."""
        run(self._portal.delete_documents(change), self._transport)


class AsyncPortalClient:
    """An asynchronous client of the portal flow, with the arguments and methods of ``PortalClient``.

    The tasks of one event loop may share it.
    """

    def __init__(  # noqa: PLR0913 - what a caller may state
        self,
        transport: AsyncTransport,
        service: Service,
        *,
        credentials: Credentials | None = None,
        sender: str | None = None,
        context: Context = ANYTHING,
        manner: Manner | None = None,
    ) -> None:
        self._transport = transport
        self._caller = Caller(sender=sender, credentials=credentials, context=in_environment_of(service, context))
        self._portal = Portal(service=service, manner=manner or Manner())

    async def ping(self, *, sender: str | None = None) -> str:
        """As ``PortalClient.ping``."""
        return await run_async(self._portal.ping(self._caller.sender_or(sender)), self._transport)

    async def create(self, job: PortalJob | Bundle) -> CreatedJob:
        """As ``PortalClient.create``."""
        return await run_async(Submission.of_job(job, self._caller).sent_to(self._portal), self._transport)

    async def create_from(
        self, bundle: bytes, request: JobRequest = _PLAIN, *, sender: str | None = None, validate: bool = True
    ) -> CreatedJob:
        """As ``PortalClient.create_from``."""
        submission = Submission.of_bundle(bundle, request, self._caller, sender=sender, validate=validate)
        return await run_async(submission.sent_to(self._portal), self._transport)

    async def poll(self, *, sender: str | None = None, polling_queue: str | None = None) -> Poll[StatusChange]:
        """As ``PortalClient.poll``."""
        return await run_async(self._portal.poll(self._caller.sender_or(sender), polling_queue), self._transport)

    def changes(
        self,
        *,
        sender: str | None = None,
        polling_queue: str | None = None,
        until_empty: bool = False,
        confirm: bool = True,
        stop: AsyncStop | None = None,
    ) -> AsyncIterator[StatusChange]:
        """As ``PortalClient.changes``."""
        number = self._caller.sender_or(sender)
        queue = Queue(self._portal, number, polling_queue, until_empty=until_empty, confirm=confirm)
        return queue.async_changes(self._transport, stop)

    async def confirm(self, change: StatusChange) -> None:
        """As ``PortalClient.confirm``."""
        await run_async(self._portal.confirm(change), self._transport)

    async def cancel(self, job: CreatedJob | StatusChange) -> None:
        """As ``PortalClient.cancel``."""
        await run_async(self._portal.cancel(job), self._transport)

    async def xades(self, signature: Signature) -> bytes:
        """As ``PortalClient.xades``."""
        return await run_async(self._portal.xades(signature), self._transport)

    async def pades(self, change: StatusChange) -> bytes:
        """As ``PortalClient.pades``."""
        return await run_async(self._portal.pades(change), self._transport)

    async def save_xades(self, signature: Signature, file: BinaryIO) -> int:
        """As ``PortalClient.save_xades``."""
        return await run_async(self._portal.save_xades(signature, file), self._transport)

    async def save_pades(self, change: StatusChange, file: BinaryIO) -> int:
        """As ``PortalClient.save_pades``."""
        return await run_async(self._portal.save_pades(change, file), self._transport)

    async def archived_pades(self, document_id: str, *, sender: str | None = None) -> bytes:
        """As ``PortalClient.archived_pades``."""
        number = self._caller.sender_or(sender)
        return await run_async(self._portal.archived_pades(number, document_id), self._transport)

    async def save(self, url: str, file: BinaryIO) -> int:
        """As ``PortalClient.save``."""
        return await run_async(self._portal.save(url, file), self._transport)

    async def delete_documents(self, change: StatusChange) -> None:
        """As ``PortalClient.delete_documents``."""
        await run_async(self._portal.delete_documents(change), self._transport)
