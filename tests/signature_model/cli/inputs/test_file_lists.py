"""Lists of inputs are read name by name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from signature_model.cli.inputs.file_lists import LONGEST_NAME, Listed
from signature_model.console.errors import Unusable
from signature_model.console.reading import Unreadable

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "names"),
    [
        pytest.param(b"a\nb\n", ["a", "b"], id="lines"),
        pytest.param(b"a\nb", ["a", "b"], id="a last line without its end"),
        pytest.param(b"\na\n\n\nb\n\n", ["a", "b"], id="empty lines"),
        pytest.param(b"a b \n", ["a b "], id="blanks are part of a name"),
        pytest.param("ø\n".encode() + b"\xff\n", ["ø", "\udcff"], id="bytes that are no text"),
        pytest.param(b"*.asice\n", ["*.asice"], id="no pattern"),
        pytest.param(b"-\n", ["./-"], id="not standard input"),
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"x" * LONGEST_NAME + b"\na", ["x" * LONGEST_NAME, "a"], id="a long name"),
    ],
)
def test_a_line_is_a_name(tmp_path: Path, content: bytes, names: list[str]) -> None:
    (tmp_path / "list").write_bytes(content)

    assert list(Listed(file=str(tmp_path / "list"))) == names


def test_names_may_end_with_a_nul(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"a\nb\0c\0")

    assert list(Listed(file=str(tmp_path / "list"), ends=b"\0")) == ["a\nb", "c"]


def test_lines_may_end_as_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "list").write_bytes(b"a\r\nb\n")
    assert list(Listed(file=str(tmp_path / "list"))) == ["a\r", "b"]

    monkeypatch.setattr(os, "linesep", "\r\n")
    assert list(Listed(file=str(tmp_path / "list"))) == ["a", "b"]


def test_what_has_no_end_is_no_list() -> None:
    with pytest.raises(Unreadable, match="has a name of more than 65,536 bytes"):
        list(Listed(file="/dev/zero"))


def test_a_list_that_nul_ends_is_not_taken_for_a_name(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"a.asice\0b.asice\0")

    with pytest.raises(Unreadable, match="list holds a NUL: give --null"):
        list(Listed(file=str(tmp_path / "list")))


def test_names_come_as_they_are_piped_in(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with open(reading) as piped, open(writing, "wb", buffering=0) as feeding:  # noqa: PTH123 - descriptors
        monkeypatch.setattr("sys.stdin", piped)
        names = iter(Listed(file="-"))
        for name in ("a", "b"):
            feeding.write(f"{name}\n".encode())
            assert next(names) == name
        feeding.close()
        assert list(names) == []


def test_standard_input_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)

    with pytest.raises(Unreadable, match="standard input cannot be read: it is closed"):
        list(Listed(file="-"))


def test_only_a_file_can_be_read_again(tmp_path: Path) -> None:
    (tmp_path / "list").touch()
    os.mkfifo(tmp_path / "pipe")

    assert Listed(file=str(tmp_path / "list")).is_lasting
    assert not Listed(file=str(tmp_path / "pipe")).is_lasting
    assert not Listed(file="-").is_lasting


def test_a_list_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    Listed(file="-").require_readable()
    with pytest.raises(Unusable, match="missing: No such file"):
        Listed(file=str(tmp_path / "missing")).require_readable()


def test_a_pipe_is_opened_only_to_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    Listed(file=str(tmp_path / "pipe")).require_readable()


def test_a_list_is_called_like_its_file() -> None:
    assert str(Listed(file="list")) == "list"
