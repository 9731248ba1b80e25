"""The clients of the direct flow, one for blocking programs and one for asyncio. Both have the same methods.

``api.direct`` says what is sent and what the responses mean, ``submissions`` what a new job consists of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.api.direct import Direct, checked_token
from signature_model.api.exchange import Manner
from signature_model.api.flow import run, run_async
from signature_model.clients.changes import Queue
from signature_model.clients.submissions import Caller, Submission, in_environment_of
from signature_model.validation.validators import ANYTHING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import BinaryIO

    from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
    from signature_model.api.flow import AsyncStop, AsyncTransport, Stop, Transport
    from signature_model.api.responses import Poll
    from signature_model.api.services import Service
    from signature_model.bundles import Bundle
    from signature_model.credentials.enterprise import Credentials
    from signature_model.jobs.context import Context
    from signature_model.jobs.direct import DirectJob
    from signature_model.jobs.requests import DirectJobRequest


class DirectClient:
    """A blocking client of the direct flow. Threads may share it.

    The arguments are those of ``PortalClient``. Every call can raise NoAnswer, ServiceError and UnexpectedAnswer. Other
    errors are listed with the methods.
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
        self._direct = Direct(service=service, manner=manner or Manner())

    def create(self, job: DirectJob | Bundle) -> DirectCreatedJob:
        """Validate, seal and send a job, for its own sender. A bundle from ``build_bundle`` is sent unchanged.

        The result has a link for each signer. Store it, so that another process can ask for the status later. Warnings
        are logged. A creation is never repeated if the service may have carried it out. If the service refuses it
        because the organisation called too often, the job is sealed and sent again after 30 seconds.

        Raises JobRefused if the job has errors, CredentialsError if it cannot be sealed, and OutcomeUnknown if it may
        have been created although the response was lost. NoAnswer means that it was not created. After any other
        exception, such as an interrupt or a timeout of your own, the job may have been created.
        """
        return run(Submission.of_job(job, self._caller).sent_to(self._direct), self._transport)

    def create_from(
        self, bundle: bytes, request: DirectJobRequest, *, sender: str | None = None, validate: bool = True
    ) -> DirectCreatedJob:
        """Send a bundle that was built elsewhere, with the exit URLs and the reference in ``request``.

        Bundle and request are validated unless ``validate`` is False; warnings are logged. The service accepts a seal
        only for five seconds after it was made, so the bundle is sent once. Raises what ``create`` raises. If the
        organisation called too often, that is a ServiceError with ``is_retryable``: build the bundle again.
        """
        submission = Submission.of_bundle(bundle, request, self._caller, sender=sender, validate=validate)
        return run(submission.sent_to(self._direct), self._transport)

    def redirect_url(self, signer: DirectSignerLink | str) -> str:
        """Return a new redirect URL for a signer, from the link of the created job or its ``signer_url``.

        Redirect the signer's browser to it (HTTP status 303 or 302). It works once and for a short time, so ask for a
        new one at each click. Never call it yourself, and never log it: anyone who has it can sign. Raises
        ForeignUrl if it does not lead to the service.
        """
        return run(self._direct.redirect_url(signer), self._transport)

    def status(self, job: DirectCreatedJob, status_query_token: str) -> DirectStatus:
        """Return the status of a job, by the token from the query of the exit URL that a signer came back to.

        A return to an exit URL proves nothing: only the status says who has signed. The token is a secret: no
        ``repr``, log or error of the library shows it. It may be used more than once.

        Raises CeremonyNotCompleted if no signer has come back yet, InvalidStatusQueryToken if the service does not
        accept the token, NotOffered for a job that was created with POLLING, and ValueError for an empty token.
        """
        status_query_token = checked_token(status_query_token)  # so that no traceback shows it
        return run(self._direct.status(job, status_query_token), self._transport)

    def poll(self, *, sender: str | None = None, polling_queue: str | None = None) -> Poll[DirectStatus]:
        """Fetch the next status change of a queue, if there is one. Confirm it after you have processed it.

        Only jobs that were created with POLLING are in queues. The queues of the two flows are separate.
        """
        return run(self._direct.poll(self._caller.sender_or(sender), polling_queue), self._transport)

    def changes(
        self,
        *,
        sender: str | None = None,
        polling_queue: str | None = None,
        until_empty: bool = False,
        confirm: bool = True,
        stop: Stop | None = None,
    ) -> Iterator[DirectStatus]:
        """Iterate over the status changes of a queue as they arrive, until ``stop`` is set.

        With ``until_empty``, also end when the queue is empty, for a program that runs at intervals. With ``confirm``
        False, the loop confirms nothing: call the method ``confirm`` for each change that was processed.

        A change is confirmed when the loop asks for the next one. If the loop's body raises, breaks or returns, the
        change is not confirmed, and the service delivers it again; your code may see a change more than once. Between
        polls, the iterator waits as long as the service demands. It raises if the service stays unreachable after the
        retries; you can start a new loop at any time.
        """
        number = self._caller.sender_or(sender)
        queue = Queue(self._direct, number, polling_queue, until_empty=until_empty, confirm=confirm)
        return queue.changes(self._transport, stop)

    def confirm(self, status: DirectStatus) -> None:
        """Confirm that a status was processed. If the service gave no URL for that, nothing is sent."""
        run(self._direct.confirm(status), self._transport)

    def xades(self, signature: DirectSignature) -> bytes:
        """Download the signature (XAdES) of one signer. Raises NotOffered if the signer has not signed."""
        return run(self._direct.xades(signature), self._transport)

    def pades(self, status: DirectStatus) -> bytes:
        """Download the signed document (PAdES) with the signatures so far. Raises NotOffered if there are none."""
        return run(self._direct.pades(status), self._transport)

    def save_xades(self, signature: DirectSignature, file: BinaryIO) -> int:
        """Write the XAdES of one signer to a binary file, as ``save`` does. Raises what ``xades`` raises."""
        return run(self._direct.save_xades(signature, file), self._transport)

    def save_pades(self, status: DirectStatus, file: BinaryIO) -> int:
        """Write the PAdES to a binary file, as ``save`` does. Raises what ``pades`` raises."""
        return run(self._direct.save_pades(status, file), self._transport)

    def save(self, url: str, file: BinaryIO) -> int:
        """Download a ``xades_url`` or ``pades_url`` to a binary file, piece by piece. Returns its size in bytes.

        If the download fails, the part that was written is removed, provided that the file is seekable.
        """
        return run(self._direct.save(url, file), self._transport)

    def delete_documents(self, status: DirectStatus) -> None:
        """Delete a completed job's documents from the service. Raises NotOffered if that is not possible yet."""
        run(self._direct.delete_documents(status), self._transport)


class AsyncDirectClient:
    """An asynchronous client of the direct flow, with the arguments and methods of ``DirectClient``.

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
        self._direct = Direct(service=service, manner=manner or Manner())

    async def create(self, job: DirectJob | Bundle) -> DirectCreatedJob:
        """As ``DirectClient.create``."""
        return await run_async(Submission.of_job(job, self._caller).sent_to(self._direct), self._transport)

    async def create_from(
        self, bundle: bytes, request: DirectJobRequest, *, sender: str | None = None, validate: bool = True
    ) -> DirectCreatedJob:
        """As ``DirectClient.create_from``."""
        submission = Submission.of_bundle(bundle, request, self._caller, sender=sender, validate=validate)
        return await run_async(submission.sent_to(self._direct), self._transport)

    async def redirect_url(self, signer: DirectSignerLink | str) -> str:
        """As ``DirectClient.redirect_url``."""
        return await run_async(self._direct.redirect_url(signer), self._transport)

    async def status(self, job: DirectCreatedJob, status_query_token: str) -> DirectStatus:
        """As ``DirectClient.status``."""
        status_query_token = checked_token(status_query_token)  # so that no traceback shows it
        return await run_async(self._direct.status(job, status_query_token), self._transport)

    async def poll(self, *, sender: str | None = None, polling_queue: str | None = None) -> Poll[DirectStatus]:
        """As ``DirectClient.poll``."""
        return await run_async(self._direct.poll(self._caller.sender_or(sender), polling_queue), self._transport)

    def changes(
        self,
        *,
        sender: str | None = None,
        polling_queue: str | None = None,
        until_empty: bool = False,
        confirm: bool = True,
        stop: AsyncStop | None = None,
    ) -> AsyncIterator[DirectStatus]:
        """As ``DirectClient.changes``."""
        number = self._caller.sender_or(sender)
        queue = Queue(self._direct, number, polling_queue, until_empty=until_empty, confirm=confirm)
        return queue.async_changes(self._transport, stop)

    async def confirm(self, status: DirectStatus) -> None:
        """As ``DirectClient.confirm``."""
        await run_async(self._direct.confirm(status), self._transport)

    async def xades(self, signature: DirectSignature) -> bytes:
        """As ``DirectClient.xades``."""
        return await run_async(self._direct.xades(signature), self._transport)

    async def pades(self, status: DirectStatus) -> bytes:
        """As ``DirectClient.pades``."""
        return await run_async(self._direct.pades(status), self._transport)

    async def save_xades(self, signature: DirectSignature, file: BinaryIO) -> int:
        """As ``DirectClient.save_xades``."""
        return await run_async(self._direct.save_xades(signature, file), self._transport)

    async def save_pades(self, status: DirectStatus, file: BinaryIO) -> int:
        """As ``DirectClient.save_pades``."""
        return await run_async(self._direct.save_pades(status, file), self._transport)

    async def save(self, url: str, file: BinaryIO) -> int:
        """As ``DirectClient.save``."""
        return await run_async(self._direct.save(url, file), self._transport)

    async def delete_documents(self, status: DirectStatus) -> None:
        """As ``DirectClient.delete_documents``."""
        await run_async(self._direct.delete_documents(status), self._transport)
