"""The job request of either flow: what is sent beside the bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from signature_model.jobs.context import SigningFlow
from signature_model.jobs.direct import DirectJob, ExitUrls, StatusRetrieval
from signature_model.masking import masked_repr
from signature_model.type_checks import require_types

if TYPE_CHECKING:
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.portal import PortalJob


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobRequest:
    """The sender's reference for a job, and the queue for its status changes.

    ``reference`` has at most 50 characters. For ``polling_queue``, None is the default queue; an empty text names
    another queue.
    """

    flow: ClassVar[SigningFlow] = SigningFlow.PORTAL

    reference: str | None = None
    polling_queue: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, reference=str | None, polling_queue=str | None)

    @classmethod
    def of(cls, job: PortalJob) -> JobRequest:
        """Return the request of a job."""
        return cls(reference=job.reference, polling_queue=job.sender.polling_queue)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DirectJobRequest:
    """The job request of the direct flow. It also has the exit URLs, and says how the sender gets the status.

    Sending needs ``exit_urls``. They are None for a job that was read from a manifest, which does not contain them.
    """

    flow: ClassVar[SigningFlow] = SigningFlow.DIRECT

    reference: str | None = None
    exit_urls: ExitUrls | None
    status_retrieval: StatusRetrieval | None = None
    polling_queue: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(
            self,
            reference=str | None,
            exit_urls=ExitUrls | None,
            status_retrieval=StatusRetrieval | None,
            polling_queue=str | None,
        )

    @classmethod
    def of(cls, job: DirectJob) -> DirectJobRequest:
        """Return the request of a job."""
        return cls(
            reference=job.reference,
            exit_urls=job.exit_urls,
            status_retrieval=job.status_retrieval,
            polling_queue=job.sender.polling_queue,
        )


AnyJobRequest = JobRequest | DirectJobRequest


def request_of(job: AnyJob) -> AnyJobRequest:
    """Return the request of a job of either flow."""
    return DirectJobRequest.of(job) if isinstance(job, DirectJob) else JobRequest.of(job)
