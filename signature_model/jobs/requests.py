"""The job request: what is sent beside the bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.masking import masked_repr
from signature_model.type_checks import require_types

if TYPE_CHECKING:
    from signature_model.jobs.portal import PortalJob


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobRequest:
    """The sender's reference for a job, and the queue for its status changes.

    ``reference`` has at most 50 characters. For ``polling_queue``, None is the default queue; an empty text is not.
    """

    reference: str | None = None
    polling_queue: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, reference=str | None, polling_queue=str | None)

    @classmethod
    def of(cls, job: PortalJob) -> JobRequest:
        """Return the request of a job."""
        return cls(reference=job.reference, polling_queue=job.sender.polling_queue)
