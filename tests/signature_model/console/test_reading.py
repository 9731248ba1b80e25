"""Files that may be anything are read up to a limit, or refused."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

import pytest

from signature_model.console import reading
from signature_model.console.errors import CHECK_PATH, Unusable
from signature_model.console.reading import (
    MAX_BYTES,
    Unreadable,
    as_file,
    content_of,
    maybe_working_folder,
    read,
    read_named,
    read_standard_input,
    read_stream,
)
from signature_model.containers.reading import MAX_TOTAL_SIZE

UNREADABLE: Final = Path("/proc/self/mem")
"""A regular file that opens and cannot be read, not even by root: nothing is mapped at address 0."""


def test_a_regular_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")

    assert read(tmp_path / "a") == b"content"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    (tmp_path / "link").symlink_to("a")

    assert read(tmp_path / "link") == b"content"


def test_a_pipe_without_a_writer_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(Unreadable, match="it is not a regular file"):
        read(tmp_path / "pipe")


def test_a_pipe_that_the_user_names_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    content = b"a bundle " * 50_000
    command = (sys.executable, "-c", f"open('pipe', 'wb').write({content[:9]!r} * 50_000)")
    with subprocess.Popen(command, cwd=tmp_path):
        assert read_named(str(tmp_path / "pipe")) == content


def test_a_pipe_whose_program_begins_late_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    program = "import time; pipe = open('pipe', 'wb'); time.sleep(0.2); pipe.write(b'late')"
    with subprocess.Popen((sys.executable, "-c", program), cwd=tmp_path):
        assert content_of(tmp_path / "pipe") == b"late"


def test_a_pipe_is_not_waited_for_forever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WRITER_PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable, match=r"no program has written to it for 0\.1 seconds"):
        read_named(str(tmp_path / "pipe"))


def test_a_folder_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"cannot be read: it is a folder$") as refusal:
        content_of(tmp_path)
    assert refusal.value.hint == CHECK_PATH


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_read(device: str) -> None:
    with pytest.raises(Unreadable, match="it is not a regular file"):
        read(Path(device))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("missing", "No such file", id="missing"),
        pytest.param("dangling", "No such file", id="dangling link"),
        pytest.param("circle", "Too many levels of symbolic links", id="link to itself"),
        pytest.param("x" * 300, "File name too long", id="long name"),
        pytest.param("a\0b\0", "its name contains a NUL", id="several names"),
        pytest.param("file/x", "Not a directory", id="below a file"),
    ],
)
def test_a_file_that_cannot_be_accessed_is_refused_with_the_reason(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "circle").symlink_to("circle")

    with pytest.raises(Unreadable, match=f"cannot be read: {reason}"):
        read(tmp_path / name)


def test_a_file_that_cannot_be_read_is_refused_with_the_reason() -> None:
    with pytest.raises(Unreadable, match="cannot be read: Input/output error"):
        read(UNREADABLE)


@pytest.mark.parametrize("size", [MAX_BYTES, MAX_BYTES + 1])
def test_a_file_is_read_up_to_the_limit(tmp_path: Path, size: int) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(size)

    if size <= MAX_BYTES:
        assert len(read(tmp_path / "sparse")) == size
    else:
        with pytest.raises(Unreadable, match="more than 68,157,440 bytes"):
            read(tmp_path / "sparse")


def test_a_file_that_another_process_has_leased_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "leased"
    path.touch()
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)  # asks the holder of a lease to give it up
    with path.open("r+b") as holder:
        fcntl.fcntl(holder, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        with pytest.raises(Unreadable, match="cannot be read: Resource temporarily unavailable"):
            read(path)
    signal.signal(signal.SIGIO, before)


def test_the_limit_is_what_a_container_may_hold_and_a_mebibyte_more() -> None:
    assert MAX_BYTES == MAX_TOTAL_SIZE + (1 << 20)


def test_a_file_that_an_option_names_is_read_or_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")

    assert content_of(tmp_path / "a") == b"content"
    with pytest.raises(Unusable, match="missing cannot be read: No such file"):
        content_of(tmp_path / "missing")


def test_a_file_may_have_the_name_of_standard_input() -> None:
    assert (as_file("-"), as_file("a")) == ("./-", "a")


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


def test_closed_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)

    with pytest.raises(Unreadable, match="standard input is closed"):
        read_standard_input()


def test_standard_input_that_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with UNREADABLE.open() as unreadable:
        monkeypatch.setattr("sys.stdin", unreadable)
        with pytest.raises(Unreadable, match="cannot be read: Input/output error"):
            read_standard_input()


def test_an_open_pipe_is_read_to_its_end() -> None:
    reading, writing = os.pipe()
    threading.Timer(0.1, end_with, (writing, b"piped")).start()

    assert read_stream(f"/dev/fd/{reading}") == b"piped"
    os.close(reading)


def test_a_stream_that_is_not_open_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        read_stream("/dev/fd/987654")


def test_there_may_be_no_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    assert maybe_working_folder() == tmp_path / "gone"

    (tmp_path / "gone").rmdir()
    assert maybe_working_folder() is None
