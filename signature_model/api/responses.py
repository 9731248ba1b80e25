"""The service's responses as frozen values: a created job, a status change, an error.

``records`` stores them as JSON. Values that the service may add later, such as a new status, are kept unchanged. No
``repr`` shows a whole national id number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from signature_model.api.statuses import (
    JobStatus,
    JobStatusText,
    SignerStatus,
    known_job_status,
    known_signer_status,
)
from signature_model.jobs.signers import Notifications
from signature_model.masking import masked_repr
from signature_model.type_checks import require_type, require_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.jobs.signers import Signer

Change = TypeVar("Change")
"""A status change of either flow."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreatedJob:
    """The response to a creation (schema: ``portal-signature-job-response``)."""

    signature_job_id: int
    cancellation_url: str
    reference: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, signature_job_id=int, cancellation_url=str, reference=str | None)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Signature:
    """The status of one signer (schema: ``signature``).

    The signer is identified by ``personal_identification_number``, or by ``email``, ``sms`` or both. ``status`` is the
    service's text, ``since`` an aware datetime. ``xades_url`` is set when the signer has signed.
    """

    status: str
    since: datetime | None = None
    personal_identification_number: str | None = None
    email: str | None = None
    sms: str | None = None
    xades_url: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        texts = dict.fromkeys(("personal_identification_number", "email", "sms", "xades_url"), str | None)
        require_types(self, status=str, since=datetime | None, **texts)

    @property
    def known_status(self) -> SignerStatus | None:
        """The status as a known value, or None."""
        return known_signer_status(self.status)

    def is_of(self, signer: Signer) -> bool:
        """Whether this is the signature of a signer of the job."""
        if signer.personal_identification_number is not None:
            return signer.personal_identification_number == self.personal_identification_number
        contact = Notifications(email=self.email, sms=self.sms)
        return self.personal_identification_number is None and signer.contact == contact


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StatusChange:
    """One status change of one job (schema: ``portal-signature-job-status-change-response``).

    ``status`` is the service's text for the status of the job. The specification lists all of these texts. If the
    service sends another text, it is kept, and ``known_status`` is None. A URL is set while its operation is possible.
    """

    signature_job_id: int
    status: JobStatusText
    confirmation_url: str
    signatures: Sequence[Signature] = ()
    reference: str | None = None
    cancellation_url: str | None = None
    delete_documents_url: str | None = None
    pades_url: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        urls = dict.fromkeys(("cancellation_url", "delete_documents_url", "pades_url"), str | None)
        require_types(self, signature_job_id=int, status=str, confirmation_url=str, reference=str | None, **urls)
        object.__setattr__(self, "signatures", tuple(self.signatures))
        for each in self.signatures:
            require_type("each of signatures", each, Signature)

    @property
    def known_status(self) -> JobStatus | None:
        """The status as a known value, or None."""
        return known_job_status(self.status)

    @property
    def is_successful(self) -> bool:
        """Whether all signers have signed, so that the signed documents can be fetched."""
        return self.known_status is JobStatus.COMPLETED_SUCCESSFULLY

    @property
    def is_failed(self) -> bool:
        """Whether the job has ended without all signatures."""
        return self.known_status is JobStatus.FAILED

    @property
    def is_finished(self) -> bool:
        """Whether the job has ended, successfully or not. False for a status that is not known."""
        return self.is_successful or self.is_failed

    def signature_of(self, signer: Signer) -> Signature | None:
        """Return the signature of a signer of the job, or None if the change has none."""
        return next((each for each in self.signatures if each.is_of(signer)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll(Generic[Change]):
    """The result of one poll: a status change, if there is one, and the wait before the next poll.

    ``next_permitted_poll_time`` is by the service's clock; ``wait`` counts from the response. If ``was_too_early`` is
    true, the queue was not read.
    """

    change: Change | None = None
    next_permitted_poll_time: datetime | None = None
    wait: timedelta = timedelta()
    was_too_early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Refusal:
    """The service's reason for an error (schema: ``error``). The ``type`` CLIENT means that the caller is at fault."""

    code: str
    message: str
    type: str = field(default="")

    __repr__ = masked_repr
