"""An emulator without limits, jobs in it, and calls to it."""

from datetime import datetime, timedelta
from typing import Any, Final

from signature_model import (
    Context,
    Credentials,
    DirectJob,
    DirectSigner,
    Environment,
    ExitUrls,
    JobRequest,
    PortalClient,
    PortalJob,
    Sector,
    Sender,
    Service,
    Signer,
    build_bundle,
    write_request,
)
from signature_model.api.direct_responses import DirectCreatedJob, DirectStatus
from signature_model.api.http import Request, Response
from signature_model.api.messages.direct_reading import parse_direct_job, parse_direct_status
from signature_model.api.messages.multipart import frame_parts
from signature_model.api.messages.reading import maybe_refusal, parse_status_change
from signature_model.api.responses import StatusChange
from signature_model.jobs.context import SigningFlow
from signature_model.jobs.direct import StatusRetrieval
from signature_model.jobs.flows import AnyJob
from signature_model.jobs.requests import AnyJobRequest, request_of
from signature_transports.clocks import START, ManualClock
from signature_transports.emulator import Emulator, Settings
from signature_transports.fake import FakeTransport
from tests.kits.certificates import NUMBER
from tests.kits.jobs import a_direct_job, a_job, credentials

ROOT: Final = "http://127.0.0.1/api"
JOBS: Final = f"/{NUMBER}/portal/signature-jobs"
DIRECT_JOBS: Final = f"/{NUMBER}/direct/signature-jobs"
EXITS: Final = ExitUrls(
    completion_url="https://sender.example/signed",
    rejection_url="https://sender.example/rejected?a=b",
    error_url="https://sender.example/failed#top",
)
OTHER: Final = "991825827"
"""Another organisation."""


def an_emulator(clock: ManualClock | None = None, **settings: Any) -> Emulator:  # noqa: ANN401 - any setting
    """Return an emulator without limits on calls and polls, except those in the settings."""
    free = {"calls_per_second": None, "empty_queue_wait": timedelta()}
    return Emulator(Settings(**(free | settings)), clock=clock)


def clock_of(emulator: Emulator) -> ManualClock:
    """Return the manual clock of an emulator."""
    assert isinstance(emulator.clock, ManualClock)
    return emulator.clock


def a_client(emulator: Emulator, sector: Sector = Sector.PUBLIC) -> PortalClient:
    """Return a client of an emulator that waits by its clock."""
    return PortalClient(
        FakeTransport(emulator.handle, clock=clock_of(emulator)),
        Service(root=ROOT, environment=Environment.TEST),
        credentials=credentials(),
        context=Context(sector=sector),
    )


def by(*emails: str, orders: tuple[int, ...] | None = None) -> list[Signer]:
    """Return signers addressed by e-mail, in parallel unless they have orders."""
    given = orders or (0,) * len(emails)
    return [Signer.by_email(f"{name}@example.com", order=order) for name, order in zip(emails, given, strict=True)]


def job_of(*signers: Signer, sender: str = NUMBER, **changes: Any) -> PortalJob:  # noqa: ANN401 - any field of the job
    """Return a job of those signers."""
    return a_job(signers=signers, sender=Sender(sender, sector=Sector.PUBLIC), **changes)


def direct_job_of(*identifiers: str, polling: str | None = None, **changes: Any) -> DirectJob:  # noqa: ANN401 - any field of the job
    """Return a direct job of signers with those identifiers. Its status is polled if a queue is given."""
    signers = [DirectSigner.by_identifier(each) for each in identifiers or ("kari",)]
    sender = Sender(NUMBER, sector=Sector.PUBLIC, polling_queue=polling)
    retrieval = None if polling is None else StatusRetrieval.POLLING
    given: dict[str, Any] = {"signers": signers, "exit_urls": EXITS, "sender": sender, "status_retrieval": retrieval}
    return a_direct_job(**given | changes)


def bundle_of(job: AnyJob | None = None, by: Credentials | None = None, at: datetime = START) -> bytes:
    """Return the job as a sealed bundle."""
    return build_bundle(job or a_job(), by or credentials(), signing_time=at).content


def creation(
    job: AnyJob | None = None,
    *,
    bundle: bytes | None = None,
    request: AnyJobRequest | bytes | None = None,
    sender: str = NUMBER,
) -> Request:
    """Return the request that creates a job."""
    sent = bundle_of(job) if bundle is None else bundle
    usual = request_of(job) if isinstance(job, DirectJob) else JobRequest()
    written = request if isinstance(request, bytes) else write_request(request or usual)
    frame = frame_parts(written, sent)
    flow = SigningFlow.PORTAL if job is None else job.flow
    return posting(frame.pieces, frame.content_type, sender=sender, flow=flow)


def posting(
    pieces: tuple[bytes, ...], content_type: str, *, sender: str = NUMBER, flow: SigningFlow = SigningFlow.PORTAL
) -> Request:
    """Return a request that posts any content where jobs are created."""
    headers = (("Accept", "application/xml"), ("Content-Type", content_type))
    return Request(method="POST", url=f"{ROOT}/{sender}/{flow}/signature-jobs", headers=headers, body=pieces)


def create(emulator: Emulator, job: AnyJob | None = None, polling_queue: str | None = None) -> int:
    """Create a job without an upload, which takes long to make and to validate. Return its number."""
    operations = emulator._operations  # noqa: SLF001 - the ledger has no other way in
    usual = JobRequest(reference=(job and job.reference) or "our own", polling_queue=polling_queue)
    request = request_of(job) if isinstance(job, DirectJob) else usual
    with operations.now() as now:
        return operations.ledger.create(request, job or a_job(), now).id


def created_direct(emulator: Emulator, job: DirectJob | None = None) -> DirectCreatedJob:
    """Create a direct job by an upload. Return the response."""
    answer = emulator.handle(creation(job or direct_job_of()))
    assert answer.status == 200, answer
    return parse_direct_job(answer.body)


def direct_status(answer: Response) -> DirectStatus:
    """Return the status in a response."""
    assert (answer.status, answer.headers["content-type"]) == (200, "application/xml"), answer
    return parse_direct_status(answer.body)


def call(emulator: Emulator, method: str, url: str, **headers: str) -> Response:
    """Return the response to a call of a URL, or of a path below the root."""
    whole = url if url.startswith("http") else ROOT + url
    return emulator.handle(Request(method=method, url=whole, headers=tuple(headers.items())))


def poll(emulator: Emulator, query: str = "") -> Response:
    """Return the response to a poll."""
    return call(emulator, "GET", JOBS + query)


def next_change(emulator: Emulator, query: str = "") -> StatusChange | None:
    """Return the status change that a poll returns, if any."""
    answer = poll(emulator, query)
    assert answer.status in {200, 204}, answer
    return parse_status_change(answer.body) if answer.body else None


def a_change(emulator: Emulator, query: str = "") -> StatusChange:
    """Return the status change that a poll returns."""
    change = next_change(emulator, query)
    assert change is not None
    return change


def statuses(change: StatusChange | DirectStatus) -> list[str]:
    """Return the status of the job and those of its signers."""
    return [change.status, *(each.status for each in change.signatures)]


def code_of(answer: Response) -> str:
    """Return the service's error code."""
    refusal = maybe_refusal(answer.body)
    assert refusal is not None
    assert refusal.type == ("CLIENT" if answer.status < 500 else "SERVER")
    assert refusal.message
    assert answer.headers["content-type"] == "application/xml"
    return refusal.code


def words_of(answer: Response) -> str:
    """Return the message of the service's error."""
    refusal = maybe_refusal(answer.body)
    assert refusal is not None
    return refusal.message
