"""Inputs in portions, handed to an executor, and their results in the order of the inputs."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait
from itertools import count, groupby, islice
from typing import TYPE_CHECKING, TypeAlias

from signature_model.cli.parallel.errors import ExecutorLost, WorkerDiffers
from signature_model.cli.parallel.packing import unpacked
from signature_model.cli.parallel.tasks import agree, judge_and_pack, judge_portion
from signature_model.console.reading import STANDARD_INPUT
from signature_model.reports.results import undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from signature_model.cli.parallel.executors import Engine
    from signature_model.cli.parallel.packing import Packed
    from signature_model.cli.parallel.tasks import Task
    from signature_model.reports.results import Result

Portion: TypeAlias = tuple[str, ...]

MOST_INPUTS = 50
"""Inputs handed to a worker at a time: one by one, the handing over costs more than the judging."""

AT_ONCE = 2
"""Portions that each worker has: one that it judges, and one that it need not wait for."""

MOST_KEPT = 8
"""Portions for each worker that are handed out, or finished, before the first of them has been reported."""

CANNOT = (WorkerDiffers, ImportError, AttributeError, TypeError)
"""What comes back from workers that have another version of this package, or none."""


def results(inputs: Iterable[str], task: Task, engine: Engine) -> Iterator[Result]:
    """The result for each input, in order. Raises ExecutorLost."""
    turns = _Turns(task, engine)
    try:
        yield from turns.results(portions(inputs, engine.workers))
    finally:
        turns.cancel()


def portions(inputs: Iterable[str], workers: int) -> Iterator[Portion]:
    """The inputs, cut: small portions first, so that every worker soon has one. Standard input is one by itself."""
    inputs = iter(inputs)
    sizes = (min(MOST_INPUTS, 1 << min(number // workers, 9)) for number in count())
    while portion := tuple(islice(inputs, next(sizes))):
        yield from (tuple(group) for _, group in groupby(portion, STANDARD_INPUT.__eq__))


class _Turns:
    """What has been handed out and not been reported, in order."""

    def __init__(self, task: Task, engine: Engine) -> None:
        self._task = task
        self._engine = engine
        self._waiting: deque[tuple[Portion, Future[list[Packed]]]] = deque()

    def results(self, portions: Iterable[Portion]) -> Iterator[Result]:
        for portion in portions:
            yield from self._until_there_is_room()
            if portion == (STANDARD_INPUT,):  # which this process alone can read
                yield from self._until_finished()
                yield from judge_portion(portion, self._task)
            else:
                self._waiting.append((portion, self._handed_out(portion)))
        yield from self._until_finished()

    def cancel(self) -> None:
        for _, future in self._waiting:
            future.cancel()

    def _handed_out(self, portion: Portion) -> Future[list[Packed]]:
        return self._engine.submit(judge_and_pack, portion, self._task)

    def _until_there_is_room(self) -> Iterator[Result]:
        while self._waiting:
            _, first = self._waiting[0]
            unfinished = [future for _, future in self._waiting if not future.done()]
            if first.done():
                yield from self._first()
            elif len(self._waiting) >= MOST_KEPT * self._engine.workers:
                wait([first])
            elif len(unfinished) >= AT_ONCE * self._engine.workers:
                wait(unfinished, return_when=FIRST_COMPLETED)
            else:
                return

    def _until_finished(self) -> Iterator[Result]:
        while self._waiting:
            yield from self._first()

    def _first(self) -> list[Result]:
        portion, future = self._waiting.popleft()
        try:
            found = list(map(unpacked, future.result()))
        except CANNOT as error:
            raise ExecutorLost.by(error) from error
        except Exception as error:  # noqa: BLE001 - each executor has its own way to say that a worker has died
            self._require_workers(error)
        else:
            return _those_of(portion, found)
        wait([future for _, future in self._waiting])  # so that nothing else can be to blame
        return [self._alone(name) for name in portion]

    def _alone(self, name: str) -> Result:
        try:
            found = list(map(unpacked, self._handed_out((name,)).result()))
        except CANNOT as error:
            raise ExecutorLost.by(error) from error
        except Exception as error:  # noqa: BLE001 - see above
            self._require_workers(error)
            return undecided(name, "the process that judged it died")
        (result,) = _those_of((name,), found)
        return result

    def _require_workers(self, error: Exception) -> None:
        """Raise ExecutorLost if there is no worker any more that could do anything."""
        future = self._engine.submit(agree, self._task)
        try:
            future.result(self._engine.patience)
        except TimeoutError:
            raise ExecutorLost.by(error) from error
        except Exception as lost:
            raise ExecutorLost.by(lost) from lost


def _those_of(portion: Portion, found: list[Result]) -> list[Result]:
    """The results, if there is one for each input, in order. Raises ExecutorLost."""
    if [each.source for each in found] != list(portion):
        reason = "the executor can judge no more: it returns the results of other inputs than it was given"
        raise ExecutorLost(reason)
    return found
