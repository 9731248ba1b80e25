"""The responses of a scripted service in the direct flow."""

from typing import Any, Final

from signature_model.api.direct import Direct
from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
from signature_model.api.http import Response
from signature_model.api.messages.direct_writing import write_direct_job, write_direct_status
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_model.scripts import NOW, SERVICE, a_manner, permitted_after

DIRECT_JOBS: Final = f"{SERVICE.root}/{NUMBER}/direct/signature-jobs"
DIRECT_JOB: Final = f"{DIRECT_JOBS}/17"
SITE: Final = "https://service.example:8443/"
"""Where the service's redirect URLs lead to."""

BY_NUMBER: Final = DirectSignerLink(
    signer_url=f"{DIRECT_JOB}/signers/1", redirect_url=f"{SITE}#/redirect/one", personal_identification_number=KARI
)
BY_IDENTIFIER: Final = DirectSignerLink(
    signer_url=f"{DIRECT_JOB}/signers/2", redirect_url=f"{SITE}#/redirect/two", signer_identifier="customer 2"
)
DIRECT_CREATED: Final = DirectCreatedJob(
    signature_job_id=17,
    signers=[BY_NUMBER, BY_IDENTIFIER],
    status_url=f"{DIRECT_JOB}/status",
    reference="contract 17",
)
HAS_SIGNED: Final = DirectSignature(status="SIGNED", since=NOW, signer=KARI, xades_url=f"{DIRECT_JOB}/xades/191")
IS_WAITING: Final = DirectSignature(status="WAITING", since=NOW, signer="customer 2")
DIRECT_STATUS: Final = DirectStatus(
    signature_job_id=17,
    status="IN_PROGRESS",
    signatures=[HAS_SIGNED, IS_WAITING],
    reference="contract 17",
    confirmation_url=f"{DIRECT_JOB}/complete",
    delete_documents_url=f"{DIRECT_JOB}/documents",
    pades_url=f"{DIRECT_JOB}/pades",
)

TOKEN: Final = "~ab_C-9.long"
"""A token that a signer brings back, which needs no encoding."""


def a_direct(**changes: Any) -> Direct:  # noqa: ANN401 - any field of the manner
    """Return the direct flow with a call policy without randomness."""
    return Direct(service=SERVICE, manner=a_manner(**changes))


def direct_created(job: DirectCreatedJob = DIRECT_CREATED) -> Response:
    """Return the response to a creation."""
    return Response(status=200, body=write_direct_job(job))


def direct_status(status: DirectStatus = DIRECT_STATUS) -> Response:
    """Return the response to a question for the status, or to a poll."""
    return Response(status=200, headers=permitted_after(), body=write_direct_status(status))
