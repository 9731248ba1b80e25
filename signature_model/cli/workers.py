"""Judging many inputs, in this process or in several, in the order in which they were named."""

from __future__ import annotations

import os
import signal
import warnings
from collections import deque
from contextlib import contextmanager
from functools import cache
from itertools import groupby, islice
from typing import TYPE_CHECKING

from signature_model.cli.inputs import judge
from signature_model.cli.reading import STANDARD_INPUT, Unreadable
from signature_model.identifiers import masked
from signature_model.results import undecided

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.process import BaseProcess

    from signature_model.cli.settings import Settings
    from signature_model.context import Context
    from signature_model.results import Result

MOST_INPUTS = 50
"""Inputs handed to a worker at a time: one by one, the handing over costs more than the judging."""

MOST_WAITING = 4
"""What each worker is handed before its results are asked for: enough to be busy, and little enough to keep."""

MOST_WORKERS = 61
"""As many as Windows lets one process wait for."""

ENDING = frozenset({signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)})
"""The signals that a user ends us with; Windows has two of them."""


def results(inputs: Sequence[str], settings: Settings, workers: int) -> Iterator[Result]:
    """The result for each input, in order, as they finish."""
    for is_standard_input, group in groupby(inputs, STANDARD_INPUT.__eq__):
        paths = list(group)
        if workers == 1 or len(paths) == 1 or is_standard_input:  # which this process alone can read
            yield from (_result(path, settings) for path in paths)
        else:
            yield from _in_processes(paths, settings, workers)


def _in_processes(paths: list[str], settings: Settings, workers: int) -> Iterator[Result]:
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - 20 ms that one input does not need

    size = min(MOST_INPUTS, -(-len(paths) // workers))
    portions = deque(paths[start : start + size] for start in range(0, len(paths), size))
    while portions:
        try:
            yield from _in_pool(portions, settings, min(workers, len(portions), MOST_WORKERS))
        except BrokenProcessPool:
            # Which input it was is not known, but it is among those that were handed out: sooner or later it is alone.
            yield from (_alone(path, settings) for path in portions.popleft())
        except (OSError, RuntimeError):  # no more descriptors, processes or threads to be had
            _end_workers()
            yield from (_result(path, settings) for portion in portions for path in portion)
            return


def _end_workers() -> None:
    """End those that a pool made before it failed, and that it does not know of."""
    import multiprocessing  # noqa: PLC0415 - see above

    for each in multiprocessing.active_children():
        each.kill()
        each.join()


def _in_pool(portions: deque[list[str]], settings: Settings, workers: int) -> Iterator[Result]:
    """Work off the portions; one leaves the queue when its results are there. Raises BrokenProcessPool."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - see above

    pool = ProcessPoolExecutor(workers, initializer=begin)
    try:
        ahead = iter(tuple(portions))
        with _undisturbed():
            first = islice(ahead, MOST_WAITING * workers)
            futures = deque(pool.submit(judge_portion, each, settings) for each in first)
        while futures:
            found = futures.popleft().result()
            portions.popleft()
            yield from found
            futures.extend(pool.submit(judge_portion, each, settings) for each in islice(ahead, 1))
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(path: str, settings: Settings) -> Result:
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - see above

    try:
        (result,) = _in_pool(deque([[path]]), settings, 1)
    except BrokenProcessPool:
        return undecided(path, "the process that judged it died")
    return result


def begin() -> None:
    """What a worker does first: fall silent, and see to it that it does not outlive the process that it works for."""
    import multiprocessing  # noqa: PLC0415 - see above
    import threading  # noqa: PLC0415

    warnings.simplefilter("ignore")
    for each in ending_signals():
        signal.signal(each, signal.SIG_DFL)
    _mask(signal.SIG_UNBLOCK)
    threading.Thread(target=end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def ending_signals() -> list[signal.Signals]:
    """The signals that end us, without those that whoever started us wants ignored, as ``nohup`` does."""
    return [each for each in ENDING if signal.getsignal(each) is not signal.SIG_IGN]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """While processes are made, no signal is handled: what a handler raises is lost in the hooks of a fork.

    The processes inherit this, until they ``begin``.
    """
    _mask(signal.SIG_BLOCK)
    try:
        yield
    finally:
        _mask(signal.SIG_UNBLOCK)


def _mask(how: int) -> None:
    if hasattr(signal, "pthread_sigmask"):  # Windows has none, and does not fork
        signal.pthread_sigmask(how, ENDING)


def end_with(process: BaseProcess | None) -> None:
    """Wait for another process to end, and then end this one at once."""
    if process is not None:
        process.join()
        os._exit(1)


def judge_portion(paths: Sequence[str], settings: Settings) -> list[Result]:
    """The results for some inputs, in order. Never raises."""
    return [_result(path, settings) for path in paths]


def _result(path: str, settings: Settings) -> Result:
    try:
        return settings.criteria.result(path, judge(path, _context(settings)))
    except Unreadable as reason:
        return undecided(path, str(reason))
    except Exception as error:  # noqa: BLE001 - the outermost guard: one input must not cost the others their verdict
        return undecided(path, internal_error(error))


def internal_error(error: Exception) -> str:
    """What users are told of an error that is ours; it never holds a whole national id number."""
    return f"an internal error, which should be reported: {type(error).__name__}: {masked(str(error))}"


@cache
def _context(settings: Settings) -> Context:
    return settings.context()
