"""Both flows of our own clients against the emulator, over every transport."""

import io
from datetime import timedelta
from typing import Final

from signature_model import (
    AlreadyFinished,
    Context,
    Document,
    JobRequest,
    JobStatus,
    Lookup,
    Manner,
    NotOffered,
    PortalClient,
    PortalJob,
    Sector,
    Sender,
    ServiceError,
    Signer,
    StatusChange,
    build_bundle,
)
from signature_model.api.flow import Transport
from signature_model.api.http import Request, Response
from signature_transports.emulator.replies import XML
from signature_transports.emulator.web.certificate_folder import CLIENT
from tests.interop.emulators import WAIT, Party
from tests.interop.own_direct import DirectFlow
from tests.interop.steps import Steps, refused_as
from tests.kits.jobs import KARI, a_pdf
from tests.signature_transports.callers import KINDS, Blocking, client, direct_client, transport

_DAY: Final = 24 * 60 * 60


def play(party: Party, steps: Steps) -> list[bytes]:
    """Run the flows over each transport. Return the XML responses, except those to async clients."""
    known = {"credentials": party.credentials, "sender": CLIENT, "context": Context(sector=Sector.PUBLIC)}
    answers: list[bytes] = []
    manner = Manner()
    party.order("/clock", advance=1)
    for kind in KINDS:
        with transport(kind, party.tls()) as over:
            heard = over if isinstance(over, Blocking) else _Overheard(over, answers)
            ours = client(heard, party.service, manner=manner, **known)
            direct = direct_client(heard, party.service, manner=manner, **known)
            queue = f"{kind}/æ&+"
            parts = _Flow(ours, party, queue).parts | DirectFlow(direct, party, queue).parts
            for name, played in parts.items():
                with steps.step(f"{kind}: {name}"):
                    played()
    return answers


class _Overheard:
    """A transport that stores the XML responses."""

    def __init__(self, transport: Transport, answers: list[bytes]) -> None:
        self._transport, self._answers = transport, answers
        self.wait, self.clock = transport.wait, transport.clock

    def send(self, request: Request) -> Response:
        """Send a request and store its response."""
        answer = self._transport.send(request)
        if answer.headers.get("content-type") == XML:
            self._answers.append(answer.body)
        return answer


class _Flow:
    """The flow of one client, with its own queue."""

    def __init__(self, ours: PortalClient, party: Party, queue: str) -> None:
        self._ours, self._party, self._queue = ours, party, queue
        self.parts = {
            "a ping is answered": self._ping,
            "an empty queue and a poll that is too early say when to poll again": self._poll,
            "a job is created, signed, fetched and confirmed": self._follow,
            "documents are deleted a day later": self._delete,
            "a job is cancelled once": self._cancel,
            "a bundle whose document was exchanged is refused": self._send_broken,
        }

    def _ping(self) -> None:
        assert CLIENT in self._ours.ping()

    def _poll(self) -> None:
        poll = self._ours.poll(polling_queue=self._queue)
        assert poll.change is None
        assert timedelta() < poll.wait <= timedelta(seconds=WAIT + 1)
        assert self._ours.poll(polling_queue=self._queue).was_too_early
        self._party.order("/clock", advance=WAIT)

    def _follow(self) -> None:
        """Follow the job; the last change stays unconfirmed."""
        job = self._created()
        self._have(job, 0, "sign")
        change = self._next()
        assert (change.signature_job_id, change.known_status) == (job, JobStatus.IN_PROGRESS)
        self._ours.confirm(change)
        self._have(job, 1, "sign")
        change = self._next()
        assert change.known_status is JobStatus.COMPLETED_SUCCESSFULLY
        assert all(self._ours.xades(each).startswith(b"<?xml") for each in change.signatures)
        signed, file = self._ours.pades(change), io.BytesIO()
        assert signed.startswith(b"%PDF-")
        assert self._ours.save(change.pades_url or "", file) == len(signed)
        assert file.getvalue() == signed

    def _delete(self) -> None:
        self._party.order("/clock", advance=_DAY)
        change = self._next()
        self._ours.delete_documents(change)
        with refused_as(ServiceError, "SIGNED_DOCUMENT_NOT_FOUND"):
            self._ours.pades(change)
        self._ours.confirm(change)

    def _cancel(self) -> None:
        created = self._ours.create(self._job())
        self._ours.cancel(created)
        change = self._next()
        assert change.known_status is JobStatus.FAILED
        with refused_as(NotOffered):
            self._ours.cancel(change)
        with refused_as(AlreadyFinished):
            self._ours.cancel(created)
        self._ours.confirm(change)

    def _send_broken(self) -> None:
        bundle = build_bundle(self._job(), self._party.credentials).content
        with refused_as(ServiceError, "ASICE_VALIDATION_FAILED"):
            self._ours.create_from(bundle.replace(b"%PDF-1", b"%PDF-0"), JobRequest(), validate=False)

    def _created(self) -> int:
        return self._ours.create(self._job()).signature_job_id

    def _have(self, job: int, signer: int, event: str) -> None:
        self._party.order(f"/jobs/{job}/signers/{signer}/{event}")

    def _next(self) -> StatusChange:
        change = self._ours.poll(polling_queue=self._queue).change
        assert change is not None, "the queue is empty"
        return change

    def _job(self) -> PortalJob:
        return PortalJob(
            title="Employment contract",
            nonsensitive_title="A contract",
            documents=[Document.from_bytes(a_pdf(), title="Contract")],
            signers=[
                Signer.by_national_id(KARI, notify=Lookup(sms=True), order=1),
                Signer.by_email("ola@example.com", order=2),
            ],
            sender=Sender(CLIENT, sector=Sector.PUBLIC, polling_queue=self._queue),
            reference="ours",
        )
