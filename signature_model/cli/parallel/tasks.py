"""What runs in a worker, wherever that is: judging a portion of the inputs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from signature_model.cli.fingerprint import basis_of, differences
from signature_model.cli.judging import judged
from signature_model.cli.parallel.errors import WorkerDiffers
from signature_model.cli.parallel.packing import packed
from signature_model.console.errors import Unusable
from signature_model.console.reading import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.cli.parallel.packing import Packed
    from signature_model.cli.settings import Settings
    from signature_model.jobs.context import Context
    from signature_model.reports.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """How inputs are to be judged, wherever that is.

    ``folder`` is where their names lead from; empty for where the worker is. ``basis`` is what verdicts rest on where
    the task was set.
    """

    settings: Settings
    basis: str
    folder: str = ""

    @classmethod
    def by(cls, settings: Settings, folder: str = "") -> Self:
        """To judge by settings and what they name, as that is now. Raises Unusable."""
        return cls(settings=settings, basis=basis_of(settings), folder=folder)


def judge_portion(names: Sequence[str], task: Task) -> list[Result]:
    """The results for some inputs, in order. Raises WorkerDiffers."""
    context = _context(task)
    return [judged(name, task.settings.criteria, context, task.folder) for name in names]


def judge_and_pack(names: Sequence[str], task: Task) -> list[Packed]:
    """The same, for those who are elsewhere."""
    return list(map(packed, judge_portion(names, task)))


def agree(task: Task) -> None:
    """See that a worker would judge as whoever set the task. Raises WorkerDiffers."""
    _context(task)


@lru_cache(maxsize=4)
def _context(task: Task) -> Context:
    try:
        context, basis = task.settings.context(), basis_of(task.settings)
    except (Unusable, Unreadable, OSError) as error:
        reason = f"a worker lacks a file: {error}"
        raise WorkerDiffers(reason) from error
    if basis != task.basis:
        reason = f"a worker judges by something else: {differences(basis, task.basis)}"
        raise WorkerDiffers(reason)
    return context
