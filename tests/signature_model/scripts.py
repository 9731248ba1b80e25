"""A scripted service that gives fixed responses and stores the requests, and the responses that it gives."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any, Final

from signature_model.api.exchange import Manner
from signature_model.api.flow import Flow, Wait, run
from signature_model.api.http import Request, Response
from signature_model.api.messages.writing import write_created_job, write_refusal, write_status_change
from signature_model.api.portal import Portal
from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange
from signature_model.api.retries import Retries
from signature_model.api.services import Service
from signature_model.errors import NoAnswer, SigningError, UntrustedServer
from signature_model.jobs.context import Environment
from signature_transports.clocks import ManualClock
from signature_transports.fake import FakeTransport
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI

SERVICE: Final = Service(root="https://service.example:8443/api", environment=Environment.TEST)
JOBS: Final = f"{SERVICE.root}/{NUMBER}/portal/signature-jobs"
JOB: Final = f"{JOBS}/17"
NOW: Final = datetime(2030, 1, 1, 12, tzinfo=UTC)
"""The time on the service's clock."""

CREATED: Final = CreatedJob(signature_job_id=17, cancellation_url=f"{JOB}/cancel", reference="contract 17")
SIGNED: Final = Signature(status="SIGNED", since=NOW, personal_identification_number=KARI, xades_url=f"{JOB}/xades/1")
CHANGE: Final = StatusChange(
    signature_job_id=17,
    status="COMPLETED_SUCCESSFULLY",
    confirmation_url=f"{JOB}/complete",
    signatures=[SIGNED],
    reference="contract 17",
    cancellation_url=f"{JOB}/cancel",
    delete_documents_url=f"{JOB}/documents",
    pades_url=f"{JOB}/pades",
)

LOST: Final = NoAnswer("the answer was lost")
UNSENT: Final = NoAnswer("no connection", was_sent=False)
STRANGER: Final = UntrustedServer("another server")

OK: Final = Response(status=200, body=b"ok")
NO_CONTENT: Final = Response(status=204)
DOCUMENT: Final = Response(status=200, body=b"%PDF signed")
BLOCKED: Final = Response(status=429, headers={"dosfilter": "delayed"})


@dataclass(slots=True)
class Script:
    """Gives its responses in order, and repeats the last one; responses that are errors are raised."""

    answers: list[Response | SigningError]
    requests: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, SigningError):
            raise answer
        return answer

    @property
    def calls(self) -> list[tuple[str, str]]:
        """Return the method and URL of every request, in order."""
        return [(each.method, each.url) for each in self.requests]


def scripted(*answers: Response | SigningError) -> Script:
    """Return a service with these responses."""
    return Script(list(answers))


def a_manner(**changes: Any) -> Manner:  # noqa: ANN401 - any field of the manner
    """Return a call policy without randomness: every wait is three quarters of its maximum."""
    return Manner(**{"retries": Retries(random=lambda: 0.5)} | changes)


def a_portal(**changes: Any) -> Portal:  # noqa: ANN401 - any field of the manner
    """Return the portal flow with a call policy without randomness."""
    return Portal(service=SERVICE, manner=a_manner(**changes))


def done(flow: Flow[Any], service: Callable[[Request], Response], clock: ManualClock | None = None) -> Any:  # noqa: ANN401 - as the flow
    """Run a flow against this service and return its result."""
    return run(flow, FakeTransport(service, clock=clock))


# Responses of the service


def created(job: CreatedJob = CREATED) -> Response:
    """Return the response to a creation."""
    return Response(status=200, body=write_created_job(job))


def refused(status: int, code: str = "SOME_CODE", message: str = "Not so", kind: str = "CLIENT") -> Response:
    """Return an error response."""
    return Response(status=status, body=write_refusal(Refusal(code=code, message=message, type=kind)))


def permitted_after(wait: timedelta = timedelta()) -> dict[str, str]:
    """Return the header fields that permit the next poll after this wait."""
    return {"date": format_datetime(NOW, usegmt=True), "x-next-permitted-poll-time": (NOW + wait).isoformat()}


def changed(change: StatusChange = CHANGE) -> Response:
    """Return the response to a poll with a status change."""
    return Response(status=200, headers=permitted_after(), body=write_status_change(change))


def nothing(wait: timedelta = timedelta(seconds=30)) -> Response:
    """Return the response to a poll of an empty queue."""
    return Response(status=204, headers=permitted_after(wait))


# Parallel flows


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and the times of the request and of its response, in seconds."""

    left: float
    arrived: float
    answer: Response


def interleaved(
    flows: Iterable[tuple[float, Flow[Any]]], service: Callable[[Request, float], tuple[Response, float]]
) -> list[Exchange]:
    """Run flows in parallel, each from its own start time, and return the exchanges.

    The service is a function from a request and its time to the response and its duration in seconds.
    """
    ticket, seen = count(), list[Exchange]()
    waiting = [(start, next(ticket), flow, None) for start, flow in flows]
    agenda: list[tuple[float, int, Flow[Any], Any]] = list(waiting)
    heapq.heapify(agenda)
    while agenda:
        time, _, flow, answer = heapq.heappop(agenda)
        try:
            effect = flow.send(answer)
        except (StopIteration, SigningError):
            continue
        if isinstance(effect, Request):
            response, seconds = service(effect, time)
            seen.append(Exchange(left=time, arrived=time + seconds, answer=response))
            heapq.heappush(agenda, (time + seconds, next(ticket), flow, response))
        elif isinstance(effect, Wait):
            heapq.heappush(agenda, (time + effect.seconds, next(ticket), flow, None))
        else:
            heapq.heappush(agenda, (time, next(ticket), flow, time))
    return seen
