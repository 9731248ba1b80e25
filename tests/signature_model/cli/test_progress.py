"""A terminal shows the number of results, the rate, and the remaining time."""

import io
import sys
from collections.abc import Callable

import pytest

from signature_model.cli.progress import with_progress
from signature_model.reports.results import undecided

RESULTS = [undecided(name, "") for name in "abcd"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def a_terminal(monkeypatch: pytest.MonkeyPatch, columns: int = 80) -> Terminal:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    return terminal


def clock(*moments: float) -> Callable[[], float]:
    return iter(moments).__next__


def lines(terminal: Terminal) -> list[str]:
    return [each for each in map(str.strip, terminal.getvalue().split("\r")) if each]


def test_the_line_is_cleared_before_each_result(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    for _ in with_progress(RESULTS, 1234):
        assert terminal.getvalue().endswith(f"\r{'':{len(lines(terminal)[-1])}}\r")
    assert terminal.getvalue().endswith(" \r")


def test_the_rate_and_the_remaining_time_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    list(with_progress(RESULTS, 1234, clock=clock(0, 2, 3, 4, 8)))

    assert lines(terminal) == [
        "0 of 1,234 validated",
        "1 of 1,234 validated, 0.5 per second, 0:41:06 left",
        "2 of 1,234 validated, 0.7 per second, 0:30:48 left",
        "3 of 1,234 validated, 0.8 per second, 0:27:21 left",
        "4 of 1,234 validated, 0.5 per second, 0:41:00 left",
    ]


def test_results_of_an_earlier_run_do_not_count_for_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    list(with_progress(RESULTS[:1], 1234, 1000, clock=clock(0, 2)))

    assert lines(terminal) == ["1,000 of 1,234 validated", "1,001 of 1,234 validated, 0.5 per second, 0:07:46 left"]


def test_an_unknown_total_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    list(with_progress(RESULTS[:2], None, clock=clock(0, 0, 4)))

    assert lines(terminal) == ["0 validated", "1 validated", "2 validated, 0.5 per second"]


def test_the_line_changes_slowly_enough_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch)
    list(with_progress(RESULTS, 4, clock=clock(0, 0.01, 0.02, 0.15, 0.2)))

    assert [each.partition(" ")[0] for each in lines(terminal)] == ["0", "1", "3"]


def test_a_narrow_terminal_gets_a_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = a_terminal(monkeypatch, 10)
    list(with_progress(RESULTS, 1234))

    assert set(map(len, terminal.getvalue().split("\r"))) == {0, 9}
