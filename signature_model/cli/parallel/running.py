"""Judging all inputs: in this process, in several, or wherever an executor has its workers."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from signature_model.cli.judging import judged

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from signature_model.cli.parallel.executors import Engine
    from signature_model.cli.settings import Settings
    from signature_model.reports.results import Result

MOST_WORKERS = 61
"""As many as Windows lets one process wait for."""


def results_here(inputs: Iterable[str], settings: Settings, processes: int) -> Generator[Result]:
    """The result for each input, in order, as they finish: by so many processes, or by this one."""
    ahead = iter(inputs)
    first = tuple(islice(ahead, 2))
    everything = chain(first, ahead)
    if processes == 1 or len(first) == 1:
        context = settings.context()
        for each in everything:
            yield judged(each, settings.criteria, context)
        return
    from signature_model.cli.parallel import chunks, executors  # noqa: PLC0415 - 20 ms that one input does not need
    from signature_model.cli.parallel.tasks import Task  # noqa: PLC0415 - likewise

    with executors.processes(min(processes, MOST_WORKERS)) as engine:
        yield from chunks.results(everything, Task.by(settings), engine)


def results_of(engine: Engine, inputs: Iterable[str], settings: Settings) -> Generator[Result]:
    """The result for each input, in order, as they finish. Raises ExecutorLost."""
    from signature_model.cli.parallel import chunks  # noqa: PLC0415 - likewise
    from signature_model.cli.parallel.tasks import Task  # noqa: PLC0415 - likewise

    task = Task.by(settings.absolute(), folder=str(Path.cwd()))
    yield from chunks.results(inputs, task, engine)
