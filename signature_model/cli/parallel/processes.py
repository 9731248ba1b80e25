"""Worker processes on this machine, as an executor."""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from signature_model.console.signals import mask, start_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
T = TypeVar("T")


PATIENCE = 10.0
"""Seconds to wait for what has been killed to be noted as such, which takes none as a rule."""


class Processes(Executor):
    """Processes that die alone: each is a pool of its own, is replaced, and takes with it only what it was handed.

    They are made as they are needed, by the thread that submits. Where none can be had, that thread does the work.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._processes: list[_Process] = []
        self._others = set(multiprocessing.active_children())

    def __exit__(self, *_: object) -> None:
        """End the processes: those at once that have not finished, for nobody will ask for that any more."""
        if any(each.load() for each in self._processes):
            self._give_up()
        self.shutdown()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a call to the process that has least to do."""
        while self._most:
            try:
                process = self._least_busy()
                future = process.maybe_submit(fn, *args, **kwargs)
            except (OSError, RuntimeError):  # no more descriptors, processes or threads to be had
                self._do_without()
            else:
                if future is not None:
                    return future
                self._processes.remove(process)
        done: Future[T] = Future()
        done.set_result(fn(*args, **kwargs))
        return done

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as declared
        """End the processes; what they have begun is finished first."""
        for each in self._processes if cancel_futures else ():
            each.cancel()
        for each in self._processes:
            each.pool.shutdown(wait, cancel_futures=cancel_futures)

    def _least_busy(self) -> _Process:
        found = min(self._processes, key=_Process.load, default=None)
        if found is None or (found.load() and len(self._processes) < self._most):
            found = _Process()
            self._processes.append(found)
        return found

    def _do_without(self) -> None:
        """End all processes, those included that a pool made before it failed, and that it does not know of."""
        self._most = 0
        while self._processes:
            with suppress(RuntimeError):  # its own thread is among those that are not to be had
                self._processes.pop().pool.shutdown()
        self._kill()

    def _give_up(self) -> None:
        given_up, self._processes = self._processes, []
        for each in given_up:
            # Told before they see the death, its threads forget what is cancelled, which they could not let fail.
            each.pool.shutdown(wait=False, cancel_futures=True)
        self._kill()
        # The thread of a pool that nobody holds any more would not be told, so they are held until it is over.
        wait([future for each in given_up for future in each.unfinished], PATIENCE)

    def _kill(self) -> None:
        for each in set(multiprocessing.active_children()) - self._others:
            each.kill()
            each.join()


@dataclass(slots=True, eq=False)
class _Process:
    """A pool of one process, and what that has not finished."""

    pool: ProcessPoolExecutor = field(default_factory=lambda: ProcessPoolExecutor(1, initializer=start_worker))
    unfinished: list[Future[Any]] = field(default_factory=list)

    def maybe_submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T] | None:
        """None if it has died, which shows only now."""
        try:
            with _undisturbed():
                future = self.pool.submit(fn, *args, **kwargs)
                self.unfinished.append(future)
        except BrokenExecutor:
            self.pool.shutdown()
            return None
        return future

    def load(self) -> int:
        self.unfinished = [each for each in self.unfinished if not each.done()]
        return len(self.unfinished)

    def cancel(self) -> None:
        for each in self.unfinished:
            each.cancel()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """While processes are made, no signal is handled: what a handler raises is lost in the hooks of a fork.

    The processes inherit this, until they ``start_worker``.
    """
    mask(signal.SIG_BLOCK)
    try:
        yield
    finally:
        mask(signal.SIG_UNBLOCK)
