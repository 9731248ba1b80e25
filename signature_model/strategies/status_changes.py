"""Status changes, in which the statuses of the job and of its signers, and the URLs, fit together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from signature_model.api.responses import Signature, StatusChange
from signature_model.api.statuses import JobStatus, SignerStatus, job_status_text
from signature_model.strategies.signers import distinct, signers
from signature_model.strategies.texts import FIRST_OPENING, references

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from signature_model.jobs.portal import PortalJob
    from signature_model.jobs.signers import Signer

_ROOT: Final = "https://api.signering.example/api/984661185/portal/signature-jobs"
_YEAR: Final = 365 * 24 * 3600
_LARGEST_ID: Final = 2**63 - 1

_WAITING: Final = SignerStatus.WAITING
_ENDINGS: Final = (
    SignerStatus.REJECTED,
    SignerStatus.EXPIRED,
    SignerStatus.CANCELLED,
    SignerStatus.RESERVED,
    SignerStatus.CONTACT_INFORMATION_MISSING,
    SignerStatus.BLOCKED,
    SignerStatus.SIGNERS_NAME_NOT_AVAILABLE,
)
_UNKNOWN: Final = ("SIGNERS_PHONE_STOLEN", "På vent", "signed_twice")


@st.composite
def status_changes(
    draw: DrawFn, *, job: PortalJob | None = None, status: JobStatus | None = None, unknown: bool = False
) -> StatusChange:
    """Status changes as the service sends them, each for another job.

    ``job``: the job of the status change, with its signers and reference; None generates them. ``status``: the status
    of the job. ``unknown``: also include signer statuses that do not exist today, because the service may add some.

    >>> from hypothesis import find
    >>> change = find(status_changes(status=JobStatus.COMPLETED_SUCCESSFULLY), lambda change: True)
    >>> [signature.status for signature in change.signatures], change.cancellation_url
    (['SIGNED'], None)
    """
    now = draw(STATUSES) if status is None else status
    people = distinct(draw(_PEOPLE)) if job is None else job.signers
    statuses = draw(signer_statuses(now, len(people), _ENDINGS))
    if unknown:
        statuses = [draw(or_unknown(each)) for each in statuses]
    url = f"{_ROOT}/{(number := draw(IDS))}"
    since = draw(SECONDS)
    has_signed = SignerStatus.SIGNED in statuses
    return StatusChange(
        signature_job_id=number,
        status=job_status_text(str(now)),
        confirmation_url=f"{url}/complete",
        signatures=[
            _signature(signer, each, since + index, f"{url}/xades/{index}")
            for index, (signer, each) in enumerate(zip(people, statuses, strict=True))
        ],
        reference=draw(REFERENCES) if job is None else job.reference,
        cancellation_url=f"{url}/cancel" if now is JobStatus.IN_PROGRESS else None,
        delete_documents_url=f"{url}/documents" if now is JobStatus.COMPLETED_SUCCESSFULLY and draw(BOOLEANS) else None,
        pades_url=f"{url}/pades" if has_signed else None,
    )


def signer_statuses(job: JobStatus, count: int, endings: Sequence[str]) -> SearchStrategy[list[str]]:
    """Statuses of ``count`` signers that are consistent with the status of the job. One of ``endings`` ends the job."""
    if job is JobStatus.COMPLETED_SUCCESSFULLY:
        return st.just([SignerStatus.SIGNED] * count)
    one = st.just(_WAITING) if job is JobStatus.IN_PROGRESS else st.sampled_from(endings)
    others = (
        (_WAITING, SignerStatus.SIGNED)
        if job is JobStatus.IN_PROGRESS
        else (SignerStatus.NOT_APPLICABLE, SignerStatus.SIGNED)
    )
    rest = st.lists(st.sampled_from(others), min_size=count - 1, max_size=count - 1)
    return st.builds(_with, one, rest, st.integers(0, count - 1))


def _with(one: str, others: Sequence[str], index: int) -> list[str]:
    return [*others[:index], one, *others[index:]]


def or_unknown(known: str) -> SearchStrategy[str]:
    """The status, or one that does not exist today."""
    return st.sampled_from((known, *_UNKNOWN))


def _signature(signer: Signer, status: str, since: int, url: str) -> Signature:
    number, contact = signer.personal_identification_number, signer.contact
    return Signature(
        status=str(status),
        since=FIRST_OPENING + timedelta(seconds=since),
        personal_identification_number=number,
        email=contact.email if number is None else None,
        sms=contact.sms if number is None else None,
        xades_url=url if status == SignerStatus.SIGNED else None,
    )


BOOLEANS: Final = st.booleans()
IDS: Final = st.integers(1, _LARGEST_ID)
SECONDS: Final = st.integers(0, _YEAR)
STATUSES: Final = st.sampled_from(JobStatus)
_PEOPLE: Final = st.lists(signers(), min_size=1, max_size=10)
REFERENCES: Final = references()
