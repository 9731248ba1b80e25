"""A job request has the reference and the polling queue of a job."""

import pytest

from signature_model.jobs.direct import StatusRetrieval
from signature_model.jobs.portal import Sender
from signature_model.jobs.requests import DirectJobRequest, JobRequest, request_of
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_direct_job, a_job
from tests.kits.types import require_checked_types


def test_the_request_of_a_job() -> None:
    job = a_job(reference="ours", sender=Sender(NUMBER, polling_queue="hr"))
    assert request_of(job) == JobRequest(reference="ours", polling_queue="hr")
    assert request_of(a_job()) == JobRequest()


def test_the_request_of_a_direct_job() -> None:
    polling = StatusRetrieval.POLLING
    job = a_direct_job(reference="ours", sender=Sender(NUMBER, polling_queue="hr"), status_retrieval=polling)
    assert job.exit_urls is not None
    assert request_of(job) == DirectJobRequest(
        reference="ours", exit_urls=job.exit_urls, status_retrieval=polling, polling_queue="hr"
    )


@pytest.mark.parametrize(
    "value", [JobRequest(), DirectJobRequest(exit_urls=None)], ids=lambda value: type(value).__name__
)
def test_values_of_wrong_types_are_refused(value: object) -> None:
    require_checked_types(value)


def test_no_repr_shows_a_whole_id_number() -> None:
    assert repr(JobRequest(reference=KARI)) == "JobRequest(reference='018180*****', polling_queue=None)"
