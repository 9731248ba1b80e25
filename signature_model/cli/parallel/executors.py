"""Open executors by name: processes of this machine, a dask cluster, or an executor of the user."""

from __future__ import annotations

import importlib
import logging
import os
import re
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack, contextmanager
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Self, TypeVar, cast

import click

from signature_model.cli.parallel.errors import ExecutorLost
from signature_model.console.errors import Unusable, described
from signature_model.console.extras import install_command
from signature_model.masking import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

P = ParamSpec("P")
T = TypeVar("T")

DASK: Final = "dask://"

MIN_WORKERS: Final = 4
"""The number of workers to keep busy in a cluster, even if it has fewer, because it may grow."""

PATIENCE: Final = 300.0
"""Seconds to wait for a worker after one has died. The cluster may be busy, or may have to start another."""

CONNECT_TIMEOUT: Final = 10.0
"""Seconds to wait for a scheduler."""

_ADDRESS = re.compile(r"([\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5}", re.ASCII)

_SIGNAL_STATUSES: Final = range(129, 256)
"""The exit statuses of a process that a signal has ended."""


class Workers:
    """An executor and the number of workers to keep busy. An executor that breaks is opened again.

    ``open_executor`` returns a context with both. It may raise Unusable, and so does entering this object.
    """

    def __init__(
        self, open_executor: Callable[[], AbstractContextManager[tuple[Executor, int]]], patience: float = PATIENCE
    ) -> None:
        self._open_executor = open_executor
        self._opened = ExitStack()
        self.patience = patience

    def __enter__(self) -> Self:
        self._executor, self.count = self._opened.enter_context(self._open_executor())
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit a call. Raises ExecutorLost."""
        try:
            return self._submit(fn, *args, **kwargs)
        except Exception as error:
            raise ExecutorLost.by(error) from error

    def _submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        try:
            return self._executor.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self._opened.close()
            self.__enter__()
            return self._executor.submit(fn, *args, **kwargs)


def local(count: int) -> Workers:
    """Return workers on this machine, each a process."""
    return Workers(partial(_local, count))


def named(name: str, jobs: int | None) -> Workers:
    """Return the workers of ``dask://host:port``, or of the executor that ``package.module:callable`` returns.

    Raises Unusable.
    """
    if name.startswith(DASK):
        return Workers(partial(_dask, name.removeprefix(DASK), jobs))
    return Workers(partial(_made_by, name, _imported(name), jobs or os.cpu_count() or 1))


@contextmanager
def _local(count: int) -> Iterator[tuple[Executor, int]]:
    from signature_model.cli.parallel.processes import processes  # noqa: PLC0415 - 20 ms

    with processes(count) as executor:
        yield executor, count


@contextmanager
def _dask(address: str, jobs: int | None) -> Iterator[tuple[Executor, int]]:
    if not _ADDRESS.fullmatch(address):
        reason = f"{DASK}{address} is not the address of a scheduler; write {DASK}host:8786"
        raise Unusable(reason)
    try:
        client_of = importlib.import_module("distributed").Client
    except ImportError as error:
        reason = f"{DASK} needs more packages: {install_command('dask')} ({masked(str(error))})"
        raise Unusable(reason) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)  # its errors are reported as ours
    try:
        client = client_of(f"tcp://{address}", timeout=CONNECT_TIMEOUT, set_as_default=False)
    except OSError as error:
        reason = f"no dask scheduler responds at {address}: {masked(str(error))}"
        raise Unusable(reason) from error
    with client:
        executor = client.get_executor(pure=False)  # else a repeated call would get the result, or error, of the first
        threads = client.nthreads()
        if not threads:
            click.echo(f"Note: the dask cluster at {address} has no workers; waiting for one", err=True)
        try:
            yield executor, jobs or max(MIN_WORKERS, sum(threads.values()))
        finally:
            executor.shutdown(wait=False)  # the results of unfinished calls are not needed


@contextmanager
def _made_by(name: str, make: Callable[[], object], jobs: int) -> Iterator[tuple[Executor, int]]:
    with _usable(f"{name} fails"):
        executor = make()
    if not isinstance(executor, Executor):
        reason = f"{name} returns {type(executor).__name__}, not a concurrent.futures.Executor"
        raise Unusable(reason)
    with executor:
        yield executor, jobs


def _imported(name: str) -> Callable[[], object]:
    module, _, path = name.partition(":")
    if not all(map(str.isidentifier, f"{module}.{path}".split("."))):
        reason = f"{name} is neither like {DASK}host:8786 nor like package.module:callable"
        raise Unusable(reason)
    with _usable(f"{name} cannot be imported"):
        found: Any = reduce(getattr, path.split("."), importlib.import_module(module))
    return cast("Callable[[], object]", found)  # calling anything else fails, which `_made_by` reports


@contextmanager
def _usable(failure: str) -> Iterator[None]:
    """Turn exceptions of the user's code into Unusable.

    This includes ``sys.exit``, whose status would look like ours.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        if isinstance(error, SystemExit) and error.code in _SIGNAL_STATUSES:
            raise
        reason = f"{failure}: {described(error)}"
        raise Unusable(reason) from error
