"""Files appear when they are whole, and take nobody's place."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from signature_model.console.files import PRIVATE, FileInTheWay, new_file, require_absent, write_file


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    with new_file(tmp_path / "file") as file:
        file.write(b"first")
        file.flush()
        assert not (tmp_path / "file").exists()
        file.write(b" and second")

    assert (tmp_path / "file").read_bytes() == b"first and second"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    def break_off() -> None:
        with new_file(tmp_path / "file") as file:
            file.write(b"first")
            raise error

    with pytest.raises(error):
        break_off()

    assert list(tmp_path.iterdir()) == []


def test_a_file_may_be_sought_in(tmp_path: Path) -> None:
    with new_file(tmp_path / "file") as file:
        file.write(b"first")
        file.seek(0)
        file.truncate()
        file.write(b"second")

    assert (tmp_path / "file").read_bytes() == b"second"


def test_a_folder_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IsADirectoryError):
        write_file(Path(), b"new")

    assert list(tmp_path.iterdir()) == []


def test_an_older_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("older")
    with pytest.raises(FileInTheWay, match="file exists already"):
        write_file(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_text() == "older"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_an_older_file_is_replaced_when_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("older")
    write_file(tmp_path / "file", b"new", overwrite=True)

    assert (tmp_path / "file").read_text() == "new"


def test_a_file_that_comes_to_exist_meanwhile_is_left_alone(tmp_path: Path) -> None:
    def be_late() -> None:
        with new_file(tmp_path / "file"):
            (tmp_path / "file").write_text("quicker")

    with pytest.raises(FileInTheWay, match="has come to exist meanwhile"):
        be_late()

    assert (tmp_path / "file").read_text() == "quicker"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_link_that_leads_nowhere_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(FileInTheWay):
        require_absent(tmp_path / "link")


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "file", b"", mode=PRIVATE)
    write_file(tmp_path / "other", b"")
    (tmp_path / "plain").touch()

    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert (tmp_path / "other").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_file(tmp_path / "missing" / "file", b"")
