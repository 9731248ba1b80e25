"""Inputs are handed out in portions, and their results come in order, whatever becomes of the workers."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from signature_model import Sector, __version__
from signature_model.cli.fingerprint import basis_of
from signature_model.cli.parallel import executors
from signature_model.cli.parallel.chunks import MOST_KEPT, portions, results
from signature_model.cli.parallel.errors import ExecutorLost
from signature_model.cli.parallel.executors import Engine
from signature_model.cli.parallel.tasks import Task
from signature_model.cli.settings import Settings
from tests.signature_model.cli.criteria import Deadly, DeadlyOnce
from tests.signature_model.cli.executors import Idle, Late, Scripted, two_threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from signature_model.cli.parallel.packing import Packed
    from signature_model.reports.results import Result

PUBLIC = Settings(sector=Sector.PUBLIC)

DEATH = RuntimeError("died")

VALID: Packed = ("a", "valid", False, [], ())

EXECUTORS = [
    f"tests.signature_model.cli.executors:{make}" for make in ("our_processes", "two_processes", "two_threads")
]


def an_engine(executor: Executor) -> Engine:
    return Engine(lambda: nullcontext((executor, 2)), patience=0.1)


def told(results: Iterable[Result]) -> list[tuple[str, str]]:
    return [(each.source, str(each.verdict)) for each in results]


@pytest.fixture
def names(folder: Path) -> list[str]:
    """A hundred and twenty bundles, of which one is missing and one is no bundle."""
    names = [f"{number:03}.asice" for number in range(120)]
    for name in names[2:]:
        (folder / name).symlink_to("good.asice")
    (folder / names[1]).touch()
    return names


def test_portions_are_small_at_first() -> None:
    sizes = [len(each) for each in portions((str(number) for number in range(300)), 2)]

    assert sizes == [1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 50, 50, 50, 24]


def test_portions_have_all_inputs_in_order_and_standard_input_by_itself() -> None:
    names = [str(number) for number in range(100)]
    names[0] = names[20] = names[99] = "-"

    cut = list(portions(names, 2))
    assert [name for each in cut for name in each] == names
    assert [each for each in cut if "-" in each] == [("-",)] * 3


@pytest.mark.parametrize("name", EXECUTORS)
def test_results_come_in_the_order_of_the_inputs(names: list[str], name: str) -> None:
    with executors.named(name, 2) as engine:
        found = told(results(names, Task.by(PUBLIC), engine))

    assert found == list(zip(names, ["undecided", "invalid", *["valid"] * 118], strict=True))


def test_standard_input_is_read_by_this_process_alone(names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = [*names[2:5], "-", *names[5:8]]

    with Path(names[1]).open() as file, executors.processes(2) as engine:
        monkeypatch.setattr("sys.stdin", file)
        verdicts = [verdict for _, verdict in told(results(inputs, Task.by(PUBLIC), engine))]
    assert verdicts == ["valid"] * 3 + ["invalid"] + ["valid"] * 3


def test_no_more_is_taken_than_there_is_room_for(names: list[str]) -> None:
    late = Late(MOST_KEPT * 2)
    inputs = iter(names * 10)
    with late, an_engine(late) as engine:
        found = results(inputs, Task.by(PUBLIC), engine)
        next(found)
        untaken = len(list(inputs))
        list(found)

    assert late.most_unfinished == 4
    assert len(names) * 10 - untaken == 2 * (1 + 2 + 4 + 8 + 16 + 32 + 50 + 50) + 50


@pytest.mark.parametrize("deadly", [2, 60, 119])
@pytest.mark.parametrize("name", EXECUTORS[:2])
def test_an_input_that_kills_its_worker_costs_no_other_its_verdict(names: list[str], deadly: int, name: str) -> None:
    settings = Settings(criteria=Deadly(select=(names[deadly],)))

    with executors.named(name, 2) as engine:
        found = told(results(names[2:], Task.by(settings), engine))
    assert found == [(each, "undecided" if each == names[deadly] else "valid") for each in names[2:]]


def test_a_worker_that_was_killed_once_costs_nothing(names: list[str], folder: Path) -> None:
    settings = Settings(criteria=DeadlyOnce(select=(names[9],), ignore=(str(folder / "killed"),)))

    with executors.processes(2) as engine:
        found = told(results(names[2:], Task.by(settings), engine))
    assert {verdict for _, verdict in found} == {"valid"}
    assert (folder / "killed").exists()


def test_who_stops_listening_does_not_wait_for_the_rest(names: list[str]) -> None:
    idle = Idle()
    with an_engine(idle) as engine, pytest.raises(KeyboardInterrupt):
        list(results(interrupted(names), Task.by(PUBLIC), engine))

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
        pytest.param([DEATH, DEATH], "RuntimeError: died", id="closed"),
        pytest.param([DEATH, None, DEATH, DEATH], "RuntimeError: died", id="closed later"),
        pytest.param([], "StopIteration: ", id="closed at once"),
        pytest.param([DEATH], "StopIteration: ", id="closed now"),
    ],
)
def test_an_executor_that_can_do_nothing_is_told(names: list[str], answers: list[object], reason: str) -> None:
    with (
        an_engine(Scripted(answers)) as engine,
        pytest.raises(ExecutorLost, match=f"^the executor can judge no more: {reason}$"),
    ):
        list(results(names[:1], Task.by(PUBLIC), engine))


def test_an_executor_without_workers_is_told(names: list[str]) -> None:
    idle = Idle()
    with an_engine(idle) as engine:
        found = results(names[:1], Task.by(PUBLIC), engine)
        threading.Timer(0.1, lambda: idle.futures[0].set_exception(DEATH)).start()
        with pytest.raises(ExecutorLost, match="can judge no more: RuntimeError: died"):
            next(found)


def test_a_worker_that_differs_ends_it_all(names: list[str]) -> None:
    task = Task(settings=PUBLIC, basis=basis_of(PUBLIC).replace(__version__, "0.0.9"))

    with an_engine(two_threads()) as engine, pytest.raises(ExecutorLost, match=r'and not "0\.0\.9"'):
        list(results(names, task, engine))


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
def test_an_executor_that_answers_for_others_is_told(answers: list[object]) -> None:
    with an_engine(Scripted(answers)) as engine, pytest.raises(ExecutorLost, match="returns the results of other"):
        list(results(["a"], Task.by(PUBLIC), engine))


def test_an_answer_for_each_alone_is_taken() -> None:
    with an_engine(Scripted([DEATH, None, [VALID]])) as engine:
        assert told(results(["a"], Task.by(PUBLIC), engine)) == [("a", "valid")]
