"""Paths, patterns, folders and lists are expanded to inputs."""

import os
from pathlib import Path

import pytest

from signature_model import Context
from signature_model.cli.inputs.expansion import Inputs, is_folder_of_bundles
from signature_model.cli.inputs.file_lists import FileList
from signature_model.cli.verdicts import report_on
from signature_model.console.reading import Unreadable


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of bundles, one of them unpacked."""
    monkeypatch.chdir(tmp_path)
    for name in ("b.asice", "a.ASICE", "notes.txt", "sub/c.asice", "sub/deeper/d.asice", "open/manifest.xml"):
        path = tmp_path / "outbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "outbox" / "open" / "inner.asice").touch()
    return tmp_path / "outbox"


def chain_of_folders(start: Path, name: str, depth: int) -> None:
    """Make nested folders whose path may be longer than the system permits."""
    here = os.open(start, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def test_a_path_is_an_input(outbox: Path) -> None:
    assert list(Inputs(named=("b", "a", "-", outbox.name), recursive=False)) == ["b", "a", "-", "outbox"]


@pytest.mark.usefixtures("outbox")
def test_a_folder_stands_for_the_bundles_in_it_and_in_its_subfolders() -> None:
    inputs = list(Inputs(named=("-", "outbox", "other.asice"), recursive=True))

    below = ["a.ASICE", "b.asice", "open", "sub/c.asice", "sub/deeper/d.asice"]
    assert inputs == ["-", *(f"outbox/{each}" for each in below), "other.asice"]


def test_an_unpacked_bundle_is_one_input(outbox: Path) -> None:
    assert list(Inputs(named=(str(outbox / "open"),), recursive=True)) == [str(outbox / "open")]


def test_links_to_folders_are_not_followed(outbox: Path) -> None:
    (outbox / "sub" / "circle").symlink_to("..")

    assert len(list(Inputs(named=(str(outbox),), recursive=True))) == 5


def test_folders_may_be_deeper_than_the_stack(tmp_path: Path) -> None:
    chain_of_folders(tmp_path, "d", 1200)
    deepest = tmp_path.joinpath(*["d"] * 1200)
    (deepest / "x.asice").touch()

    assert list(Inputs(named=(str(tmp_path),), recursive=True)) == [str(deepest / "x.asice")]

    (deepest / "x.asice").unlink()
    while deepest != tmp_path:  # as shutil.rmtree recurses, pytest could not remove them
        deepest.rmdir()
        deepest = deepest.parent


def test_a_folder_that_cannot_be_listed_is_an_input(tmp_path: Path) -> None:
    chain_of_folders(tmp_path, "d" * 200, 30)

    (entry,) = Inputs(named=(str(tmp_path),), recursive=True)
    with pytest.raises(Unreadable, match="File name too long"):
        report_on(entry, Context())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("outbox", True, id="bundles"),
        pytest.param("outbox/sub", True, id="bundles, and a folder of them"),
        pytest.param(".", True, id="a folder of a folder of bundles"),
        pytest.param("months", True, id="a folder of unpacked bundles"),
        pytest.param("outbox/open", False, id="an unpacked bundle that contains a bundle"),
        pytest.param("outbox/b.asice", False, id="a file"),
        pytest.param("missing", False, id="missing"),
        pytest.param("-", False, id="standard input"),
        pytest.param("notes", False, id="other files"),
        pytest.param("x" * 300, False, id="a name that is too long"),
    ],
)
@pytest.mark.usefixtures("outbox")
def test_a_folder_of_bundles_is_not_an_unpacked_bundle(tmp_path: Path, path: str, *, expected: bool) -> None:
    for name in ("notes/2030/a.txt", "months/june/META-INF/signatures.xml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()

    assert is_folder_of_bundles(path) is expected


@pytest.mark.usefixtures("outbox")
def test_paths_patterns_and_lists_keep_their_order(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("outbox/b.asice\nmissing\noutbox/sub\n")
    (tmp_path / "folders").write_text("outbox/sub\n")
    named = ("z", FileList(file="list"), "outbox/*.[aA]*", FileList(file="list"), "none*")

    listed = ["outbox/b.asice", "missing", "outbox/sub"]
    found = list(Inputs(named=named))
    assert found == ["z", *listed, "outbox/a.ASICE", "outbox/b.asice", *listed, "none*"]
    found = list(Inputs(named=(FileList(file="folders"), "outbox/s*"), recursive=True))
    assert found == ["outbox/sub/c.asice", "outbox/sub/deeper/d.asice"] * 2


@pytest.mark.usefixtures("outbox")
def test_inputs_are_counted_if_all_lists_can_be_read_twice(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("a\nb\n")
    named = ("-", "outbox", FileList(file="list"))

    assert Inputs(named=named, recursive=True).maybe_count() == 8
    assert Inputs(named=(*named, FileList(file="-")), recursive=True).maybe_count() is None


@pytest.mark.parametrize("pattern", ["?", "[-]", "*", "**"])
def test_a_pattern_never_means_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-").touch()

    assert list(Inputs(named=(pattern,))) == ["./-"]
