"""The direct flow from creation to deletion over each library, with a client certificate and with a token."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from signature_model import (
    CeremonyNotCompleted,
    DirectClient,
    DirectJob,
    InvalidStatusQueryToken,
    NotOffered,
    Sector,
    Sender,
    ServiceError,
    StatusRetrieval,
    from_json,
    to_json,
)
from signature_model.api.direct_responses import DirectCreatedJob
from signature_model.api.statuses import DirectSignerStatus, JobStatus
from signature_transports.emulator.web.certificate_folder import CLIENT, CertificateFolder
from signature_transports.tls import client_context, token_context
from tests.signature_transports.callers import direct_client, each_library, transport
from tests.signature_transports.emulated import Served, filled, joined, serving
from tests.signature_transports.emulator.calls import direct_job_of

pytestmark = pytest.mark.usefixtures("merged_here")
every_way = pytest.mark.parametrize("by_token", [False, True], ids=["certificate", "token"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = filled(CertificateFolder(path=tmp_path_factory.mktemp("certificates")))
    with serving(folder, calls_per_second=None) as served:
        yield served


@pytest.fixture(autouse=True)
def _empty(served: Served) -> None:
    served.emulator.reset()
    served.emulator.callers.clear()


@contextmanager
def calling(kind: str, served: Served, *, by_token: bool) -> Iterator[DirectClient]:
    """A client over this transport."""
    known: dict[str, Any] = {"credentials": served.credentials, "sender": CLIENT}
    if not by_token:
        with transport(kind, client_context(served.credentials, served.anchors)) as real:
            yield direct_client(real, served.service, **known)
        return
    calls, tokens = client_context(None, served.anchors), token_context(served.credentials, served.anchors)
    with transport(kind, calls) as one, transport(kind, tokens) as other:
        yield direct_client(joined(one, other, served.service, f"{served.url}/oauth2/token"), served.service, **known)


def a_job(retrieval: StatusRetrieval) -> DirectJob:
    """A job of two signers."""
    sender = Sender(CLIENT, sector=Sector.PUBLIC, polling_queue="hr")
    return direct_job_of("kari", "ola", sender=sender, status_retrieval=retrieval, reference="contract 17")


def return_of(served: Served, place: int, event: str) -> str:
    """Let a signer act, and return the token that their browser brings back."""
    url = served.emulator.act(1, place, event).signers[place].exit_url
    return parse_qs(urlsplit(url or "").query)["status_query_token"][0]


@every_way
@each_library
def test_a_job_is_signed_and_its_status_is_asked_for(kind: str, by_token: bool, served: Served) -> None:  # noqa: FBT001 - a case
    with calling(kind, served, by_token=by_token) as caller:
        created = caller.create(a_job(StatusRetrieval.WAIT_FOR_CALLBACK))
        job = from_json(to_json(created))
        assert isinstance(job, DirectCreatedJob)
        urls = [caller.redirect_url(each) for each in job.signers]
        assert [served.emulator.visit(each.rpartition("/")[2]).signer.place for each in urls] == [0, 1]
        with pytest.raises(CeremonyNotCompleted):
            caller.status(job, "too early for a token")
        token = return_of(served, 0, "sign")
        with pytest.raises(InvalidStatusQueryToken):
            caller.status(job, f"{token}x")
        status = caller.status(job, token)
        assert (status.known_status, status.pades_url is None) == (JobStatus.IN_PROGRESS, False)
        token = return_of(served, 1, "sign")
        status = caller.status(job, token)
        assert status.known_status is JobStatus.COMPLETED_SUCCESSFULLY
        assert {each.signer: each.known_status for each in status.signatures} == {
            "kari": DirectSignerStatus.SIGNED,
            "ola": DirectSignerStatus.SIGNED,
        }
        assert caller.pades(status).startswith(b"%PDF-")
        file = io.BytesIO()
        assert caller.save_xades(status.signatures[1], file) == len(file.getvalue())
        caller.confirm(status)
        with pytest.raises(NotOffered):
            caller.delete_documents(status)
    assert set(served.emulator.callers) == ({CLIENT, ""} if by_token else {CLIENT})


@every_way
@each_library
def test_a_job_is_rejected_and_its_queue_is_polled(kind: str, by_token: bool, served: Served) -> None:  # noqa: FBT001 - a case
    with calling(kind, served, by_token=by_token) as caller:
        job = caller.create(a_job(StatusRetrieval.POLLING))
        token = return_of(served, 0, "reject")
        with pytest.raises(NotOffered):
            caller.status(job, token)
        assert caller.poll().change is None
        change = caller.poll(polling_queue="hr").change
        assert change is not None
        assert (change.signature_job_id, change.status, change.reference) == (1, "FAILED", "contract 17")
        caller.confirm(change)
        assert served.emulator.job(1).unconfirmed == ()


@pytest.mark.parametrize(
    "call",
    [
        lambda caller, job: caller.redirect_url(job.signers[0]),
        lambda caller, job: caller.redirect_url(f"{job.signers[0].signer_url}9"),
    ],
    ids=["signed", "nobody"],
)
def test_a_refusal_is_an_error(call: Callable[[DirectClient, DirectCreatedJob], object], served: Served) -> None:
    with calling("requests", served, by_token=False) as caller:
        job = caller.create(a_job(StatusRetrieval.WAIT_FOR_CALLBACK))
        return_of(served, 0, "sign")
        with pytest.raises(ServiceError):
            call(caller, job)
