"""A job request has the reference and the polling queue of a job."""

from typing import Any

import pytest

from signature_model.jobs.portal import Sender
from signature_model.jobs.requests import JobRequest
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_job


def test_the_request_of_a_job() -> None:
    job = a_job(reference="ours", sender=Sender(NUMBER, polling_queue="hr"))
    assert JobRequest.of(job) == JobRequest(reference="ours", polling_queue="hr")
    assert JobRequest.of(a_job()) == JobRequest()


@pytest.mark.parametrize("field", ["reference", "polling_queue"])
def test_values_of_wrong_types_are_refused(field: str) -> None:
    fields: dict[str, Any] = {field: 1}
    with pytest.raises(TypeError, match=f"^{field} must be str or None, not int$"):
        JobRequest(**fields)


def test_no_repr_shows_a_whole_id_number() -> None:
    assert repr(JobRequest(reference=KARI)) == "JobRequest(reference='018180*****', polling_queue=None)"
