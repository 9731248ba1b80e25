"""Folders are walked in the order of names, with few names in memory."""

import os
from pathlib import Path

import pytest

from signature_model.cli.inputs import folders
from signature_model.cli.inputs.folders import entries_below, is_folder, listed


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which has files, folders, and links."""
    monkeypatch.chdir(tmp_path)
    for name in ("b", "a", "sub/c", "sub/deeper/d", "open/e"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "sub" / "circle").symlink_to("..")
    return tmp_path


@pytest.mark.parametrize("names", [1, 2, 50_000])
@pytest.mark.usefixtures("outbox")
def test_entries_are_sorted_by_name_with_files_first(names: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MAX_NAMES", names)

    below = ["a", "b", "open/e", "sub/c", "sub/circle", "sub/deeper/d"]
    assert list(entries_below(".")) == [(f"./{each}", False) for each in below]


def test_a_folder_that_is_whole_is_one_entry(outbox: Path) -> None:
    found = list(entries_below(str(outbox), is_whole=lambda folder: folder.endswith("sub")))

    assert [Path(path).name for path, _ in found] == ["a", "b", "e", "sub"]
    assert found[-1] == (str(outbox / "sub"), True)


def test_a_folder_that_cannot_be_listed_is_an_entry(tmp_path: Path) -> None:
    assert list(entries_below(str(tmp_path / "missing"))) == [(str(tmp_path / "missing"), True)]


@pytest.mark.parametrize("names", [1, 2, 3, 4])
@pytest.mark.usefixtures("outbox")
def test_a_folder_is_listed_in_parts(names: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MAX_NAMES", names)

    assert list(listed("")) == ["a", "b", "open", "sub"]
    assert list(listed("", folders=True)) == ["open", "sub"]
    assert list(listed("", folders=False)) == ["a", "b"]


def test_a_folder_that_is_removed_has_no_more_entries(outbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MAX_NAMES", 1)
    names = listed("sub")
    assert next(names) == "sub/c"
    (outbox / "sub").rename(outbox / "elsewhere")

    assert list(names) == []


def test_names_that_are_not_utf_8_are_kept(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/byte\xff"
    Path(os.fsdecode(path)).touch()

    assert [os.fsencode(each) for each in listed(str(tmp_path))] == [path]


def test_a_name_that_is_too_long_is_not_a_folder(tmp_path: Path) -> None:
    assert is_folder(str(tmp_path))
    assert not is_folder("x" * 300)
