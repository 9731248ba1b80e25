"""Executors are had by their names."""

from __future__ import annotations

import sys
from concurrent.futures import BrokenExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from signature_model.cli.parallel.errors import ExecutorLost
from signature_model.cli.parallel.executors import named, processes
from signature_model.console.errors import Unusable
from tests.signature_model.cli.parallel.test_processes import die

if TYPE_CHECKING:
    from pathlib import Path

HERE = "tests.signature_model.cli.executors"


def test_processes_of_this_machine_work() -> None:
    with processes(3) as engine:
        assert engine.workers == 3
        assert engine.submit(abs, -1).result() == 1


@pytest.mark.parametrize(("jobs", "workers"), [(3, 3), (None, 5)])
def test_an_executor_comes_from_a_callable(monkeypatch: pytest.MonkeyPatch, jobs: int | None, workers: int) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 5)
    with named(f"{HERE}:two_threads", jobs) as engine:
        assert engine.workers == workers
        assert engine.submit(abs, -1).result() == 1


def test_an_executor_that_breaks_is_made_anew() -> None:
    with named(f"{HERE}:two_processes", 2) as engine:
        with pytest.raises(BrokenExecutor):
            engine.submit(die).result()
        assert engine.submit(abs, -1).result() == 1


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
        pytest.param(f"{HERE}:nothing", "returns no concurrent.futures.Executor, but NoneType", id="nothing"),
        pytest.param("dask://", "dask:// is not like dask://host:8786", id="no address"),
        pytest.param("dask://host", "dask://host is not like", id="no port"),
        pytest.param("dask://host:x", "dask://host:x is not like", id="no number"),
        pytest.param("dask://host:8786/x", "dask://host:8786/x is not like", id="a path"),
    ],
)
def test_what_is_no_executor_is_told(name: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason), named(name, 1):
        pytest.fail("there is nothing to hand work to")


def test_what_dask_needs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(Unusable, match=r"needs what `pip install posten-signering\[dask\]`"), named("dask://h:1", 1):
        pytest.fail("there is nothing to hand work to")


def test_an_executor_that_takes_no_work_is_told() -> None:
    with named(f"{HERE}:two_threads", 1) as engine:
        pass

    with pytest.raises(ExecutorLost, match="RuntimeError: cannot schedule new futures after shutdown"):
        engine.submit(abs, -1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("raise SystemExit(0)", "cannot be imported: SystemExit: 0", id="leaving"),
        pytest.param("1 / 0", "cannot be imported: ZeroDivisionError: division by zero", id="failing"),
        pytest.param("(", "cannot be imported: SyntaxError", id="no Python"),
    ],
)
def test_a_module_that_cannot_be_imported_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, reason: str
) -> None:
    (tmp_path / "unimportable.py").write_text(content)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(Unusable, match=reason):
        named("unimportable:make", 1)


def test_a_signal_ends_us_whosever_code_is_running() -> None:
    with pytest.raises(SystemExit, match="143"), named(f"{HERE}:terminated", 1):
        pytest.fail("there is nothing to hand work to")


def test_what_dask_tells_holds_no_whole_id_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def client(*_: object, **_named: object) -> None:
        raise OSError("01010012356")  # noqa: EM101 - nothing else

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=client))

    with pytest.raises(Unusable, match=r"answers at h:1: 010100\*\*\*\*\*$"), named("dask://h:1", 1):
        pytest.fail("there is nothing to hand work to")
