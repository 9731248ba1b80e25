"""A service of one job of the direct flow, which answers each operation with the same every time."""

from datetime import UTC, datetime
from typing import Final

from signature_model import (
    DirectCreatedJob,
    DirectJobRequest,
    DirectSignature,
    DirectSignerLink,
    DirectStatus,
    ExitUrls,
    Service,
    StatusRetrieval,
)
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_transports.scripted import PADES, TIMES
from tests.signature_transports.servers import Visit, answer

JOBS: Final = f"/api/{NUMBER}/direct/signature-jobs"
REQUEST: Final = DirectJobRequest(
    reference="ref",
    exit_urls=ExitUrls.single("https://sender.example/?a&b"),
    status_retrieval=StatusRetrieval.POLLING,
    polling_queue="h&rå",
)
TOKEN: Final = "sesame/token+1"
ENCODED: Final = "sesame%2Ftoken%2B1"

CREATED: Final = f"""\
<direct-signature-job-response xmlns="http://signering.posten.no/schema/v1">
  <signature-job-id>42</signature-job-id>
  <redirect-url signer="{KARI}">https://signering.posten.no#/redirect/one</redirect-url>
  <status-url>ROOT/{NUMBER}/direct/signature-jobs/42/status?part=1</status-url>
  <signer href="ROOT/{NUMBER}/direct/signature-jobs/42/signers/1">
    <personal-identification-number>{KARI}</personal-identification-number>
    <redirect-url>
      https://signering.posten.no#/redirect/one
    </redirect-url>
  </signer>
</direct-signature-job-response>"""
LINK: Final = f"""\
<direct-signer-response xmlns="http://signering.posten.no/schema/v1"
    href="ROOT/{NUMBER}/direct/signature-jobs/42/signers/1">
  <personal-identification-number>{KARI}</personal-identification-number>
  <redirect-url><!-- once -->https://signering.posten.no#/redirect/two</redirect-url>
</direct-signer-response>"""
STATUS: Final = f"""\
<direct-signature-job-status-response xmlns="http://signering.posten.no/schema/v1">
  <signature-job-id>42</signature-job-id>
  <signature-job-status>COMPLETED_SUCCESSFULLY</signature-job-status>
  <status since="2030-01-01T12:00:00Z">SIGNED</status>
  <confirmation-url>ROOT/{NUMBER}/direct/signature-jobs/42/complete?token=c~d</confirmation-url>
  <delete-documents-url>ROOT/{NUMBER}/direct/signature-jobs/42/documents</delete-documents-url>
  <xades-url>ROOT/{NUMBER}/direct/signature-jobs/42/xades/191</xades-url>
  <pades-url>ROOT/{NUMBER}/direct/signature-jobs/42/pades</pades-url>
</direct-signature-job-status-response>"""

ANSWERS: Final[dict[str, tuple[str, str, bytes]]] = {
    f"POST {JOBS}": ("200 OK", "application/xml", CREATED.encode()),
    f"POST {JOBS}/42/signers/1": ("200 OK", "application/xml", LINK.encode()),
    f"GET {JOBS}/42/status?part=1&status_query_token={ENCODED}": ("200 OK", "application/xml", STATUS.encode()),
    f"GET {JOBS}": ("204 No Content", "text/plain", b""),
    f"GET {JOBS}?polling_queue=h%26r%C3%A5": ("200 OK", "application/xml", STATUS.encode()),
    f"POST {JOBS}/42/complete?token=c~d": ("200 OK", "text/plain", b""),
    f"GET {JOBS}/42/xades/191": ("200 OK", "application/xml", b"<XAdESSignatures/>"),
    f"GET {JOBS}/42/pades": ("200 OK", "application/octet-stream", PADES),
    f"DELETE {JOBS}/42/documents": ("200 OK", "text/plain", b""),
}
"""What the service answers to whom; ROOT stands for its url."""


def a_job(service: Service) -> DirectCreatedJob:
    job = f"{service.direct_jobs_url(NUMBER)}/42"
    link = DirectSignerLink(
        signer_url=f"{job}/signers/1",
        redirect_url="https://signering.posten.no#/redirect/one",
        personal_identification_number=KARI,
    )
    return DirectCreatedJob(signature_job_id=42, signers=[link], status_url=f"{job}/status?part=1")


def a_status(service: Service) -> DirectStatus:
    job = f"{service.direct_jobs_url(NUMBER)}/42"
    since = datetime(2030, 1, 1, 12, tzinfo=UTC)
    return DirectStatus(
        signature_job_id=42,
        status="COMPLETED_SUCCESSFULLY",
        signatures=[DirectSignature(status="SIGNED", since=since, xades_url=f"{job}/xades/191")],
        confirmation_url=f"{job}/complete?token=c~d",
        delete_documents_url=f"{job}/documents",
        pades_url=f"{job}/pades",
    )


def serve(visit: Visit) -> None:
    status, kind, body = ANSWERS[visit.line.decode().removesuffix(" HTTP/1.1")]
    root = b"https://%b/api" % visit.server.host
    visit.write(answer(status, body.replace(b"ROOT", root), f"Content-Type: {kind}", *TIMES))
