"""Results come from this process, from several, or from an executor, in the order of the inputs."""

import multiprocessing
from itertools import count
from pathlib import Path

import pytest

from signature_model import Sector
from signature_model.cli.parallel import executors
from signature_model.cli.parallel.running import executor_results, local_results
from signature_model.cli.settings import Settings
from tests.kits.certificates import authority, pem

PUBLIC = Settings(sector=Sector.PUBLIC)


@pytest.mark.parametrize("workers", [1, 2, 64])
@pytest.mark.usefixtures("folder")
def test_results_come_in_the_order_of_the_inputs(workers: int) -> None:
    found = local_results(["good.asice", "late.xml", "missing"], PUBLIC, workers)

    assert [each.verdict for each in found] == ["valid", "invalid", "undecided"]


@pytest.mark.parametrize(("inputs", "workers"), [(["good.asice"], 8), (["good.asice", "late.xml"], 1)])
@pytest.mark.usefixtures("folder")
def test_one_input_or_one_worker_starts_no_process(inputs: list[str], workers: int) -> None:
    found = local_results(inputs, PUBLIC, workers)
    next(found)

    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.usefixtures("folder")
def test_endless_inputs_are_validated_as_they_arrive(workers: int) -> None:
    found = local_results(("good.asice" for _ in count()), PUBLIC, workers)

    assert [next(found).verdict for _ in range(20)] == ["valid"] * 20
    found.close()


def test_an_executor_may_be_in_another_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "root.pem").write_bytes(pem(authority().root))
    settings = Settings(sector=Sector.PUBLIC, trust=((folder / "root.pem").relative_to(folder),))
    here = list(local_results(["good.asice", "late.xml"], settings, 1))

    with executors.named("tests.signature_model.cli.executors:two_threads", 2) as workers:
        found = executor_results(workers, ["good.asice", "late.xml"], settings)
        first = next(found)
        monkeypatch.chdir(folder.parent)
        assert [first, *found] == here
