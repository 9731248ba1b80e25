"""Inputs are submitted in chunks; their results come in order, and a dead worker costs at most one verdict."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import Path

import pytest

from signature_model import Sector, __version__
from signature_model.cli.fingerprint import fingerprint_of
from signature_model.cli.parallel import executors
from signature_model.cli.parallel.chunks import ATTEMPTS_ALONE, MAX_UNREPORTED, chunks, results
from signature_model.cli.parallel.errors import ExecutorLost
from signature_model.cli.parallel.executors import Workers
from signature_model.cli.parallel.tasks import Packed, Task
from signature_model.cli.settings import Settings
from signature_model.reports.results import Result
from tests.signature_model.cli.criteria import Deadly, DeadlyOnce
from tests.signature_model.cli.executors import Idle, Late, Scripted, two_threads

PUBLIC = Settings(sector=Sector.PUBLIC)

DEATH = RuntimeError("died")

VALID: Packed = ("a", "valid", False, [], ())

EXECUTORS = {
    "local": executors.local(2),
    **{
        name: executors.named(f"tests.signature_model.cli.executors:{name}", 2)
        for name in ("two_processes", "two_threads")
    },
}


def workers_of(executor: Executor, count: int = 2) -> Workers:
    return Workers(lambda: nullcontext((executor, count)), patience=0.1)


def result(results: Iterable[Result]) -> list[tuple[str, str]]:
    return [(each.source, str(each.verdict)) for each in results]


@pytest.fixture
def names(folder: Path) -> list[str]:
    """A hundred and twenty bundles, of which one is missing and one is no bundle."""
    names = [f"{number:03}.asice" for number in range(120)]
    for name in names[2:]:
        (folder / name).symlink_to("good.asice")
    (folder / names[1]).touch()
    return names


def test_the_first_chunks_are_small() -> None:
    sizes = [len(each) for each in chunks((str(number) for number in range(300)), 2)]

    assert sizes == [1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 50, 50, 50, 24]


def test_standard_input_is_a_chunk_of_its_own() -> None:
    names = [str(number) for number in range(100)]
    names[0] = names[20] = names[99] = "-"

    cut = list(chunks(names, 2))
    assert [name for each in cut for name in each] == names
    assert [each for each in cut if "-" in each] == [("-",)] * 3


@pytest.mark.parametrize("name", [*EXECUTORS])
def test_results_come_in_the_order_of_the_inputs(names: list[str], name: str) -> None:
    with EXECUTORS[name] as workers:
        found = result(results(names, Task.by(PUBLIC), workers))

    assert found == list(zip(names, ["undecided", "invalid", *["valid"] * 118], strict=True))


def test_standard_input_is_read_by_this_process(names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = [*names[2:5], "-", *names[5:8]]

    with Path(names[1]).open() as file, executors.local(2) as workers:
        monkeypatch.setattr("sys.stdin", file)
        verdicts = [verdict for _, verdict in result(results(inputs, Task.by(PUBLIC), workers))]
    assert verdicts == ["valid"] * 3 + ["invalid"] + ["valid"] * 3


def test_inputs_are_taken_only_as_workers_need_them(names: list[str]) -> None:
    late = Late(MAX_UNREPORTED * 2)
    inputs = iter(names * 5)
    with late, workers_of(late) as workers:
        found = results(inputs, Task.by(PUBLIC), workers)
        next(found)
        untaken = len(list(inputs))
        list(found)

    assert late.most_unfinished == 4
    assert len(names) * 5 - untaken == 2 * (1 + 2 + 4 + 8 + 16 + 32 + 50 + 50) + 50


@pytest.mark.parametrize(("name", "deadly"), [("local", 119), ("two_processes", 60)])
def test_an_input_that_kills_its_worker_costs_no_other_verdict(names: list[str], name: str, deadly: int) -> None:
    settings = Settings(criteria=Deadly(select=(names[deadly],)))

    with EXECUTORS[name] as workers:
        found = result(results(names[2:], Task.by(settings), workers))
    assert found == [(each, "undecided" if each == names[deadly] else "valid") for each in names[2:]]


def test_a_killed_worker_costs_no_verdict(names: list[str], folder: Path) -> None:
    settings = Settings(criteria=DeadlyOnce(select=(names[9],), ignore=(str(folder / "killed"),)))

    with executors.local(2) as workers:
        found = result(results(names[2:], Task.by(settings), workers))
    assert {verdict for _, verdict in found} == {"valid"}
    assert (folder / "killed").exists()


def test_calls_are_cancelled_when_the_run_ends(names: list[str]) -> None:
    idle = Idle()
    with workers_of(idle) as workers, pytest.raises(KeyboardInterrupt):
        list(results(interrupted(names), Task.by(PUBLIC), workers))

    assert len(idle.futures) == 3
    assert all(each.cancelled() for each in idle.futures)


def interrupted(names: list[str]) -> Iterator[str]:
    yield from names[:4]
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        pytest.param([ImportError("no module")], "ImportError: no module", id="without us"),
        pytest.param([DEATH, ImportError("no module")], "ImportError: no module", id="without us once more"),
        pytest.param([DEATH, None, TypeError("one more")], "TypeError: one more", id="others alone"),
        pytest.param([DEATH, DEATH, DEATH], "RuntimeError: died", id="closed"),
        pytest.param([DEATH, None, DEATH, DEATH, DEATH], "RuntimeError: died", id="closed later"),
        pytest.param([], "StopIteration: ", id="closed from the start"),
        pytest.param([DEATH], "StopIteration: ", id="closed now"),
    ],
)
def test_an_executor_that_fails_is_lost(names: list[str], answers: list[object], reason: str) -> None:
    with (
        workers_of(Scripted(answers)) as workers,
        pytest.raises(ExecutorLost, match=f"^the executor failed: {reason}$"),
    ):
        list(results(names[:1], Task.by(PUBLIC), workers))


def test_an_executor_without_workers_is_lost(names: list[str]) -> None:
    idle = Idle()
    with workers_of(idle) as workers:
        found = results(names[:1], Task.by(PUBLIC), workers)
        threading.Timer(0.1, lambda: idle.futures[0].set_exception(DEATH)).start()
        with pytest.raises(ExecutorLost, match="failed: RuntimeError: died"):
            next(found)


def test_a_worker_that_differs_ends_the_run(names: list[str]) -> None:
    task = Task(settings=PUBLIC, fingerprint=fingerprint_of(PUBLIC).replace(__version__, "0.0.9"))

    with workers_of(two_threads()) as workers, pytest.raises(ExecutorLost, match=r'not "0\.0\.9"'):
        list(results(names, task, workers))


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([[]], id="none"),
        pytest.param([[VALID, VALID]], id="more"),
        pytest.param([[("other", *VALID[1:])]], id="of another"),
        pytest.param([DEATH, None, []], id="none alone"),
        pytest.param([DEATH, None, [("other", *VALID[1:])]], id="of another alone"),
    ],
)
def test_results_of_other_inputs_end_the_run(answers: list[object]) -> None:
    with workers_of(Scripted(answers)) as workers, pytest.raises(ExecutorLost, match="returned the results of other"):
        list(results(["a"], Task.by(PUBLIC), workers))


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([DEATH, None], id="once"),
        pytest.param([DEATH, None] * ATTEMPTS_ALONE, id="as often as is permitted"),
        pytest.param([DEATH, DEATH, None], id="with the worker that was asked next"),
    ],
)
def test_a_chunk_is_validated_again_after_its_worker_died(answers: list[object]) -> None:
    with workers_of(Scripted([*answers, [VALID]])) as workers:
        assert result(results(["a"], Task.by(PUBLIC), workers)) == [("a", "valid")]


def test_each_worker_may_be_about_to_end() -> None:
    with workers_of(Scripted([DEATH, DEATH, DEATH, DEATH, None, [VALID]]), 4) as workers:
        assert result(results(["a"], Task.by(PUBLIC), workers)) == [("a", "valid")]
