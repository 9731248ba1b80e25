"""Statuses of direct jobs, in which the signers, what they have done, and the URLs fit together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from signature_model.api.direct_responses import DirectSignature, DirectStatus
from signature_model.api.statuses import DirectSignerStatus, JobStatus, job_status_text
from signature_model.strategies.direct import direct_signers
from signature_model.strategies.status_changes import (
    BOOLEANS,
    IDS,
    REFERENCES,
    SECONDS,
    STATUSES,
    or_unknown,
    signer_statuses,
)
from signature_model.strategies.texts import FIRST_OPENING

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from signature_model.jobs.direct import DirectJob

_ROOT: Final = "https://api.signering.example/api/984661185/direct/signature-jobs"
_ENDINGS: Final = (
    DirectSignerStatus.REJECTED,
    DirectSignerStatus.EXPIRED,
    DirectSignerStatus.FAILED,
    DirectSignerStatus.SIGNERS_NAME_NOT_AVAILABLE,
)


@st.composite
def direct_statuses(
    draw: DrawFn, *, job: DirectJob | None = None, status: JobStatus | None = None, unknown: bool = False
) -> DirectStatus:
    """Statuses as the service sends them, each for another job of the direct flow.

    The options are those of ``status_changes``. The status of a job with one signer may lack the signer's name, and the
    confirmation URL may be missing, as the specification permits.

    >>> from hypothesis import find
    >>> status = find(direct_statuses(status=JobStatus.FAILED), lambda status: True)
    >>> [signature.status for signature in status.signatures], status.pades_url
    (['REJECTED'], None)
    """
    now = draw(STATUSES) if status is None else status
    names = [each.identification for each in (draw(_PEOPLE) if job is None else job.signers)]
    statuses = draw(signer_statuses(now, len(names), _ENDINGS))
    if unknown:
        statuses = [draw(or_unknown(each)) for each in statuses]
    is_named = len(names) > 1 or draw(BOOLEANS)
    url = f"{_ROOT}/{(number := draw(IDS))}"
    since = FIRST_OPENING + timedelta(seconds=draw(SECONDS))
    return DirectStatus(
        signature_job_id=number,
        status=job_status_text(str(now)),
        signatures=[
            DirectSignature(
                status=str(each),
                since=since + timedelta(seconds=index),
                signer=name if is_named else None,
                xades_url=f"{url}/xades/{index}" if each == DirectSignerStatus.SIGNED else None,
            )
            for index, (name, each) in enumerate(zip(names, statuses, strict=True))
        ],
        reference=draw(REFERENCES) if job is None else job.reference,
        confirmation_url=f"{url}/complete" if draw(BOOLEANS) else None,
        delete_documents_url=f"{url}/documents" if now is JobStatus.COMPLETED_SUCCESSFULLY and draw(BOOLEANS) else None,
        pades_url=f"{url}/pades" if DirectSignerStatus.SIGNED in statuses else None,
    )


_PEOPLE: Final = st.lists(direct_signers(), min_size=1, max_size=10, unique_by=lambda signer: signer.identification)
