"""A short part of the long run: nothing is lost, confirmed too early or created twice."""

from tests.signature_transports.long_run import run


def test_losses_and_killed_pollers_break_no_promise() -> None:
    tally = run(15, seed=0)

    assert tally.created > 10
    assert tally.lost > 2
    assert tally.killed > 0
    assert tally.delivered.total() > len(tally.done)
