"""The direct flow of our own clients against the emulator, over every transport."""

from typing import Final
from urllib.parse import parse_qs, urlsplit

from signature_model import (
    CeremonyNotCompleted,
    DirectClient,
    DirectJob,
    DirectSigner,
    Document,
    ExitUrls,
    InvalidStatusQueryToken,
    JobStatus,
    Sector,
    Sender,
    ServiceError,
    StatusRetrieval,
)
from signature_transports.emulator.web.certificate_folder import CLIENT
from tests.interop.emulators import Party
from tests.interop.steps import refused_as
from tests.kits.jobs import KARI, a_pdf

_DAY: Final = 24 * 60 * 60
_CUSTOMER: Final = "kunde 7/Ærlig & co"


class DirectFlow:
    """The flow of one client, with its own queue."""

    def __init__(self, ours: DirectClient, party: Party, queue: str) -> None:
        self._ours, self._party, self._queue = ours, party, queue
        self.parts = {
            "direct: a job is created, signed, fetched and deleted by token": self._follow,
            "direct: a job is polled and confirmed": self._poll,
        }

    def _follow(self) -> None:
        created = self._ours.create(a_direct_job())
        with refused_as(CeremonyNotCompleted):
            self._ours.status(created, "early")
        assert self._ours.redirect_url(created.signers[0]).startswith(f"{self._party.url}/redirect/")
        self._have(created.signature_job_id, 0, "sign")
        token = self._have(created.signature_job_id, 1, "sign")
        with refused_as(InvalidStatusQueryToken):
            self._ours.status(created, f"{token} &=æ+%")
        status = self._ours.status(created, token)
        assert status.known_status is JobStatus.COMPLETED_SUCCESSFULLY
        assert all(self._ours.xades(each).startswith(b"<?xml") for each in status.signatures)
        assert self._ours.pades(status).startswith(b"%PDF-")
        self._ours.confirm(status)
        self._party.order("/clock", advance=_DAY)
        status = self._ours.status(created, token)
        self._ours.delete_documents(status)
        with refused_as(ServiceError, "SIGNED_DOCUMENT_NOT_FOUND"):
            self._ours.pades(status)

    def _poll(self) -> None:
        created = self._ours.create(a_direct_job(StatusRetrieval.POLLING, self._queue))
        assert created.status_url is None
        self._have(created.signature_job_id, 0, "reject")
        change = self._ours.poll(polling_queue=self._queue).change
        assert change is not None, "the queue is empty"
        assert change.known_status is JobStatus.FAILED
        self._ours.confirm(change)
        assert self._ours.poll(polling_queue=self._queue).change is None

    def _have(self, job: int, signer: int, event: str) -> str:
        """Let a signer act, and return the token that their browser brings back."""
        exit_url: str = self._party.order(f"/jobs/{job}/signers/{signer}/{event}")["exit_url"]
        return parse_qs(urlsplit(exit_url).query)["status_query_token"][0]


def a_direct_job(retrieval: StatusRetrieval | None = None, queue: str | None = None) -> DirectJob:
    """Return a job of two signers."""
    return DirectJob(
        title="Employment contract",
        documents=[Document.from_bytes(a_pdf(), title="Contract")],
        signers=[DirectSigner.by_national_id(KARI), DirectSigner.by_identifier(_CUSTOMER)],
        sender=Sender(CLIENT, sector=Sector.PUBLIC, polling_queue=queue),
        exit_urls=ExitUrls.single("https://sender.example/signed?job=1"),
        status_retrieval=retrieval,
        reference="ours",
    )
