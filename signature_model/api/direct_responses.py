"""The service's responses in the direct flow as frozen values: a created job with its signers' links, and a status.

``records`` stores them as JSON. A ``repr`` never shows a whole national id number or a redirect URL: anyone who has a
redirect URL can sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from signature_model.api.statuses import (
    DirectSignerStatus,
    JobStatus,
    JobStatusText,
    known_direct_signer_status,
    known_job_status,
)
from signature_model.masking import Secret, masked_repr
from signature_model.type_checks import require_type, require_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.jobs.direct import DirectSigner


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DirectSignerLink:
    """The URLs of one signer (schema: ``direct-signer-response``).

    ``signer_url`` does not expire: keep it, and use it to get a new redirect URL at each click. ``redirect_url`` is for
    the signer's browser and works once; it is None if the service sent no URL that is safe to redirect to. The signer
    is identified by ``personal_identification_number`` or ``signer_identifier``.
    """

    signer_url: str
    redirect_url: str | None = None
    personal_identification_number: str | None = None
    signer_identifier: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        texts = dict.fromkeys(("redirect_url", "personal_identification_number", "signer_identifier"), str | None)
        require_types(self, signer_url=str, **texts)
        if self.redirect_url is not None:
            object.__setattr__(self, "redirect_url", Secret(self.redirect_url))

    @property
    def signer(self) -> str | None:
        """The text that names the signer in statuses: the number or the identifier."""
        return self.personal_identification_number or self.signer_identifier


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DirectCreatedJob:
    """The response to a creation (schema: ``direct-signature-job-response``).

    ``status_url`` is None for a job that was created with POLLING.
    """

    signature_job_id: int
    signers: Sequence[DirectSignerLink]
    status_url: str | None = None
    reference: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, signature_job_id=int, status_url=str | None, reference=str | None)
        object.__setattr__(self, "signers", tuple(self.signers))
        for each in self.signers:
            require_type("each of signers", each, DirectSignerLink)

    def link_of(self, signer: DirectSigner) -> DirectSignerLink | None:
        """Return the link of a signer of the job, or None if the response has none."""
        only = self.signers[0] if len(self.signers) == 1 and self.signers[0].signer is None else None
        return next((each for each in self.signers if each.signer == signer.identification), only)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DirectSignature:
    """The status of one signer (schema: ``signer-status``).

    ``signer`` is the number or the identifier that the signer was created with; it may be None if the job has one
    signer. ``status`` is the service's text, ``since`` an aware datetime. ``xades_url`` is set when the signer has
    signed.
    """

    status: str
    since: datetime | None = None
    signer: str | None = None
    xades_url: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, status=str, since=datetime | None, signer=str | None, xades_url=str | None)

    @property
    def known_status(self) -> DirectSignerStatus | None:
        """The status as a known value, or None."""
        return known_direct_signer_status(self.status)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DirectStatus:
    """The status of one job (schema: ``direct-signature-job-status-response``).

    ``status`` is the service's text for the status of the job. The specification lists all of these texts. If the
    service sends another text, it is kept, and ``known_status`` is None. A URL is set while its operation is possible.
    """

    signature_job_id: int
    status: JobStatusText
    signatures: Sequence[DirectSignature] = ()
    reference: str | None = None
    confirmation_url: str | None = None
    delete_documents_url: str | None = None
    pades_url: str | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        texts = ("reference", "confirmation_url", "delete_documents_url", "pades_url")
        require_types(self, signature_job_id=int, status=str, **dict.fromkeys(texts, str | None))
        object.__setattr__(self, "signatures", tuple(self.signatures))
        for each in self.signatures:
            require_type("each of signatures", each, DirectSignature)

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

    def signature_of(self, signer: DirectSigner) -> DirectSignature | None:
        """Return the signature of a signer of the job, or None if the status has none."""
        only = self.signatures[0] if len(self.signatures) == 1 and self.signatures[0].signer is None else None
        return next((each for each in self.signatures if each.signer == signer.identification), only)
