"""A short piece of the load run: two processes poll one queue of a real server, and lose some of what they get."""

from __future__ import annotations

import pytest

from signature_transports.clocks import START
from tests.signature_transports.load_run import Delivery, Tally, require_promises_kept, run


def test_every_status_change_is_delivered_and_none_twice_too_soon() -> None:
    tally = run(40)

    require_promises_kept(tally)
    deliveries = [each for some in tally.deliveries for each in some]
    assert len(deliveries) > 80
    assert all(tally.deliveries), "both got some"


@pytest.mark.parametrize("fault", ["lost", "too soon", "after it was confirmed"])
def test_the_run_sees_a_broken_promise(fault: str) -> None:
    first = Delivery("/1/complete/1", before=START, after=START, was_confirmed=False)
    second = first._replace(change="/1/complete/2")
    broken = {
        "lost": [first],
        "too soon": [first, second, second],
        "after it was confirmed": [first, second._replace(was_confirmed=True), second],
    }
    require_promises_kept(Tally(jobs=1, deliveries=[[first], [second]]))

    with pytest.raises(AssertionError, match=fault):
        require_promises_kept(Tally(jobs=1, deliveries=[broken[fault]]))
