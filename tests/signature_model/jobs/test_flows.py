"""A job gets a sender only if it names none."""

import pytest

from signature_model.jobs.flows import with_sender
from signature_model.jobs.portal import PortalJob, Sender
from tests.kits.certificates import NUMBER
from tests.kits.jobs import a_job

NAMELESS = a_job(sender=Sender(polling_queue="hr"))


@pytest.mark.parametrize(
    ("job", "number", "sender"),
    [
        pytest.param(NAMELESS, NUMBER, Sender(NUMBER, polling_queue="hr"), id="it names none"),
        pytest.param(NAMELESS, None, Sender(polling_queue="hr"), id="and none is given"),
        pytest.param(a_job(), "991825827", a_job().sender, id="it names one"),
    ],
)
def test_the_sender_of_a_job(job: PortalJob, number: str | None, sender: Sender) -> None:
    changed = with_sender(job, number)
    assert (changed.sender, changed.title) == (sender, job.title)
