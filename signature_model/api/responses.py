"""What the service tells: that a job was created, that its status changed, that it says no.

Frozen values that outlive the process: ``records`` keeps them as JSON. What the service may add one day, such as a new
status, is kept as it came. No ``repr`` shows a whole national id number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from signature_model.api.statuses import JobStatus, SignerStatus, known_job_status, known_signer_status
from signature_model.jobs.signers import Notifications
from signature_model.masking import masked_repr
from signature_model.type_checks import require_type, require_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.jobs.signers import Signer


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreatedJob:
    """The answer to a creation (schema: ``portal-signature-job-response``)."""

    signature_job_id: int
    cancellation_url: str
    reference: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, signature_job_id=int, cancellation_url=str, reference=str | None)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Signature:
    """How far one signer has come (schema: ``signature``).

    The signer is named by ``personal_identification_number``, or by the ``email`` and ``sms`` that identify them.
    ``status`` is the service's word and ``since`` an aware datetime; ``xades_url`` is there when they have signed.
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
        """The status, where it is one that is known today."""
        return known_signer_status(self.status)

    def is_of(self, signer: Signer) -> bool:
        """Whether this is about that signer of the job."""
        if signer.personal_identification_number is not None:
            return signer.personal_identification_number == self.personal_identification_number
        contact = Notifications(email=self.email, sms=self.sms)
        return self.personal_identification_number is None and signer.contact == contact


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StatusChange:
    """One status change of one job (schema: ``portal-signature-job-status-change-response``).

    ``status`` is the service's word for the state of the job; the urls are there while what they are for is possible.
    """

    signature_job_id: int
    status: str
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
        """The status, where it is one that is known today."""
        return known_job_status(self.status)

    def signature_of(self, signer: Signer) -> Signature | None:
        """How far that signer of the job has come; None where the change does not tell."""
        return next((each for each in self.signatures if each.is_of(signer)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll has brought: a status change or none, and how long the next poll has to wait.

    ``next_permitted_poll_time`` is told by the service's clock, ``wait`` counts from the answer. A poll that
    ``was_too_early`` has brought nothing, whatever waits in the queue.
    """

    change: StatusChange | None = None
    next_permitted_poll_time: datetime | None = None
    wait: timedelta = timedelta()
    was_too_early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Refusal:
    """Why the service says no, in its own words (schema: ``error``). The ``type`` CLIENT means the caller's fault."""

    code: str
    message: str
    type: str = field(default="")

    __repr__ = masked_repr
