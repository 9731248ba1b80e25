"""Results are the same behind the way from a worker."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from signature_model.cli.fingerprint import basis_of
from signature_model.cli.parallel.packing import packed, unpacked
from signature_model.cli.parallel.tasks import Task, judge_portion
from signature_model.cli.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_results_can_be_packed_and_unpacked(folder: Path) -> None:
    (folder / "outbox").mkdir()
    task = Task(settings=Settings(), basis=basis_of(Settings()))
    found = judge_portion(["good.asice", "late.xml", "missing", "outbox"], task)

    assert {each.is_folder for each in found} == {True, False}
    there = pickle.dumps([packed(each) for each in found])
    assert [unpacked(each) for each in pickle.loads(there)] == found
