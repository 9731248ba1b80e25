"""Many inputs are judged in order, whatever becomes of the workers."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from signature_model import Sector
from signature_model.cli import workers
from signature_model.cli.settings import Settings
from signature_model.results import Criteria, Verdict
from tests.signature_model.samples import KARI

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from signature_model import Report
    from signature_model.results import Result

PUBLIC = Settings(sector=Sector.PUBLIC)


class Failing(Criteria):
    """Fails with the inputs selected."""

    def result(self, source: str, report: Report) -> Result:
        if source in self.select:
            message = f"never seen {KARI} before"
            raise RuntimeError(message)
        return Criteria().result(source, report)


class Deadly(Criteria):
    """Kills its process with the inputs selected, as the system does when memory runs out."""

    def result(self, source: str, report: Report) -> Result:
        if source in self.select:
            os.kill(os.getpid(), signal.SIGKILL)
        return Criteria().result(source, report)


class DeadlyOnce(Criteria):
    """Kills its process with the input selected, unless it has left the file that is ignored."""

    def result(self, source: str, report: Report) -> Result:
        if source in self.select and not Path(self.ignore[0]).exists():
            Path(self.ignore[0]).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return Criteria().result(source, report)


def told(results: Iterator[Result]) -> list[tuple[str, str]]:
    return [(each.source, str(each.verdict)) for each in results]


@pytest.fixture
def names(folder: Path) -> list[str]:
    """Bundles by the dozen, one of them missing and one no bundle."""
    names = [f"{number:03}.asice" for number in range(30)]
    for name in names[2:]:
        (folder / name).symlink_to("good.asice")
    (folder / names[1]).touch()
    return names


@pytest.mark.parametrize("count", [1, 2, 64])
def test_results_come_in_the_order_of_the_inputs(names: list[str], count: int) -> None:
    expected = ["undecided", "invalid", *["valid"] * 28]

    assert told(workers.results(names, PUBLIC, count)) == list(zip(names, expected, strict=True))


def test_a_single_input_needs_no_other_process(folder: Path) -> None:
    (result,) = workers.results([str(folder / "late.xml")], PUBLIC, 8)

    assert result.verdict is Verdict.INVALID


def test_standard_input_is_read_by_this_process_alone(names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = [*names[2:5], "-", *names[5:8]]

    with Path(names[1]).open() as file:
        monkeypatch.setattr("sys.stdin", file)
        verdicts = [verdict for _, verdict in told(workers.results(inputs, PUBLIC, 2))]
    assert verdicts == ["valid"] * 3 + ["invalid"] + ["valid"] * 3


def test_a_portion_is_judged_in_order(names: list[str]) -> None:
    assert told(iter(workers.judge_portion(names[1:3], PUBLIC))) == [(names[1], "invalid"), (names[2], "valid")]


def test_who_stops_listening_does_not_wait_for_the_rest(names: list[str]) -> None:
    found = workers.results(names * 100, PUBLIC, 2)
    next(found)
    found.close()  # type: ignore[attr-defined]  # a generator


def test_an_error_of_ours_costs_one_input_its_verdict_and_shows_no_number(names: list[str]) -> None:
    first, second = workers.results(names[2:4], Settings(criteria=Failing(select=(names[2],))), 1)

    (skipped,) = first.report.skipped
    assert (first.verdict, second.verdict) == (Verdict.UNDECIDED, Verdict.VALID)
    assert "internal error, which should be reported: RuntimeError" in skipped.why
    assert KARI not in skipped.why


@pytest.mark.parametrize("deadly", [2, 15, 29])
def test_an_input_that_kills_its_worker_costs_no_other_its_verdict(names: list[str], deadly: int) -> None:
    settings = Settings(criteria=Deadly(select=(names[deadly],)))

    found = told(workers.results(names[2:], settings, 4))
    assert found == [(each, "undecided" if each == names[deadly] else "valid") for each in names[2:]]


def test_a_worker_that_was_killed_once_costs_nothing(names: list[str], folder: Path) -> None:
    settings = Settings(criteria=DeadlyOnce(select=(names[9],), ignore=(str(folder / "killed"),)))

    assert {verdict for _, verdict in told(workers.results(names[2:], settings, 2))} == {"valid"}
    assert (folder / "killed").exists()


@pytest.mark.parametrize("spare", [0, 7, 12])
def test_without_descriptors_for_workers_this_process_judges(names: list[str], spare: int) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(3)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (taken[-1] + 2 + spare, before[1]))
    try:
        found = told(workers.results(names[2:], PUBLIC, 8))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for each in taken:
            os.close(each)

    assert found == [(each, "valid") for each in names[2:]]
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    "error", [BlockingIOError(errno.EAGAIN, "too many processes"), RuntimeError("can't start new thread")]
)
def test_without_threads_or_processes_for_workers_this_process_judges(
    names: list[str], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(_: threading.Thread) -> None:
        raise error

    monkeypatch.setattr(threading.Thread, "start", refuse)  # by then the workers are there

    assert {verdict for _, verdict in told(workers.results(names[2:], PUBLIC, 2))} == {"valid"}
    assert multiprocessing.active_children() == []


def test_signals_need_not_be_held_back_where_nothing_forks(names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")

    assert {verdict for _, verdict in told(workers.results(names[2:], PUBLIC, 2))} == {"valid"}


def test_a_worker_falls_silent() -> None:
    handlers = {each: signal.getsignal(each) for each in workers.ENDING}
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with warnings.catch_warnings():
            workers.begin()
            warnings.warn("odd certificate", UserWarning, stacklevel=1)
        now = {each: signal.getsignal(each) for each in handlers}
        assert now == {
            signal.SIGINT: signal.SIG_DFL,
            signal.SIGTERM: signal.SIG_DFL,
            signal.SIGHUP: signal.SIG_IGN,
        }
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)


def test_a_worker_ends_with_the_process_that_it_works_for(monkeypatch: pytest.MonkeyPatch) -> None:
    process = multiprocessing.Process(target=int)
    process.start()
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)

    workers.end_with(process)
    assert ended == [1]
    assert not process.is_alive()


def test_a_worker_watches_its_parent() -> None:
    context = multiprocessing.get_context()
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=watchers, args=(sending,))
    process.start()

    assert receiving.recv() == 1
    process.join()


def watchers(sending: Connection) -> None:
    before = threading.active_count()
    workers.begin()
    sending.send(threading.active_count() - before)
