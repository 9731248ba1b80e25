"""Bytes from files that may be anything."""

from __future__ import annotations

import fcntl
import os
import signal
import threading
from pathlib import Path
from typing import Final

import pytest

from signature_model.console.reading import MOST_BYTES, Unreadable, read, read_standard_input

UNREADABLE: Final = Path("/proc/self/mem")
"""A regular file that opens and cannot be read, not even by root: nothing is mapped at address 0."""


def test_a_regular_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")

    assert read(tmp_path / "a") == b"content"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    (tmp_path / "link").symlink_to("a")

    assert read(tmp_path / "link") == b"content"


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(Unreadable, match="no regular file"):
        read(tmp_path / "pipe")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_read(device: str) -> None:
    with pytest.raises(Unreadable, match="no regular file"):
        read(Path(device))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("missing", "No such file", id="missing"),
        pytest.param("dangling", "No such file", id="dangling link"),
        pytest.param("circle", "Too many levels of symbolic links", id="link to itself"),
        pytest.param("x" * 300, "File name too long", id="long name"),
        pytest.param("a\0b\0", "its name holds a NUL", id="several names"),
        pytest.param("file/x", "Not a directory", id="below a file"),
    ],
)
def test_what_is_out_of_reach_is_told(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "circle").symlink_to("circle")

    with pytest.raises(Unreadable, match=f"cannot be read: {reason}"):
        read(tmp_path / name)


def test_a_file_that_cannot_be_read_is_told() -> None:
    with pytest.raises(Unreadable, match="cannot be read: Input/output error"):
        read(UNREADABLE)


@pytest.mark.parametrize("size", [MOST_BYTES, MOST_BYTES + 1])
def test_a_file_is_read_up_to_a_bound(tmp_path: Path, size: int) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(size)

    if size <= MOST_BYTES:
        assert len(read(tmp_path / "sparse")) == size
    else:
        with pytest.raises(Unreadable, match="more than 68,157,440 bytes"):
            read(tmp_path / "sparse")


def test_a_file_that_would_have_to_be_waited_for_is_not(tmp_path: Path) -> None:
    path = tmp_path / "leased"
    path.touch()
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)  # asks the holder of a lease to give it up
    with path.open("r+b") as holder:
        fcntl.fcntl(holder, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        with pytest.raises(Unreadable, match="cannot be read: Resource temporarily unavailable"):
            read(path)
    signal.signal(signal.SIGIO, before)


def test_standard_input_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with open(reading, "rb") as piped:  # noqa: PTH123 - a descriptor
        monkeypatch.setattr("sys.stdin", piped)
        os.write(writing, b"piped")
        threading.Timer(0.1, end_with, (writing, b" in")).start()

        assert read_standard_input() == b"piped in"


def end_with(descriptor: int, content: bytes) -> None:
    os.write(descriptor, content)
    os.close(descriptor)


def test_standard_input_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)

    with pytest.raises(Unreadable, match="standard input is closed"):
        read_standard_input()


def test_standard_input_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    with UNREADABLE.open() as unreadable:
        monkeypatch.setattr("sys.stdin", unreadable)
        with pytest.raises(Unreadable, match="cannot be read: Input/output error"):
            read_standard_input()
