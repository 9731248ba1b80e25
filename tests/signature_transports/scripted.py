"""A service of one job, which answers each operation with the same every time."""

from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from signature_model import CreatedJob, Environment, JobRequest, Poll, PortalClient, Service, Signature, StatusChange
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_transports.servers import Visit, answer

Change = TypeVar("Change")

BUNDLE: Final = b"PK\x03\x04 a bundle \xff\x00\r\n--part--\r\n" * 5_000
"""More than is sent at once, with what might be taken for a frame."""
PADES: Final = b"%PDF-1.7 " + bytes(range(256)) * 1_000

CREATED: Final = f"""\
<portal-signature-job-response xmlns="http://signering.posten.no/schema/v1">
  <signature-job-id>42</signature-job-id>
  <cancellation-url>ROOT/{NUMBER}/portal/signature-jobs/42/cancel?token=a%2Bb</cancellation-url>
</portal-signature-job-response>"""
CHANGED: Final = f"""\
<portal-signature-job-status-change-response xmlns="http://signering.posten.no/schema/v1">
  <signature-job-id>42</signature-job-id>
  <status>COMPLETED_SUCCESSFULLY</status>
  <confirmation-url>ROOT/{NUMBER}/portal/signature-jobs/42/complete?token=c~d</confirmation-url>
  <delete-documents-url>ROOT/{NUMBER}/portal/signature-jobs/42/documents</delete-documents-url>
  <signatures>
    <signature>
      <status since="2030-01-01T12:00:00Z">SIGNED</status>
      <personal-identification-number>{KARI}</personal-identification-number>
      <xades-url>ROOT/{NUMBER}/portal/signature-jobs/42/xades/1</xades-url>
    </signature>
    <pades-url>ROOT/{NUMBER}/portal/signature-jobs/42/pades</pades-url>
  </signatures>
</portal-signature-job-status-change-response>"""
TIMES: Final = ("Date: Tue, 01 Jan 2030 12:00:00 GMT", "X-Next-permitted-poll-time: 2030-01-01T12:00:05Z")

ANSWERS: Final[dict[str, tuple[str, str, bytes]]] = {
    f"GET /api/{NUMBER}": ("200 OK", "text/plain", b"you are 999999999"),
    f"POST /api/{NUMBER}/portal/signature-jobs": ("200 OK", "application/xml", CREATED.encode()),
    f"GET /api/{NUMBER}/portal/signature-jobs": ("204 No Content", "text/plain", b""),
    f"GET /api/{NUMBER}/portal/signature-jobs?polling_queue=h%26r%C3%A5": (
        "200 OK",
        "application/xml",
        CHANGED.encode(),
    ),
    f"POST /api/{NUMBER}/portal/signature-jobs/42/complete?token=c~d": ("200 OK", "text/plain", b""),
    f"POST /api/{NUMBER}/portal/signature-jobs/42/cancel?token=a%2Bb": ("204 No Content", "text/plain", b""),
    f"GET /api/{NUMBER}/portal/signature-jobs/42/xades/1": ("200 OK", "application/xml", b"<XAdESSignatures/>"),
    f"GET /api/{NUMBER}/portal/signature-jobs/42/pades": ("200 OK", "application/octet-stream", PADES),
    f"DELETE /api/{NUMBER}/portal/signature-jobs/42/documents": ("200 OK", "text/plain", b""),
    f"GET /api/{NUMBER}/archive/documents/4%202/pades": ("200 OK", "application/octet-stream", PADES),
}
"""What the service answers to whom; ROOT stands for its url."""


def a_service(url: str) -> Service:
    return Service(root=f"{url}/api", environment=Environment.TEST)


def a_job(service: Service) -> CreatedJob:
    url = f"{service.jobs_url(NUMBER)}/42/cancel?token=a%2Bb"
    return CreatedJob(signature_job_id=42, cancellation_url=url)


def a_change(service: Service) -> StatusChange:
    job = f"{service.jobs_url(NUMBER)}/42"
    signature = Signature(
        status="SIGNED",
        since=datetime(2030, 1, 1, 12, tzinfo=UTC),
        personal_identification_number=KARI,
        xades_url=f"{job}/xades/1",
    )
    return StatusChange(
        signature_job_id=42,
        status="COMPLETED_SUCCESSFULLY",
        confirmation_url=f"{job}/complete?token=c~d",
        delete_documents_url=f"{job}/documents",
        signatures=[signature],
        pades_url=f"{job}/pades",
    )


def a_poll(change: Change | None) -> Poll[Change]:
    permitted = datetime(2030, 1, 1, 12, 0, 5, tzinfo=UTC)
    return Poll(change=change, next_permitted_poll_time=permitted, wait=timedelta(seconds=5))


def create(caller: PortalClient, _: Service) -> object:
    request = JobRequest(reference="ref", polling_queue="h&rå")
    return caller.create_from(BUNDLE, request, validate=False)


def serve(visit: Visit) -> None:
    status, kind, body = ANSWERS[visit.line.decode().removesuffix(" HTTP/1.1")]
    visit.write(
        answer(status, body.replace(b"ROOT", b"https://%b/api" % visit.server.host), f"Content-Type: {kind}", *TIMES)
    )
