"""The two clients: the same words, one for programs that block and one for programs that await.

What is sent, and what answers mean, is for ``portal`` to say; who sends, for ``parties``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.api.exchange import Manner
from signature_model.api.flow import Stopped, run, run_async
from signature_model.api.portal import Portal
from signature_model.clients.submissions import Party, in_environment_of
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
    """The portal flow for programs that block. Safe to share among threads.

    ``credentials`` seal the jobs that are created, ``context`` is what is known for judging them; the environment is
    the service's. ``sender`` is the organisation number that is sent for where a call names none: for brokers it is not
    the one in their certificate. Clients of one organisation should share a ``manner``, whose limit holds their calls
    to ten a second.

    Every call raises NoAnswer, ServiceError and UnexpectedAnswer; what else it raises is said where it does.
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
        self._party = Party(sender=sender, credentials=credentials, context=in_environment_of(service, context))
        self._portal = Portal(service=service, manner=manner or Manner())

    def ping(self, *, sender: str | None = None) -> str:
        """Who the service takes the caller for, and on whose behalf, in its words."""
        return run(self._portal.ping(self._party.sender_or(sender)), self._transport)

    def create(self, job: PortalJob | Bundle) -> CreatedJob:
        """Judge and seal a job, unless it is built already, and send it. Sent once, never again by itself.

        It is sent for its own sender; what judging it warns of is logged. Raises JobRefused for a job with errors,
        CredentialsError where it cannot be sealed, and OutcomeUnknown where it may have been created although the
        answer was lost; NoAnswer then means that it certainly was not. After any other end, such as an interrupt or
        a timeout of yours, that is not known either.
        """
        bundle = self._party.bundle_of(job)
        request, sender = JobRequest.of(bundle.job), bundle.job.sender.organization_number
        return run(self._portal.create(sender, request, bundle.content), self._transport)

    def create_from(
        self, bundle: bytes, request: JobRequest = _PLAIN, *, sender: str | None = None, validate: bool = True
    ) -> CreatedJob:
        """Send a bundle that was built elsewhere, with the reference and polling queue in ``request``.

        It is judged first unless told otherwise. Raises as ``create`` does. A seal has to be some seconds old at most.
        """
        if validate:
            self._party.require_sound(bundle, request)
        return run(self._portal.create(self._party.sender_or(sender), request, bundle), self._transport)

    def poll(self, *, sender: str | None = None, polling_queue: str | None = None) -> Poll:
        """Fetch the next status change of a queue, if there is one. Confirm it when it has been dealt with."""
        return run(self._portal.poll(self._party.sender_or(sender), polling_queue), self._transport)

    def changes(
        self, *, sender: str | None = None, polling_queue: str | None = None, stop: Stop | None = None
    ) -> Iterator[StatusChange]:
        """The status changes of a queue, one at a time as they come, until ``stop`` is set.

        A change is confirmed when the loop comes back for the next one. A body that raises, breaks or returns leaves
        its change unconfirmed, and it comes again after ten minutes; so do those that take longer than that. Each may
        thus come more than once. Waits as long as the service wants between polls; an outage that outlasts the
        retries raises, and the loop can be begun anew at any time.
        """
        number, after = self._party.sender_or(sender), 0.0
        while stop is None or not stop.is_set():
            try:
                change, after = run(self._portal.next_change(number, polling_queue, after), self._transport, stop)
            except Stopped:
                return
            yield change
            self.confirm(change)

    def confirm(self, change: StatusChange) -> None:
        """Tell the service that a status change has been dealt with, so that it does not come again."""
        run(self._portal.confirm(change), self._transport)

    def cancel(self, job: CreatedJob | StatusChange) -> None:
        """Cancel a job. Raises AlreadyFinished where it is too late, NotOffered where the change has no url for it."""
        run(self._portal.cancel(job), self._transport)

    def xades(self, signature: Signature) -> bytes:
        """A signer's own signature (XAdES). Raises NotOffered while they have not signed."""
        return run(self._portal.xades(signature), self._transport)

    def pades(self, change: StatusChange) -> bytes:
        """The signed document (PAdES), with those who have signed so far. Raises NotOffered while nobody has."""
        return run(self._portal.pades(change), self._transport)

    def save_xades(self, signature: Signature, file: BinaryIO) -> int:
        """Write a signer's XAdES into a binary file, as ``save`` does. Raises NotOffered while they have not signed."""
        return run(self._portal.save_xades(signature, file), self._transport)

    def save_pades(self, change: StatusChange, file: BinaryIO) -> int:
        """Write the PAdES into a binary file, as ``save`` does. Raises NotOffered while nobody has signed."""
        return run(self._portal.save_pades(change, file), self._transport)

    def archived_pades(self, document_id: str, *, sender: str | None = None) -> bytes:
        """A signed document from long-term storage."""
        return run(self._portal.archived_pades(self._party.sender_or(sender), document_id), self._transport)

    def save(self, url: str, file: BinaryIO) -> int:
        """Write what a ``xades_url`` or ``pades_url`` leads to into a binary file as it comes; gives its size in bytes.

        Where the file can seek, nothing of a document that fails to come whole is left in it.
        """
        return run(self._portal.save(url, file), self._transport)

    def delete_documents(self, change: StatusChange) -> None:
        """Delete a completed job's documents from the service. Raises NotOffered where that is not possible yet."""
        run(self._portal.delete_documents(change), self._transport)


class AsyncPortalClient:
    """The portal flow for programs that await: ``PortalClient`` in everything else. Safe to share among tasks.

    ``credentials`` seal the jobs that are created, ``context`` is what is known for judging them; the environment is
    the service's. ``sender`` is the organisation number that is sent for where a call names none: for brokers it is not
    the one in their certificate. Clients of one organisation should share a ``manner``, whose limit holds their calls
    to ten a second.

    Every call raises NoAnswer, ServiceError and UnexpectedAnswer; what else it raises is said where it does.
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
        self._party = Party(sender=sender, credentials=credentials, context=in_environment_of(service, context))
        self._portal = Portal(service=service, manner=manner or Manner())

    async def ping(self, *, sender: str | None = None) -> str:
        """Who the service takes the caller for, and on whose behalf, in its words."""
        return await run_async(self._portal.ping(self._party.sender_or(sender)), self._transport)

    async def create(self, job: PortalJob | Bundle) -> CreatedJob:
        """Judge and seal a job, unless it is built already, and send it. Sent once, never again by itself.

        It is sent for its own sender; what judging it warns of is logged. Raises JobRefused for a job with errors,
        CredentialsError where it cannot be sealed, and OutcomeUnknown where it may have been created although the
        answer was lost; NoAnswer then means that it certainly was not. After any other end, such as an interrupt or
        a timeout of yours, that is not known either.
        """
        bundle = self._party.bundle_of(job)
        request, sender = JobRequest.of(bundle.job), bundle.job.sender.organization_number
        return await run_async(self._portal.create(sender, request, bundle.content), self._transport)

    async def create_from(
        self, bundle: bytes, request: JobRequest = _PLAIN, *, sender: str | None = None, validate: bool = True
    ) -> CreatedJob:
        """Send a bundle that was built elsewhere, with the reference and polling queue in ``request``.

        It is judged first unless told otherwise. Raises as ``create`` does. A seal has to be some seconds old at most.
        """
        if validate:
            self._party.require_sound(bundle, request)
        return await run_async(self._portal.create(self._party.sender_or(sender), request, bundle), self._transport)

    async def poll(self, *, sender: str | None = None, polling_queue: str | None = None) -> Poll:
        """Fetch the next status change of a queue, if there is one. Confirm it when it has been dealt with."""
        return await run_async(self._portal.poll(self._party.sender_or(sender), polling_queue), self._transport)

    async def changes(
        self, *, sender: str | None = None, polling_queue: str | None = None, stop: AsyncStop | None = None
    ) -> AsyncIterator[StatusChange]:
        """The status changes of a queue, one at a time as they come, until ``stop`` is set.

        A change is confirmed when the loop comes back for the next one. A body that raises, breaks or returns leaves
        its change unconfirmed, and it comes again after ten minutes; so do those that take longer than that. Each may
        thus come more than once. Waits as long as the service wants between polls; an outage that outlasts the
        retries raises, and the loop can be begun anew at any time.
        """
        number, after = self._party.sender_or(sender), 0.0
        while stop is None or not stop.is_set():
            try:
                change, after = await run_async(
                    self._portal.next_change(number, polling_queue, after), self._transport, stop
                )
            except Stopped:
                return
            yield change
            await self.confirm(change)

    async def confirm(self, change: StatusChange) -> None:
        """Tell the service that a status change has been dealt with, so that it does not come again."""
        await run_async(self._portal.confirm(change), self._transport)

    async def cancel(self, job: CreatedJob | StatusChange) -> None:
        """Cancel a job. Raises AlreadyFinished where it is too late, NotOffered where the change has no url for it."""
        await run_async(self._portal.cancel(job), self._transport)

    async def xades(self, signature: Signature) -> bytes:
        """A signer's own signature (XAdES). Raises NotOffered while they have not signed."""
        return await run_async(self._portal.xades(signature), self._transport)

    async def pades(self, change: StatusChange) -> bytes:
        """The signed document (PAdES), with those who have signed so far. Raises NotOffered while nobody has."""
        return await run_async(self._portal.pades(change), self._transport)

    async def save_xades(self, signature: Signature, file: BinaryIO) -> int:
        """Write a signer's XAdES into a binary file, as ``save`` does. Raises NotOffered while they have not signed."""
        return await run_async(self._portal.save_xades(signature, file), self._transport)

    async def save_pades(self, change: StatusChange, file: BinaryIO) -> int:
        """Write the PAdES into a binary file, as ``save`` does. Raises NotOffered while nobody has signed."""
        return await run_async(self._portal.save_pades(change, file), self._transport)

    async def archived_pades(self, document_id: str, *, sender: str | None = None) -> bytes:
        """A signed document from long-term storage."""
        return await run_async(self._portal.archived_pades(self._party.sender_or(sender), document_id), self._transport)

    async def save(self, url: str, file: BinaryIO) -> int:
        """Write what a ``xades_url`` or ``pades_url`` leads to into a binary file as it comes; gives its size in bytes.

        Where the file can seek, nothing of a document that fails to come whole is left in it.
        """
        return await run_async(self._portal.save(url, file), self._transport)

    async def delete_documents(self, change: StatusChange) -> None:
        """Delete a completed job's documents from the service. Raises NotOffered where that is not possible yet."""
        await run_async(self._portal.delete_documents(change), self._transport)
