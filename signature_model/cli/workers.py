"""Judging many inputs, in this process or in several, in the order in which they were named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.cli.inputs import Unjudgeable, judge
from signature_model.results import undecided

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signature_model.cli.settings import Settings
    from signature_model.context import Context
    from signature_model.results import Result

CHUNK = 50
"""Inputs handed to a worker at a time: one by one, the handing over costs more than the judging."""


def results(inputs: Sequence[str], settings: Settings, workers: int) -> Iterator[Result]:
    """The result for each input, in order, as they finish."""
    if workers <= 1 or len(inputs) <= 1:
        context = settings.context()
        yield from (_result(each, context, settings) for each in inputs)
        return
    yield from _in_processes(inputs, settings, workers)


def _in_processes(inputs: Sequence[str], settings: Settings, workers: int) -> Iterator[Result]:
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - 20 ms that one input does not need
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    size = min(CHUNK, -(-len(inputs) // workers))
    chunks = [inputs[start : start + size] for start in range(0, len(inputs), size)]
    with ProcessPoolExecutor(workers) as pool:
        futures = [pool.submit(_chunk, chunk, settings) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from (undecided(each, "a worker process died") for each in chunk)


def _chunk(inputs: Sequence[str], settings: Settings) -> list[Result]:
    context = settings.context()
    return [_result(each, context, settings) for each in inputs]


def _result(path: str, context: Context, settings: Settings) -> Result:
    try:
        return settings.criteria.result(path, judge(path, context))
    except Unjudgeable as reason:
        return undecided(path, str(reason))
    except Exception as error:  # noqa: BLE001 - the outermost guard: one input must not cost the others their verdict
        return undecided(path, f"an internal error, which should be reported: {type(error).__name__}: {error}")
