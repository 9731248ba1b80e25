"""A scripted service: it answers as it is told and keeps what it was asked. With it, the answers it gives."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from signature_model.api.exchange import Manner, Retries
from signature_model.api.flow import Wait, run
from signature_model.api.http import Request, Response
from signature_model.api.messages.writing import write_created_job, write_refusal, write_status_change
from signature_model.api.portal import Portal
from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange
from signature_model.api.services import Service
from signature_model.errors import NoAnswer, SigningError, UntrustedServer
from signature_model.jobs.context import Environment
from signature_transports.fake import FakeTransport
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from signature_model.api.flow import Flow
    from signature_transports.clocks import ManualClock

SERVICE: Final = Service(root="https://service.example:8443/api", environment=Environment.TEST)
JOBS: Final = f"{SERVICE.root}/{NUMBER}/portal/signature-jobs"
JOB: Final = f"{JOBS}/17"
NOW: Final = datetime(2030, 1, 1, 12, tzinfo=UTC)
"""What the service's clock shows."""

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
SHUT_OUT: Final = Response(status=429, headers={"dosfilter": "delayed"})


@dataclass(slots=True)
class Script:
    """Gives its answers one after the other, and the last of them from then on; those that are errors it raises."""

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
        """Method and url of every request, in order."""
        return [(each.method, each.url) for each in self.requests]


def scripted(*answers: Response | SigningError) -> Script:
    """A service with these answers."""
    return Script(list(answers))


def a_manner(**changes: Any) -> Manner:  # noqa: ANN401 - any field of the manner
    """A manner without chance: every wait is three quarters of the longest that it may be."""
    return Manner(**{"retries": Retries(random=lambda: 0.5)} | changes)


def a_portal(**changes: Any) -> Portal:  # noqa: ANN401 - any field of the manner
    """The portal flow of the service, called without chance."""
    return Portal(service=SERVICE, manner=a_manner(**changes))


def done(flow: Flow[Any], service: Callable[[Request], Response], clock: ManualClock | None = None) -> Any:  # noqa: ANN401 - as the flow
    """What a flow comes to with this service."""
    return run(flow, FakeTransport(service, clock=clock))


# What the service answers


def created(job: CreatedJob = CREATED) -> Response:
    """The answer to a creation."""
    return Response(status=200, body=write_created_job(job))


def refused(status: int, code: str = "SOME_CODE", message: str = "Not so", kind: str = "CLIENT") -> Response:
    """The service says no, in its own words."""
    return Response(status=status, body=write_refusal(Refusal(code=code, message=message, type=kind)))


def permitted_after(wait: timedelta = timedelta()) -> dict[str, str]:
    """The headers that permit the next poll so much later."""
    return {
        "date": format_datetime(NOW, usegmt=True),
        "x-next-permitted-poll-time": (NOW + wait).isoformat(),
    }


def changed(change: StatusChange = CHANGE) -> Response:
    """The answer to a poll that brings a status change."""
    return Response(status=200, headers=permitted_after(), body=write_status_change(change))


def nothing(wait: timedelta = timedelta(seconds=30)) -> Response:
    """The answer to a poll of an empty queue."""
    return Response(status=204, headers=permitted_after(wait))


# Many flows at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request that left, and when; and when its answer arrived, in seconds."""

    left: float
    arrived: float
    answer: Response


def interleaved(
    flows: Iterable[tuple[float, Flow[Any]]], service: Callable[[Request, float], tuple[Response, float]]
) -> list[Exchange]:
    """Carry out flows side by side, each from its moment on, and tell what was exchanged.

    The service says what it answers to a request that leaves at a time, and how many seconds that takes.
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
