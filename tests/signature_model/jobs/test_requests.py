"""A job request has the reference and the polling queue of a job."""

import pytest

from signature_model.jobs.portal import Sender
from signature_model.jobs.requests import DirectJobRequest, JobRequest
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_job
from tests.kits.types import require_checked_types


def test_the_request_of_a_job() -> None:
    job = a_job(reference="ours", sender=Sender(NUMBER, polling_queue="hr"))
    assert JobRequest.of(job) == JobRequest(reference="ours", polling_queue="hr")
    assert JobRequest.of(a_job()) == JobRequest()


@pytest.mark.parametrize(
    "value", [JobRequest(), DirectJobRequest(exit_urls=None)], ids=lambda value: type(value).__name__
)
def test_values_of_wrong_types_are_refused(value: object) -> None:
    require_checked_types(value)


def test_no_repr_shows_a_whole_id_number() -> None:
    assert repr(JobRequest(reference=KARI)) == "JobRequest(reference='018180*****', polling_queue=None)"
