"""A dask cluster on the loopback interface gives the same results as this process, even if workers die."""

import copyreg
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from signature_model import Sector
from signature_model.cli.parallel import executors
from signature_model.cli.parallel.executors import named
from signature_model.cli.parallel.running import executor_results, local_results
from signature_model.cli.settings import Settings
from tests.signature_model.cli.conftest import Validate
from tests.signature_model.cli.criteria import DeadlyOnce

if TYPE_CHECKING:
    from distributed import LocalCluster

LIMIT = 300


@contextmanager
def a_cluster(workers: int, *, processes: bool = True) -> Iterator["LocalCluster"]:
    """Workers that are replaced when they die, and a scheduler that gives up after the first death."""
    import dask  # noqa: PLC0415 - only here, because it changes how all exceptions are pickled
    from distributed import LocalCluster  # noqa: PLC0415

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(  # type: ignore[no-untyped-call]  # distributed has no types
            n_workers=workers,
            processes=processes,
            threads_per_worker=1,
            host="127.0.0.1",
            protocol="tcp",
            dashboard_address=":0",
            silence_logs=60,
        ) as cluster,
    ):
        yield cluster


@pytest.fixture(autouse=True, scope="module")
def pickled_as_before() -> Iterator[None]:
    """Restore the pickling of exceptions, which dask changes."""
    before = dict(copyreg.dispatch_table)
    yield
    copyreg.dispatch_table.clear()
    copyreg.dispatch_table.update(before)


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Fail a test that waits too long for a cluster."""
    before = signal.signal(signal.SIGALRM, too_late)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def too_late(_number: int, _frame: FrameType | None) -> None:
    pytest.fail("it takes too long")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster with two workers."""
    with a_cluster(2) as cluster:
        yield cluster.scheduler_address.replace("tcp://", "dask://")


@pytest.fixture
def outbox(folder: Path) -> Path:
    """The current folder, with a folder of valid and invalid bundles and a dangling link."""
    (folder / "outbox").mkdir()
    for number in range(60):
        (folder / "outbox" / f"{number:03}.asice").symlink_to("../good.asice" if number % 7 else "../late.xml")
    (folder / "outbox" / os.fsdecode(b"\xff.asice")).symlink_to("missing")
    return folder


@pytest.mark.usefixtures("outbox")
def test_the_report_is_the_same_as_from_this_process(validate: Validate, cluster: str) -> None:
    arguments = ("--recursive", "--sector", "public", "outbox", "--format", "json")

    here, there = validate("--jobs", "1", *arguments), validate("--executor", cluster, *arguments)
    assert there == here
    assert here.status == 3


def test_a_killed_worker_costs_no_verdict(outbox: Path, cluster: str) -> None:
    names = [f"outbox/{number:03}.asice" for number in range(60)]
    settings = Settings(
        sector=Sector.PUBLIC, criteria=DeadlyOnce(select=(names[50],), ignore=(str(outbox / "killed"),))
    )

    with named(cluster, None) as workers:
        found = list(executor_results(workers, names, settings))
    assert (outbox / "killed").exists()
    assert found == list(local_results(names, settings, 1))


def test_a_cluster_without_workers_is_reported_and_waited_for(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    with (
        a_cluster(0, processes=False) as cluster,
        named(cluster.scheduler_address.replace("tcp://", "dask://"), None) as workers,
    ):
        assert "has no workers; waiting for one\n" in capsys.readouterr().err
        cluster.scale(1)  # type: ignore[no-untyped-call]  # distributed has no types
        settings = Settings(sector=Sector.PUBLIC)
        assert [each.verdict for each in executor_results(workers, ["good.asice"], settings)] == ["valid"]
    assert folder.exists()


@pytest.mark.usefixtures("folder")
def test_a_scheduler_that_does_not_respond_is_an_error(validate: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "CONNECT_TIMEOUT", 0.5)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        result = validate("--executor", f"dask://{address}", "good.asice")

    assert (result.status, result.out) == (2, "")
    assert f"no dask scheduler responds at {address}" in result.err
    assert result.err.count("Error") == 1
