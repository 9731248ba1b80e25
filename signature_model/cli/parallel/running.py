"""Results for all inputs: from this process, from several, or from an executor."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from signature_model.cli.verdicts import result_of
from signature_model.console.reading import maybe_working_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from signature_model.cli.parallel.executors import Workers
    from signature_model.cli.settings import Settings
    from signature_model.reports.results import Result

MAX_PROCESSES: Final = 61
"""Windows permits no more."""


def local_results(inputs: Iterable[str], settings: Settings, processes: int) -> Generator[Result]:
    """Yield the result for each input, in the order of the inputs. There are no more processes than inputs."""
    ahead = iter(inputs)
    first = tuple(islice(ahead, min(processes, MAX_PROCESSES)))
    everything = chain(first, ahead)
    if len(first) <= 1:
        context = settings.context()
        for each in everything:
            yield result_of(each, settings.criteria, context)
        return
    from signature_model.cli.parallel import chunks, executors  # noqa: PLC0415 - one input does not need it
    from signature_model.cli.parallel.tasks import Task  # noqa: PLC0415

    with executors.local(len(first)) as workers:
        yield from chunks.results(everything, Task.by(settings), workers)


def executor_results(workers: Workers, inputs: Iterable[str], settings: Settings) -> Generator[Result]:
    """Yield the result for each input, in the order of the inputs. Raises ExecutorLost."""
    from signature_model.cli.parallel import chunks  # noqa: PLC0415 - seldom needed
    from signature_model.cli.parallel.tasks import Task  # noqa: PLC0415

    task = Task.by(settings.absolute(), folder=str(maybe_working_folder() or ""))
    yield from chunks.results(inputs, task, workers)
