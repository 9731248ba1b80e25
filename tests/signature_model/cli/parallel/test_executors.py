"""Executors are opened by their names."""

import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from signature_model.cli.parallel.errors import ExecutorLost
from signature_model.cli.parallel.executors import local, named
from signature_model.console.errors import Unusable
from tests.signature_model.cli.parallel.test_processes import die

HERE = "tests.signature_model.cli.executors"


def test_local_workers_are_processes() -> None:
    with local(3) as workers:
        assert workers.count == 3
        assert workers.submit(abs, -1).result() == 1


@pytest.mark.parametrize(("jobs", "count"), [(3, 3), (None, 5)])
def test_an_executor_comes_from_a_callable(monkeypatch: pytest.MonkeyPatch, jobs: int | None, count: int) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 5)
    with named(f"{HERE}:two_threads", jobs) as workers:
        assert workers.count == count
        assert workers.submit(abs, -1).result() == 1


def test_an_executor_that_breaks_is_opened_again() -> None:
    with named(f"{HERE}:two_processes", 2) as workers:
        with pytest.raises(BrokenExecutor):
            workers.submit(die).result()
        assert workers.submit(abs, -1).result() == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("odd", "odd is neither like dask://host:8786 nor like package.module:callable", id="odd"),
        pytest.param(":odd", ":odd is neither like", id="no module"),
        pytest.param("dask:127.0.0.1:8786", "is neither like dask://host:8786", id="an address without slashes"),
        pytest.param("tcp://host:8786", "is neither like dask://host:8786", id="another address"),
        pytest.param("odd:", "odd: is neither like", id="no callable"),
        pytest.param(
            "no_such:thing", "no_such:thing cannot be imported: ModuleNotFoundError: No module", id="unknown module"
        ),
        pytest.param("os:no_such", "os:no_such cannot be imported: AttributeError: module 'os'", id="unknown callable"),
        pytest.param("os:sep", "os:sep fails: TypeError: 'str' object is not callable", id="not callable"),
        pytest.param(f"{HERE}:error", "fails: RuntimeError: no cluster today", id="failing"),
        pytest.param(f"{HERE}:error_with_an_id", r"fails: ValueError: 010100\*\*\*\*\*$", id="an id number"),
        pytest.param(f"{HERE}:leaving", "fails: SystemExit: 0", id="leaving"),
        pytest.param(f"{HERE}:nothing", "returns NoneType, not a concurrent.futures.Executor", id="nothing"),
        pytest.param("dask://", "dask:// is not the address of a scheduler; write dask://host:8786", id="no address"),
        pytest.param("dask://host", "dask://host is not the address of a scheduler", id="no port"),
        pytest.param("dask://host:x", "dask://host:x is not the address of a scheduler", id="the port is not a number"),
        pytest.param("dask://host:8786/x", "dask://host:8786/x is not the address of a scheduler", id="a path"),
    ],
)
def test_unusable_executors_are_refused(name: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason), named(name, 1):
        pytest.fail("there are no workers")


def test_missing_packages_of_dask_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with (
        pytest.raises(Unusable, match=r"needs more packages: .* -m pip install .distributed"),
        named("dask://h:1", 1),
    ):
        pytest.fail("there are no workers")


def test_an_executor_that_accepts_no_calls_is_lost() -> None:
    with named(f"{HERE}:two_threads", 1) as workers:
        pass

    with pytest.raises(ExecutorLost, match="RuntimeError: cannot schedule new futures after shutdown"):
        workers.submit(abs, -1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("raise SystemExit(0)", "cannot be imported: SystemExit: 0", id="leaving"),
        pytest.param("1 / 0", "cannot be imported: ZeroDivisionError: division by zero", id="failing"),
        pytest.param("(", "cannot be imported: SyntaxError", id="no Python"),
    ],
)
def test_a_module_that_cannot_be_imported_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, reason: str
) -> None:
    (tmp_path / "unimportable.py").write_text(content)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(Unusable, match=reason):
        named("unimportable:make", 1)


def test_the_exit_of_a_signal_is_not_caught() -> None:
    with pytest.raises(SystemExit, match="143"), named(f"{HERE}:terminated", 1):
        pytest.fail("there are no workers")


def test_errors_of_dask_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    def client(*_: object, **_named: object) -> None:
        raise OSError("01010012356")  # noqa: EM101 - nothing else

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=client))

    with pytest.raises(Unusable, match=r"responds at h:1: 010100\*\*\*\*\*$"), named("dask://h:1", 1):
        pytest.fail("there are no workers")
