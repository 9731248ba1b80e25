"""A job request has the reference and the polling queue of a job."""

from dataclasses import replace
from typing import Any

import pytest

from signature_model.jobs.portal import Sender
from signature_model.jobs.requests import AnyJobRequest, DirectJobRequest, JobRequest
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_job


def test_the_request_of_a_job() -> None:
    job = a_job(reference="ours", sender=Sender(NUMBER, polling_queue="hr"))
    assert JobRequest.of(job) == JobRequest(reference="ours", polling_queue="hr")
    assert JobRequest.of(a_job()) == JobRequest()


@pytest.mark.parametrize(
    ("value", "field"),
    [
        *((JobRequest(), field) for field in ("reference", "polling_queue")),
        *(
            (DirectJobRequest(exit_urls=None), field)
            for field in ("reference", "polling_queue", "exit_urls", "status_retrieval")
        ),
    ],
)
def test_values_of_wrong_types_are_refused(value: AnyJobRequest, field: str) -> None:
    wrong: dict[str, Any] = {field: 1}
    with pytest.raises(TypeError, match=f"^{field} must be .* or None, not int"):
        replace(value, **wrong)


def test_no_repr_shows_a_whole_id_number() -> None:
    assert repr(JobRequest(reference=KARI)) == "JobRequest(reference='018180*****', polling_queue=None)"
