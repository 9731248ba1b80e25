"""Who judges: the worker processes of this machine, a dask cluster, or any other executor, by its name."""

from __future__ import annotations

import importlib
import logging
import os
import re
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack, contextmanager
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar, cast

import click

from signature_model.cli.parallel.errors import ExecutorLost
from signature_model.console.errors import Unusable, described
from signature_model.masking import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

P = ParamSpec("P")
T = TypeVar("T")

DASK = "dask://"
FEWEST = 4
"""Workers to keep busy in a cluster, whatever it has now: it may grow."""

PATIENCE = 300.0
"""Seconds to wait for a worker when one has failed: a cluster may have to start another, or be busy."""

_ADDRESS = re.compile(r"([\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5}", re.ASCII)

ANSWER = 10.0
"""Seconds to wait for a scheduler."""

_AFTER_SIGNALS = range(129, 256)
"""The statuses that we leave with when a signal has ended us, whosever code was running."""


class Engine:
    """An executor, with so many workers to keep busy; one that breaks as a whole is made anew.

    ``make`` enters an executor and tells how many workers it has. It may raise Unusable, as entering the engine does.
    """

    def __init__(
        self, make: Callable[[], AbstractContextManager[tuple[Executor, int]]], patience: float = PATIENCE
    ) -> None:
        self._make = make
        self._open = ExitStack()
        self.patience = patience

    def __enter__(self) -> Self:
        self._executor, self.workers = self._open.enter_context(self._make())
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a call to a worker. Raises ExecutorLost."""
        try:
            return self._submitted(fn, *args, **kwargs)
        except Exception as error:
            raise ExecutorLost.by(error) from error

    def _submitted(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        try:
            return self._executor.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self._open.close()
            self.__enter__()
            return self._executor.submit(fn, *args, **kwargs)


def processes(jobs: int) -> Engine:
    """So many processes of this machine."""
    return Engine(partial(_processes, jobs))


def named(name: str, jobs: int | None) -> Engine:
    """The executor at ``dask://host:port``, or that ``package.module:callable`` returns. Raises Unusable."""
    if name.startswith(DASK):
        return Engine(partial(_dask, name.removeprefix(DASK), jobs))
    return Engine(partial(_made_by, name, _imported(name), jobs or os.cpu_count() or 1))


@contextmanager
def _processes(jobs: int) -> Iterator[tuple[Executor, int]]:
    from signature_model.cli.parallel.processes import Processes  # noqa: PLC0415 - 20 ms that one input does not need

    with Processes(jobs) as executor:
        yield executor, jobs


@contextmanager
def _dask(address: str, jobs: int | None) -> Iterator[tuple[Executor, int]]:
    if not _ADDRESS.fullmatch(address):
        reason = f"{DASK}{address} is not like {DASK}host:8786"
        raise Unusable(reason)
    try:
        client_of = importlib.import_module("distributed").Client
    except ImportError as error:
        reason = f"{DASK} needs what `pip install posten-signering[dask]` installs: {masked(str(error))}"
        raise Unusable(reason) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)  # what matters is told in a sentence
    try:
        client = client_of(f"tcp://{address}", timeout=ANSWER, set_as_default=False)
    except OSError as error:
        reason = f"no dask scheduler answers at {address}: {masked(str(error))}"
        raise Unusable(reason) from error
    with client:
        executor = client.get_executor()
        threads = client.nthreads()
        if not threads:
            click.echo(f"Note: the dask cluster at {address} has no worker yet; waiting for one", err=True)
        try:
            yield executor, jobs or max(FEWEST, sum(threads.values()))
        finally:
            executor.shutdown(wait=False)  # nobody will ask for what still runs


@contextmanager
def _made_by(name: str, make: Callable[[], object], jobs: int) -> Iterator[tuple[Executor, int]]:
    with _usable(f"{name} fails"):
        executor = make()
    if not isinstance(executor, Executor):
        reason = f"{name} returns no concurrent.futures.Executor, but {type(executor).__name__}"
        raise Unusable(reason)
    with executor:
        yield executor, jobs


def _imported(name: str) -> Callable[[], object]:
    module, _, path = name.partition(":")
    if not all(map(str.isidentifier, f"{module}.{path}".split("."))):
        reason = f"{name} is neither like dask://host:8786 nor like package.module:callable"
        raise Unusable(reason)
    with _usable(f"{name} cannot be imported"):
        found: Any = reduce(getattr, path.split("."), importlib.import_module(module))
    return cast("Callable[[], object]", found)  # so it is said; what is none will fail


@contextmanager
def _usable(failure: str) -> Iterator[None]:
    """Whatever the code of others raises becomes Unusable; so does leaving, whose status would be taken for ours."""
    try:
        yield
    except (Exception, SystemExit) as error:
        if isinstance(error, SystemExit) and error.code in _AFTER_SIGNALS:
            raise
        reason = f"{failure}: {described(error)}"
        raise Unusable(reason) from error
