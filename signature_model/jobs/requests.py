"""The job request: what is sent beside the bundle and not in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.masking import masked_repr
from signature_model.type_checks import require_types

if TYPE_CHECKING:
    from signature_model.jobs.portal import PortalJob


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobRequest:
    """What is sent beside the bundle: the sender's own reference, and the queue that status changes are to appear in.

    ``reference`` has at most 50 characters; a ``polling_queue`` of None is the default queue, an empty one is not.
    """

    reference: str | None = None
    polling_queue: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, reference=str | None, polling_queue=str | None)

    @classmethod
    def of(cls, job: PortalJob) -> JobRequest:
        """The request that goes with a job."""
        return cls(reference=job.reference, polling_queue=job.sender.polling_queue)
