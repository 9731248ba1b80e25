"""What runs in a worker, wherever that is: judging a portion of the inputs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from signature_model.cli.inputs import is_input_folder
from signature_model.cli.judging import judge
from signature_model.cli.packing import packed
from signature_model.cli.reading import STANDARD_INPUT, Unreadable
from signature_model.cli.settings import Settings, Unusable, differences
from signature_model.identifiers import masked
from signature_model.results import undecided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.cli.packing import Packed
    from signature_model.context import Context
    from signature_model.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """How inputs are to be judged, wherever that is.

    ``folder`` is where their names lead from; empty for where the worker is. ``basis`` is what verdicts rest on where
    the task was set.
    """

    settings: Settings
    basis: str
    folder: str = ""


class WorkerDiffers(Exception):
    """A worker would judge by something else than whoever set the task."""


class ExecutorLost(Exception):
    """Nothing more can be judged by an executor, and why."""

    @classmethod
    def by(cls, error: Exception) -> Self:
        """It is lost by an error that came from it."""
        return cls(f"the executor can judge no more: {type(error).__name__}: {masked(str(error))}")


def judge_portion(names: Sequence[str], task: Task) -> list[Result]:
    """The results for some inputs, in order. Raises WorkerDiffers."""
    context = _context(task)
    return [_result(name, task, context) for name in names]


def judge_and_pack(names: Sequence[str], task: Task) -> list[Packed]:
    """The same, for those who are elsewhere."""
    return list(map(packed, judge_portion(names, task)))


def agree(task: Task) -> None:
    """See that a worker would judge as whoever set the task. Raises WorkerDiffers."""
    _context(task)


@lru_cache(maxsize=4)
def _context(task: Task) -> Context:
    try:
        context, basis = task.settings.context(), task.settings.basis()
    except (Unusable, Unreadable, OSError) as error:
        reason = f"a worker lacks a file: {error}"
        raise WorkerDiffers(reason) from error
    if basis != task.basis:
        reason = f"a worker judges by something else: {differences(basis, task.basis)}"
        raise WorkerDiffers(reason)
    return context


def _result(name: str, task: Task, context: Context) -> Result:
    path = name if name == STANDARD_INPUT else os.path.join(task.folder, name)  # noqa: PTH118 - "./x" stays so
    try:
        return task.settings.criteria.result(name, judge(path, context), is_folder=is_input_folder(path))
    except Unreadable as reason:
        return undecided(name, str(reason))
    except Exception as error:  # noqa: BLE001 - the outermost guard: one input must not cost the others their verdict
        return undecided(name, internal_error(error))


def internal_error(error: Exception) -> str:
    """What users are told of an error that is ours; it never holds a whole national id number."""
    return f"an internal error, which should be reported: {type(error).__name__}: {masked(str(error))}"
