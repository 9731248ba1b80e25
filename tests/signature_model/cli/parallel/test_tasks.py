"""What runs in a worker: a portion of the inputs is judged, whatever becomes of each."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from signature_model import Sector
from signature_model.cli.parallel.errors import ExecutorLost, WorkerDiffers
from signature_model.cli.parallel.tasks import Task, agree, judge_portion
from signature_model.cli.settings import Settings
from signature_model.reports.results import Verdict
from tests.kits.certificates import authority, pem
from tests.kits.jobs import KARI
from tests.signature_model.cli.criteria import Failing

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC = Settings(sector=Sector.PUBLIC)


def test_a_portion_is_judged_in_order(folder: Path) -> None:
    (folder / "empty").touch()
    found = judge_portion(["good.asice", "empty", "missing"], Task.by(PUBLIC))

    assert [(each.source, each.verdict) for each in found] == [
        ("good.asice", Verdict.VALID),
        ("empty", Verdict.INVALID),
        ("missing", Verdict.UNDECIDED),
    ]


def test_an_unpacked_bundle_is_told_from_others(unpacked: Path) -> None:
    found = judge_portion(["unpacked", "good.asice"], Task.by(PUBLIC, folder=str(unpacked.parent)))

    assert [each.is_folder for each in found] == [True, False]


def test_names_may_lead_from_another_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    expected = judge_portion(["late.xml", "./good.asice"], Task.by(PUBLIC))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    assert judge_portion(["late.xml", "./good.asice"], Task.by(PUBLIC, folder=str(folder))) == expected


def test_standard_input_is_in_no_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "good.asice").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        (result,) = judge_portion(["-"], Task.by(PUBLIC, folder="/elsewhere"))

    assert (result.source, result.verdict) == ("-", Verdict.VALID)


def test_an_error_of_ours_costs_one_input_its_verdict_and_shows_no_number(folder: Path) -> None:
    (folder / "other.asice").symlink_to("good.asice")
    first, second = judge_portion(
        ["good.asice", "other.asice"], Task.by(Settings(criteria=Failing(select=("good.asice",))))
    )

    (skipped,) = first.report.skipped
    assert (first.verdict, second.verdict) == (Verdict.UNDECIDED, Verdict.VALID)
    assert "internal error, please report it: RuntimeError" in skipped.why
    assert KARI not in skipped.why


def test_a_worker_that_would_judge_by_another_version_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task.by(PUBLIC)
    agree(task)
    monkeypatch.setattr("signature_model.cli.fingerprint.__version__", "0.0.9")

    with pytest.raises(WorkerDiffers, match=r'by something else: version "0\.0\.9" and not "'):
        agree(replace(task, folder="/new"))  # or the context that is kept would do


def test_a_worker_that_has_other_files_does_not_judge(tmp_path: Path) -> None:
    anchor = tmp_path / "root.pem"
    anchor.write_bytes(pem(authority().root))
    task = Task.by(Settings(trust=anchor))
    anchor.write_bytes(pem(authority("Fjellet").root))

    with pytest.raises(WorkerDiffers, match='a worker judges by something else: trust "'):
        judge_portion(["good.asice"], task)


def test_a_worker_that_lacks_a_file_does_not_judge(tmp_path: Path) -> None:
    anchor = tmp_path / "root.pem"
    anchor.write_bytes(pem(authority().root))
    task = Task.by(Settings(trust=anchor))
    anchor.unlink()

    with pytest.raises(WorkerDiffers, match=r"a worker lacks a file: .*root\.pem cannot be read: No such file"):
        agree(task)


def test_tasks_and_what_goes_wrong_can_be_handed_around() -> None:
    for each in (Task.by(PUBLIC), WorkerDiffers("reason"), ExecutorLost.by(OSError("gone"))):
        assert repr(pickle.loads(pickle.dumps(each))) == repr(each)


def test_what_is_told_of_a_lost_executor_shows_no_number() -> None:
    assert str(ExecutorLost.by(OSError(f"at {KARI}"))) == "the executor can judge no more: OSError: at 018180*****"
