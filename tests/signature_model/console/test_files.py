"""A file appears when it is complete, and replaces another only on request."""

import stat
from pathlib import Path

import pytest

from signature_model.console.files import PRIVATE, FileInTheWay, maybe_advice, new_file, require_new, write_file


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    with new_file(tmp_path / "file") as file:
        file.write(b"first")
        file.flush()
        assert not (tmp_path / "file").exists()
        file.write(b" and second")

    assert (tmp_path / "file").read_bytes() == b"first and second"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_incomplete_file_is_removed(tmp_path: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with new_file(tmp_path / "file") as file:
            file.write(b"first")
            raise error

    with pytest.raises(error):
        fail()

    assert list(tmp_path.iterdir()) == []


def test_a_file_can_be_written_again_from_its_start(tmp_path: Path) -> None:
    with new_file(tmp_path / "file") as file:
        file.write(b"first")
        file.seek(0)
        file.truncate()
        file.write(b"second")

    assert (tmp_path / "file").read_bytes() == b"second"


def test_a_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IsADirectoryError):
        write_file(Path(), b"new")

    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("older")
    with pytest.raises(FileInTheWay, match="file already exists"):
        write_file(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_text() == "older"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_file_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        write_file(tmp_path / "missing" / "file", b"new")

    assert caught.value.filename == str(tmp_path / "missing" / "file")
    assert "create the folder" in (maybe_advice(caught.value) or "")
    assert maybe_advice(OSError("unknown")) is None


def test_an_existing_file_is_replaced_on_request(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("older")
    write_file(tmp_path / "file", b"new", overwrite=True)

    assert (tmp_path / "file").read_text() == "new"


def test_a_file_keeps_the_mode_of_the_one_that_it_replaces(tmp_path: Path) -> None:
    (tmp_path / "file").touch(0o640)
    write_file(tmp_path / "file", b"new", overwrite=True)
    write_file(tmp_path / "other", b"new", overwrite=True, mode=PRIVATE)

    modes = [stat.S_IMODE((tmp_path / each).stat().st_mode) for each in ("file", "other")]
    assert modes == [0o640, 0o600]


def test_a_file_that_another_program_creates_is_not_replaced(tmp_path: Path) -> None:
    def be_slow() -> None:
        with new_file(tmp_path / "file"):
            (tmp_path / "file").write_text("other")

    with pytest.raises(FileInTheWay, match="was created by another program"):
        be_slow()

    assert (tmp_path / "file").read_text() == "other"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_dangling_link_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(FileInTheWay):
        require_new(tmp_path / "link")


def test_only_the_owner_may_read_a_private_file(tmp_path: Path) -> None:
    write_file(tmp_path / "file", b"", mode=PRIVATE)
    write_file(tmp_path / "other", b"")
    (tmp_path / "plain").touch()

    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert (tmp_path / "other").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_file(tmp_path / "missing" / "file", b"")
