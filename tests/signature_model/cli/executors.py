"""Executors that users could name."""

import signal
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from signature_model.console.signals import mask


class Idle(Executor):
    """Accepts calls and never runs them."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *_args: object, **_named: object) -> Future[Any]:  # noqa: ARG002 - as declared
        self.futures.append(Future())
        return self.futures[-1]


class Scripted(Executor):
    """Returns what it is given, whatever is called; errors are raised."""

    def __init__(self, answers: Iterable[object]) -> None:
        self._answers = iter(answers)

    def submit(self, fn: Callable[..., Any], /, *_args: object, **_named: object) -> Future[Any]:  # noqa: ARG002 - as declared
        future: Future[Any] = Future()
        answer = next(self._answers)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
        return future


class Late(ThreadPoolExecutor):
    """Two threads, of which one delays the first call until a number of calls were submitted and it is waited for."""

    def __init__(self, calls: int) -> None:
        super().__init__(2)
        self._calls = calls
        self._enough = threading.Event()
        self._futures: list[Future[Any]] = []
        self.most_unfinished = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:  # noqa: ANN401 - as declared
        future = super().submit(fn if self._futures else partial(self._late, fn), *args, **named)
        self._futures.append(future)
        self.most_unfinished = max(self.most_unfinished, sum(not each.done() for each in self._futures))
        if len(self._futures) == self._calls:
            self._enough.set()
        return future

    def _late(self, fn: Callable[..., Any], /, *args: Any) -> Any:  # noqa: ANN401 - of any function
        assert self._enough.wait(60)
        end = time.monotonic() + 60
        while not self._futures[0]._waiters and time.monotonic() < end:  # noqa: SLF001 - only this future is waited for
            time.sleep(0.001)
        return fn(*args)


def two_processes() -> Executor:
    # A forkserver that an earlier test has started passes the signals on that were blocked then.
    return ProcessPoolExecutor(2, initializer=mask, initargs=(signal.SIG_UNBLOCK,))


def two_threads() -> Executor:
    return ThreadPoolExecutor(2)


def two_threads_without_list() -> Executor:
    """Remove the file ``list`` before the command reads it."""
    Path("list").unlink()
    return two_threads()


def closed() -> Executor:
    executor = two_threads()
    executor.shutdown()
    return executor


def nothing() -> None:
    pass


def error() -> Executor:
    message = "no cluster today"
    raise RuntimeError(message)


def error_with_an_id() -> Executor:
    raise ValueError("01010012356")  # noqa: EM101 - nothing else


def leaving() -> Executor:
    raise SystemExit(0)


def terminated() -> Executor:
    raise SystemExit(143)
