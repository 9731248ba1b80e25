"""What the service tells about jobs: status changes whose statuses and urls go together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from signature_model.api.responses import Signature, StatusChange
from signature_model.api.statuses import JobStatus, SignerStatus
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

_UNTOUCHED: Final = SignerStatus.WAITING
_ENDINGS: Final = (
    SignerStatus.REJECTED,
    SignerStatus.EXPIRED,
    SignerStatus.CANCELLED,
    SignerStatus.RESERVED,
    SignerStatus.CONTACT_INFORMATION_MISSING,
    SignerStatus.BLOCKED,
    SignerStatus.SIGNERS_NAME_NOT_AVAILABLE,
)
_UNHEARD_OF: Final = ("SIGNERS_PHONE_STOLEN", "På vent", "signed_twice")


@st.composite
def status_changes(
    draw: DrawFn, *, job: PortalJob | None = None, status: JobStatus | None = None, unknown: bool = False
) -> StatusChange:
    """Status changes as the service tells them, of one job after another.

    ``job``: the job that they are about, whose signers and reference they tell; None makes some up. ``status``: of the
    job. ``unknown``: also signer statuses that nobody knows today, which the service may add at any time.

    >>> from hypothesis import find
    >>> change = find(status_changes(status=JobStatus.COMPLETED_SUCCESSFULLY), lambda change: True)
    >>> [signature.status for signature in change.signatures], change.cancellation_url
    (['SIGNED'], None)
    """
    now = draw(_STATUSES) if status is None else status
    people = distinct(draw(_PEOPLE)) if job is None else job.signers
    told = draw(_told(now, len(people)))
    if unknown:
        told = [draw(_or_unheard_of(each)) for each in told]
    url = f"{_ROOT}/{(number := draw(_IDS))}"
    since = draw(_SECONDS)
    has_signed = SignerStatus.SIGNED in told
    return StatusChange(
        signature_job_id=number,
        status=str(now),
        confirmation_url=f"{url}/complete",
        signatures=[
            _signature(signer, each, since + index, f"{url}/xades/{index}")
            for index, (signer, each) in enumerate(zip(people, told, strict=True))
        ],
        reference=draw(_REFERENCES) if job is None else job.reference,
        cancellation_url=f"{url}/cancel" if now is JobStatus.IN_PROGRESS else None,
        delete_documents_url=f"{url}/documents"
        if now is JobStatus.COMPLETED_SUCCESSFULLY and draw(_BOOLEANS)
        else None,
        pades_url=f"{url}/pades" if has_signed else None,
    )


def _told(job: JobStatus, count: int) -> SearchStrategy[list[str]]:
    """The statuses of so many signers: all have signed, or somebody has not, or somebody has ended it."""
    if job is JobStatus.COMPLETED_SUCCESSFULLY:
        return st.just([SignerStatus.SIGNED] * count)
    one = st.just(_UNTOUCHED) if job is JobStatus.IN_PROGRESS else st.sampled_from(_ENDINGS)
    others = (
        (_UNTOUCHED, SignerStatus.SIGNED)
        if job is JobStatus.IN_PROGRESS
        else (SignerStatus.NOT_APPLICABLE, SignerStatus.SIGNED)
    )
    rest = st.lists(st.sampled_from(others), min_size=count - 1, max_size=count - 1)
    return st.builds(_with, one, rest, st.integers(0, count - 1))


def _with(one: str, others: Sequence[str], index: int) -> list[str]:
    return [*others[:index], one, *others[index:]]


def _or_unheard_of(known: str) -> SearchStrategy[str]:
    return st.sampled_from((known, *_UNHEARD_OF))


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


_BOOLEANS: Final = st.booleans()
_IDS: Final = st.integers(1, _LARGEST_ID)
_SECONDS: Final = st.integers(0, _YEAR)
_STATUSES: Final = st.sampled_from(JobStatus)
_PEOPLE: Final = st.lists(signers(), min_size=1, max_size=10)
_REFERENCES: Final = references()
