"""A short part of the load run: two processes poll one queue of a real server and lose some responses."""

import pytest

from signature_transports.clocks import START
from signature_transports.emulator.jobs.queues import REDELIVERED_AFTER
from tests.signature_transports.load_run import Delivery, Tally, require_promises_kept, run


def test_every_status_change_is_delivered_and_none_twice_too_early() -> None:
    tally = run(10)

    require_promises_kept(tally)
    assert tally.jobs >= 10
    assert all(tally.deliveries), "both got some"


@pytest.mark.parametrize("fault", ["lost", "too soon", "after it was confirmed"])
def test_the_run_detects_a_broken_promise(fault: str) -> None:
    first = Delivery("/1/complete/1", before=START, after=START, confirmed=None)
    second = first._replace(change="/1/complete/2")
    later = second._replace(before=START + REDELIVERED_AFTER, after=START + REDELIVERED_AFTER)
    broken = {
        "lost": [first],
        "too soon": [first, second, second],
        "after it was confirmed": [first, second._replace(confirmed=START), later],
    }
    require_promises_kept(Tally(jobs=1, deliveries=[[first], [second, later]]))

    with pytest.raises(AssertionError, match=fault):
        require_promises_kept(Tally(jobs=1, deliveries=[broken[fault]]))
