"""The operations of the portal flow: what is sent, and what the response means. Each operation is a flow.

Source: portal flow, steps 1 to 3. ``creation``, ``queues`` and ``documents`` have what both flows share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from signature_model.api import documents, queues
from signature_model.api.archive import Archive
from signature_model.api.calls import EMPTY, request_to, require_offered
from signature_model.api.creation import NewJob, create
from signature_model.api.exchange import Manner, exchange
from signature_model.api.messages.reading import parse_created_job, parse_status_change
from signature_model.api.refusals import require_success
from signature_model.errors import AlreadyFinished
from signature_model.jobs.context import SigningFlow
from signature_model.manifests.requests import write_request

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from signature_model.api.flow import Flow
    from signature_model.api.responses import CreatedJob, Poll, Signature, StatusChange
    from signature_model.api.services import Service
    from signature_model.jobs.requests import JobRequest

_MAYBE_BY_US: Final = (
    "an earlier attempt may have cancelled it, although its response was lost: see the next status change"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """The portal flow of a service. Each method returns a flow for ``run`` or ``run_async``.

    ``sender`` is the organisation number of the sender, also if a broker sends for it. Every flow can raise NoAnswer,
    ServiceError and UnexpectedAnswer. Flows that use a URL from the service raise ForeignUrl before they send.
    """

    flow: ClassVar[SigningFlow] = SigningFlow.PORTAL

    service: Service
    manner: Manner = field(default_factory=Manner)

    def ping(self, sender: str) -> Flow[str]:
        """Return what the service says about the caller and the organisation that it sends for."""
        answer = yield from exchange(request_to("GET", self.service.sender_url(sender), accept="*/*"), self.manner)
        return require_success(answer.response, "the ping").body.decode("utf-8", errors="replace")

    def create(
        self, sender: str, request: JobRequest, bundle: bytes, seal_again: Callable[[], bytes] | None = None
    ) -> Flow[CreatedJob]:
        """Create a job from its request and its sealed bundle, as ``creation.create`` does."""
        job = NewJob(
            url=self.service.jobs_url(sender),
            request=write_request(request),
            reference=request.reference,
            parse=parse_created_job,
        )
        return create(job, bundle, self.manner, seal_again)

    def poll(self, sender: str, polling_queue: str | None) -> Flow[Poll[StatusChange]]:
        """Fetch the next status change of a queue, if there is one; None is the default queue."""
        url = self.service.poll_url(sender, polling_queue)
        return queues.poll(url, parse_status_change, self.service, self.manner)

    def next_change(
        self, sender: str, polling_queue: str | None, after: float = 0, *, until_empty: bool = False
    ) -> Flow[tuple[StatusChange, float] | None]:
        """Return the next status change of a queue, as ``queues.next_change`` does."""
        return queues.next_change(lambda: self.poll(sender, polling_queue), after, until_empty=until_empty)

    def confirm(self, change: StatusChange) -> Flow[None]:
        """Confirm that a status change was processed, so that the service does not deliver it again."""
        return queues.confirm(change.confirmation_url, change.signature_job_id, self.service, self.manner)

    def cancel(self, job: CreatedJob | StatusChange) -> Flow[None]:
        """Cancel a job. Raises AlreadyFinished if it is too late, NotOffered if the change has no URL for it."""
        url = require_offered(job.cancellation_url, "the job can no longer be cancelled")
        answer = yield from exchange(request_to("POST", self.service.require_own(url), EMPTY), self.manner)
        hint = _MAYBE_BY_US if answer.was_repeated else None
        require_success(answer.response, "the cancellation", hint, conflict=AlreadyFinished)

    def delete_documents(self, change: StatusChange) -> Flow[None]:
        """Delete a completed job's documents from the service. Raises NotOffered if that is not possible yet."""
        return documents.delete(change.delete_documents_url, self.service, self.manner)

    def xades(self, signature: Signature) -> Flow[bytes]:
        """Download the signature (XAdES) of one signer. Raises NotOffered if the signer has not signed."""
        return documents.fetch(documents.xades_url(signature.xades_url, self.service), self.manner)

    def save_xades(self, signature: Signature, file: BinaryIO) -> Flow[int]:
        """Write the XAdES of one signer to a binary file, as ``save`` does. Raises what ``xades`` raises."""
        return documents.save(documents.xades_url(signature.xades_url, self.service), file, self.manner)

    def pades(self, change: StatusChange) -> Flow[bytes]:
        """Download the signed document (PAdES) with the signatures so far. Raises NotOffered if there are none."""
        return documents.fetch(documents.pades_url(change.pades_url, self.service), self.manner)

    def save_pades(self, change: StatusChange, file: BinaryIO) -> Flow[int]:
        """Write the PAdES to a binary file, as ``save`` does. Raises what ``pades`` raises."""
        return documents.save(documents.pades_url(change.pades_url, self.service), file, self.manner)

    def archived_pades(self, sender: str, document_id: str) -> Flow[bytes]:
        """Download a signed document from long-term storage."""
        return Archive(service=self.service, manner=self.manner).pades(sender, document_id)

    def fetch(self, url: str) -> Flow[bytes]:
        """Download a ``xades_url`` or a ``pades_url``."""
        return documents.fetch(self.service.require_own(url), self.manner)

    def save(self, url: str, file: BinaryIO) -> Flow[int]:
        """Download a signed document to a binary file, as ``documents.save`` does."""
        return documents.save(self.service.require_own(url), file, self.manner)
