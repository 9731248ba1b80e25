"""A list of inputs is read name by name."""

import os
from pathlib import Path

import pytest

from signature_model.cli.inputs.file_lists import MAX_NAME, FileList
from signature_model.console.errors import Unusable
from signature_model.console.reading import Unreadable


@pytest.mark.parametrize(
    ("content", "names"),
    [
        pytest.param(b"a\nb\n", ["a", "b"], id="lines"),
        pytest.param(b"a\nb", ["a", "b"], id="a last line without a line feed"),
        pytest.param(b"\na\n\n\nb\n\n", ["a", "b"], id="empty lines"),
        pytest.param(b"a b \n", ["a b "], id="blanks are part of a name"),
        pytest.param("ø\n".encode() + b"\xff\n", ["ø", "\udcff"], id="bytes that are not UTF-8"),
        pytest.param(b"*.asice\n", ["*.asice"], id="a pattern is not expanded"),
        pytest.param(b"-\n", ["./-"], id="not standard input"),
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"\xef\xbb\xbfa\nb\n", ["a", "b"], id="a byte order mark"),
        pytest.param(b"\xef\xbb\xbf\r\na\r\n\r\nb", ["a", "b"], id="lines of Windows"),
        pytest.param(b"x" * MAX_NAME + b"\na", ["x" * MAX_NAME, "a"], id="a long name"),
    ],
)
def test_a_line_is_a_name(tmp_path: Path, content: bytes, names: list[str]) -> None:
    (tmp_path / "list").write_bytes(content)

    assert list(FileList(file=str(tmp_path / "list"))) == names


def test_names_may_end_with_a_nul(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"a\nb\0c\r\0")

    assert list(FileList(file=str(tmp_path / "list"), ends=b"\0")) == ["a\nb", "c\r"]


def test_a_file_without_lines_is_refused() -> None:
    with pytest.raises(Unreadable, match="is not a list of files: it has a name of more than 65,536 bytes"):
        list(FileList(file="/dev/zero"))


def test_a_nul_in_a_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"a.asice\0b.asice\0")

    with pytest.raises(Unreadable, match="list contains a NUL; add --null if a NUL ends each name"):
        list(FileList(file=str(tmp_path / "list")))


def test_names_are_yielded_as_they_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with open(reading) as piped, open(writing, "wb", buffering=0) as feeding:  # noqa: PTH123 - descriptors
        monkeypatch.setattr("sys.stdin", piped)
        names = iter(FileList(file="-"))
        for name in ("a", "b"):
            feeding.write(f"{name}\n".encode())
            assert next(names) == name
        feeding.close()
        assert list(names) == []


def test_closed_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)

    with pytest.raises(Unreadable, match="standard input cannot be read: it is closed"):
        list(FileList(file="-"))


def test_only_a_regular_file_can_be_read_twice(tmp_path: Path) -> None:
    (tmp_path / "list").touch()
    os.mkfifo(tmp_path / "pipe")

    assert FileList(file=str(tmp_path / "list")).is_rereadable
    assert not FileList(file=str(tmp_path / "pipe")).is_rereadable
    assert not FileList(file="-").is_rereadable


def test_a_list_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    FileList(file="-").require_readable()
    with pytest.raises(Unusable, match="missing: No such file"):
        FileList(file=str(tmp_path / "missing")).require_readable()


def test_a_pipe_is_not_opened_in_advance(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    FileList(file=str(tmp_path / "pipe")).require_readable()


def test_a_list_is_shown_as_the_name_of_its_file() -> None:
    assert str(FileList(file="list")) == "list"
