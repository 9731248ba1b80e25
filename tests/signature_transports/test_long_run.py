"""A short part of the long run: nothing is lost, confirmed too early or created twice."""

import pytest

from tests.signature_transports.long_run import run


@pytest.mark.parametrize("seed", [0, 2])
def test_losses_and_killed_pollers_break_no_promise(seed: int) -> None:
    tally = run(60, seed)

    assert tally.created > 40
    assert tally.lost > 10
    assert tally.killed > 3
    assert tally.delivered.total() > len(tally.done)
