"""Worker processes on this machine. They end when this process ends, even if it is killed."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from signature_model.console.signals import blocked, start_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.process import BaseProcess

P = ParamSpec("P")
T = TypeVar("T")


class InlineExecutor(Executor):
    """Runs each call in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a call, and return its result as a future."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Start worker processes. Kill those that are still busy at the end: their results are not needed.

    If the system permits no more processes, files or threads, the work is done in this process.
    """
    others = set(multiprocessing.active_children())
    pool: ProcessPoolExecutor | None = None
    try:
        # An exception that a signal handler raises during a fork would be lost. The processes inherit the blocked
        # signals until they run ``start_worker``.
        with blocked():
            pool = _maybe_started(count)
        yield pool or InlineExecutor()
    finally:
        with blocked():
            _end(pool, others)


def _maybe_started(count: int) -> ProcessPoolExecutor | None:
    # From Python 3.14 on, processes come from a forkserver. Without this, each process would import the package again.
    multiprocessing.set_forkserver_preload(["signature_model.cli.parallel.tasks"])
    try:
        pool = ProcessPoolExecutor(count, initializer=start_worker)
        pool._safe_to_dynamically_spawn_children = False  # type: ignore[attr-defined]  # noqa: SLF001 - start all now
        pool.submit(int)  # this starts the processes
    except (OSError, RuntimeError):
        return None
    return pool


def _end(pool: ProcessPoolExecutor | None, others: set[BaseProcess]) -> None:
    """Kill all child processes except the ``others``, and wait for the thread of the pool.

    Without the wait, the thread could fail when the interpreter exits. The attribute of the pool is private, and
    ``shutdown`` removes it.
    """
    thread: Any = None if pool is None else pool._executor_manager_thread  # noqa: SLF001 - see above
    if pool is not None:
        pool.shutdown(wait=False, cancel_futures=True)  # before the kill, because a broken pool cannot do it
    for each in set(multiprocessing.active_children()) - others:
        each.kill()
        each.join()
    if thread is not None:
        thread.join()
