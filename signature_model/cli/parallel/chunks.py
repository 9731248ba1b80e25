"""Inputs in chunks, submitted to an executor, and their results in the order of the inputs.

If a worker dies, its chunk is lost, and some executors then lose everything that was submitted. Lost chunks are
validated again, one at a time and in halves, until the input that kills the worker is found. Only that input gets no
verdict.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait
from itertools import count, groupby, islice
from typing import TYPE_CHECKING, Final, TypeAlias

from signature_model.cli.parallel.errors import ExecutorLost, WorkerDiffers
from signature_model.cli.parallel.tasks import require_agreement, unpacked, validate_and_pack, validate_chunk
from signature_model.console.reading import is_stream
from signature_model.reports.results import undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from signature_model.cli.parallel.executors import Workers
    from signature_model.cli.parallel.tasks import Packed, Task
    from signature_model.reports.results import Result

Chunk: TypeAlias = tuple[str, ...]

MAX_INPUTS: Final = 50
"""The number of inputs in a chunk. Submitting them one by one would take longer than validating them."""

MAX_UNFINISHED: Final = 2
"""The number of unfinished chunks for each worker: the current chunk, and the next."""

MAX_UNREPORTED: Final = 8
"""The number of chunks for each worker, finished or not, whose results wait for the results of an earlier chunk."""

ATTEMPTS_ALONE: Final = 2
"""How often an input is tried alone. Something other than the input may have killed the worker the first time."""

_WORKER_ERRORS: Final = (WorkerDiffers, ImportError, AttributeError, TypeError)
"""The exceptions that workers raise if this package is missing or has another version."""


def results(inputs: Iterable[str], task: Task, workers: Workers) -> Iterator[Result]:
    """Yield the result for each input, in order. Raises ExecutorLost."""
    queue = _Queue(task, workers)
    try:
        yield from queue.results(chunks(inputs, workers.count))
    finally:
        queue.cancel()


def chunks(inputs: Iterable[str], workers: int) -> Iterator[Chunk]:
    """Cut the inputs into chunks. The first chunks are small, so that all workers can start.

    A stream is a chunk of its own.
    """
    inputs = iter(inputs)
    sizes = (min(MAX_INPUTS, 1 << min(number // workers, 9)) for number in count())
    while chunk := tuple(islice(inputs, next(sizes))):
        for is_alone, grouped in groupby(chunk, is_stream):
            group = tuple(grouped)
            yield from zip(group) if is_alone else (group,)


class _Queue:
    """The chunks that were submitted and not yet reported, in order."""

    def __init__(self, task: Task, workers: Workers) -> None:
        self._task = task
        self._workers = workers
        self._submitted: deque[tuple[Chunk, Future[list[Packed]]]] = deque()

    def results(self, chunks: Iterable[Chunk]) -> Iterator[Result]:
        for chunk in chunks:
            yield from self._until_there_is_room()
            if is_stream(chunk[0]):  # only this process can read it
                yield from self._until_empty()
                yield from validate_chunk(chunk, self._task)
            else:
                self._submitted.append((chunk, self._submit(chunk)))
        yield from self._until_empty()

    def cancel(self) -> None:
        for _, future in self._submitted:
            future.cancel()

    def _submit(self, chunk: Chunk) -> Future[list[Packed]]:
        return self._workers.submit(validate_and_pack, chunk, self._task)

    def _until_there_is_room(self) -> Iterator[Result]:
        while self._submitted:
            _, first = self._submitted[0]
            unfinished = [future for _, future in self._submitted if not future.done()]
            if first.done():
                yield from self._first()
            elif len(self._submitted) >= MAX_UNREPORTED * self._workers.count:
                wait([first])
            elif len(unfinished) >= MAX_UNFINISHED * self._workers.count:
                wait(unfinished, return_when=FIRST_COMPLETED)
            else:
                return

    def _until_empty(self) -> Iterator[Result]:
        while self._submitted:
            yield from self._first()

    def _first(self) -> list[Result]:
        chunk, future = self._submitted.popleft()
        found = self._maybe_results(chunk, future)
        if found is None:
            wait([future for _, future in self._submitted])  # if a worker dies from now on, this chunk is the cause
            return self._again(chunk)
        return found

    def _again(self, chunk: Chunk) -> list[Result]:
        for _ in range(ATTEMPTS_ALONE if len(chunk) == 1 else 1):
            found = self._maybe_results(chunk, self._submit(chunk))
            if found is not None:
                return found
        if len(chunk) == 1:
            return [undecided(chunk[0], "the worker process died while it validated this input")]
        middle = len(chunk) // 2
        return [*self._again(chunk[:middle]), *self._again(chunk[middle:])]

    def _maybe_results(self, chunk: Chunk, future: Future[list[Packed]]) -> list[Result] | None:
        """Return the results of a chunk, None if its worker has died. Raises ExecutorLost."""
        try:
            found = list(map(unpacked, future.result()))
        except _WORKER_ERRORS as error:
            raise ExecutorLost.by(error) from error
        except Exception as error:  # noqa: BLE001 - each executor has its own exception for a dead worker
            self._require_workers(error)
            return None
        if [each.source for each in found] != list(chunk):
            reason = "the executor failed: it returned the results of other inputs"
            raise ExecutorLost(reason)
        return found

    def _require_workers(self, error: Exception) -> None:
        """Raise ExecutorLost if no worker responds."""
        lost = error
        for _ in range(max(ATTEMPTS_ALONE, self._workers.count)):  # each worker may be about to end
            future = self._workers.submit(require_agreement, self._task)
            try:
                future.result(self._workers.patience)
            except (TimeoutError, *_WORKER_ERRORS) as reason:
                raise ExecutorLost.by(error if isinstance(reason, TimeoutError) else reason) from reason
            except Exception as death:  # noqa: BLE001 - as above
                lost = death
            else:
                return
        raise ExecutorLost.by(lost) from lost
