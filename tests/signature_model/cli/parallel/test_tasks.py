"""A worker validates a chunk of the inputs, and only if it agrees with the process that created the task."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from signature_model import Sector
from signature_model.cli.parallel.errors import ExecutorLost, WorkerDiffers
from signature_model.cli.parallel.tasks import Task, packed, require_agreement, unpacked, validate_chunk
from signature_model.cli.settings import Settings
from signature_model.reports.results import Verdict
from tests.kits.certificates import authority, pem
from tests.kits.jobs import KARI
from tests.signature_model.cli.criteria import Failing

PUBLIC = Settings(sector=Sector.PUBLIC)


def test_a_chunk_is_validated_in_order(folder: Path) -> None:
    (folder / "empty").touch()
    found = validate_chunk(["good.asice", "empty", "missing"], Task.by(PUBLIC))

    assert [(each.source, each.verdict) for each in found] == [
        ("good.asice", Verdict.VALID),
        ("empty", Verdict.INVALID),
        ("missing", Verdict.UNDECIDED),
    ]


def test_an_unpacked_bundle_is_marked_as_a_folder(unpacked: Path) -> None:
    found = validate_chunk(["unpacked", "good.asice"], Task.by(PUBLIC, folder=str(unpacked.parent)))

    assert [each.is_folder for each in found] == [True, False]


def test_results_can_be_packed_and_unpacked(folder: Path) -> None:
    (folder / "outbox").mkdir()
    found = validate_chunk(["good.asice", "late.xml", "missing", "outbox"], Task.by(Settings()))

    assert {each.is_folder for each in found} == {True, False}
    pickled = pickle.dumps([packed(each) for each in found])
    assert [unpacked(each) for each in pickle.loads(pickled)] == found


def test_names_may_start_in_another_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    expected = validate_chunk(["late.xml", "./good.asice"], Task.by(PUBLIC))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    assert validate_chunk(["late.xml", "./good.asice"], Task.by(PUBLIC, folder=str(folder))) == expected


def test_standard_input_is_in_no_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "good.asice").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        (result,) = validate_chunk(["-"], Task.by(PUBLIC, folder="/elsewhere"))

    assert (result.source, result.verdict) == ("-", Verdict.VALID)


def test_an_internal_error_costs_only_one_verdict(folder: Path) -> None:
    (folder / "other.asice").symlink_to("good.asice")
    first, second = validate_chunk(
        ["good.asice", "other.asice"], Task.by(Settings(criteria=Failing(select=("good.asice",))))
    )

    (skipped,) = first.report.skipped
    assert (first.verdict, second.verdict) == (Verdict.UNDECIDED, Verdict.VALID)
    assert "internal error, please report it: RuntimeError" in skipped.why
    assert KARI not in skipped.why


def test_a_worker_with_another_version_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task.by(PUBLIC)
    require_agreement(task)
    monkeypatch.setattr("signature_model.cli.fingerprint.__version__", "0.0.9")

    with pytest.raises(WorkerDiffers, match=r'a worker would validate differently: version is "0\.0\.9", not "'):
        require_agreement(replace(task, folder="/new"))  # the context of the first task is cached


def test_a_worker_with_other_files_refuses(tmp_path: Path) -> None:
    anchor = tmp_path / "root.pem"
    anchor.write_bytes(pem(authority().root))
    task = Task.by(Settings(trust=(anchor,)))
    anchor.write_bytes(pem(authority("Fjellet").root))

    with pytest.raises(WorkerDiffers, match='a worker would validate differently: trust is "'):
        validate_chunk(["good.asice"], task)


def test_a_worker_without_a_file_refuses(tmp_path: Path) -> None:
    anchor = tmp_path / "root.pem"
    anchor.write_bytes(pem(authority().root))
    task = Task.by(Settings(trust=(anchor,)))
    anchor.unlink()

    with pytest.raises(WorkerDiffers, match=r"a worker cannot read a file: .*root\.pem cannot be read: No such file"):
        require_agreement(task)


def test_tasks_and_errors_can_be_pickled() -> None:
    for each in (Task.by(PUBLIC), WorkerDiffers("reason"), ExecutorLost.by(OSError("gone"))):
        assert repr(pickle.loads(pickle.dumps(each))) == repr(each)


def test_the_error_of_an_executor_is_masked() -> None:
    assert str(ExecutorLost.by(OSError(f"at {KARI}"))) == "the executor failed: OSError: at 018180*****"
