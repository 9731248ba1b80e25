"""Tests of queues and status changes in words."""

from signature_transports.emulator.web.views.queues import changes_of
from tests.signature_transports.emulator.calls import an_emulator, by, create, direct_job_of, job_of, poll


def test_changes_that_wait_and_that_are_unconfirmed() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", "c")), "hr")

    def sentences() -> tuple[str, ...]:
        return changes_of(emulator.job(1), emulator.queues())

    assert sentences() == ("No change waits in queue hr, and all delivered changes are confirmed.",)
    for place in range(3):
        emulator.sign(1, place)
    assert sentences() == ("3 changes wait in queue hr.",)
    poll(emulator, "?polling_queue=hr")
    assert sentences()[0] == "2 changes wait in queue hr."
    assert sentences()[1].startswith("1 change was delivered and not confirmed. The service delivers it again")
    poll(emulator, "?polling_queue=hr")
    poll(emulator, "?polling_queue=hr")
    assert [each[:40] for each in sentences()] == ["3 changes were delivered and not confirm"]


def test_the_status_of_a_direct_job_may_not_be_queued() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of())

    assert changes_of(emulator.job(1), ())[0].endswith("Nothing is queued.")
