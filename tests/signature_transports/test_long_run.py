"""A short part of the long run: nothing is lost, confirmed too early or created twice."""

from tests.signature_transports.long_run import run


def test_losses_and_killed_pollers_break_no_promise() -> None:
    tally = run(30, seed=0)

    assert tally.created > 20
    assert tally.lost > 5
    assert tally.killed > 1
    assert tally.delivered.total() > len(tally.done)
