"""Standard output and standard error may be closed, full, or a pipe without a reader."""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click
import pytest

from signature_model.console.errors import OutputLost
from signature_model.console.streams import (
    is_terminal,
    output_errors,
    require_output,
    write_all,
    write_error,
    write_output,
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def full() -> Iterator[TextIO]:
    """A device that is always full; closing it must not fail after a write has failed."""
    with Path("/dev/full").open("w", encoding="utf-8") as device:
        yield device


@pytest.fixture
def unread() -> Iterator[TextIO]:
    """A pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as pipe:  # noqa: PTH123 - a descriptor
        yield pipe


@pytest.mark.parametrize(("stream", "expected"), [(None, False), (io.StringIO(), False), (Terminal(), True)])
def test_a_terminal_is_recognised(stream: TextIO | None, *, expected: bool) -> None:
    assert is_terminal(stream) is expected


def test_output_and_errors_go_to_their_streams(capsys: pytest.CaptureFixture[str]) -> None:
    write_output("a result\n")
    write_error("an error\n")
    write_error("")

    assert capsys.readouterr() == ("a result\n", "an error\n")


def test_a_full_disk_is_reported_with_the_stream(monkeypatch: pytest.MonkeyPatch, full: TextIO) -> None:
    monkeypatch.setattr(sys, "stdout", full)

    with pytest.raises(OutputLost, match=r"\Acannot write to standard output: No space left on device\Z"):
        write_output("a result\n")


def test_a_reader_who_closes_the_pipe_gets_no_message(monkeypatch: pytest.MonkeyPatch, unread: TextIO) -> None:
    monkeypatch.setattr(sys, "stdout", unread)

    with pytest.raises(OutputLost, match=r"\A\Z"):
        write_output("a result\n")


def test_closed_standard_output_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    require_output()
    monkeypatch.setattr(sys, "stdout", None)

    with pytest.raises(OutputLost, match=r"\Astandard output is closed\Z"):
        write_output("a result\n")


def test_errors_that_cannot_be_written_are_lost(monkeypatch: pytest.MonkeyPatch, full: TextIO) -> None:
    monkeypatch.setattr(sys, "stderr", full)
    write_error("an error\n")
    write_error("another\n")


def test_errors_are_lost_if_standard_error_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    write_error("an error\n")


@pytest.mark.parametrize(
    ("no_colour", "terminal_type", "shown"),
    [
        pytest.param("", "xterm", "\x1b[31mred\x1b[0m", id="colours"),
        pytest.param("1", "xterm", "red", id="NO_COLOR"),
        pytest.param("", "dumb", "red", id="a dumb terminal"),
    ],
)
def test_terminals_get_colours_unless_refused(
    monkeypatch: pytest.MonkeyPatch, no_colour: str, terminal_type: str, shown: str
) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setenv("TERM", terminal_type)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    write_output(click.style("red", fg="red"))

    assert terminal.getvalue() == shown


def test_content_is_written_in_as_many_pieces_as_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, sizes = os.write, []

    def write_little(descriptor: int, content: bytes) -> int:
        sizes.append(write(descriptor, content[:4]))
        return sizes[-1]

    monkeypatch.setattr(os, "write", write_little)
    with (tmp_path / "file").open("wb") as file:
        write_all(file.fileno(), b"some content")

    assert (sizes, (tmp_path / "file").read_bytes()) == ([4, 4, 4], b"some content")


def test_an_error_of_the_system_without_words_is_shown_as_it_is() -> None:
    with pytest.raises(OutputLost, match=r"\Acannot write to report: odd\Z"), output_errors("report"):
        raise OSError("odd")  # noqa: EM101 - nothing else


@pytest.mark.parametrize(
    ("variables", "has_colours"),
    [
        pytest.param({}, False, id="a pipe"),
        pytest.param({"FORCE_COLOR": "1"}, True, id="forced"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="forbidden"),
        pytest.param({"FORCE_COLOR": "", "NO_COLOR": ""}, False, id="empty variables"),
    ],
)
def test_variables_decide_about_colours(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, has_colours: bool
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    write_output(click.style("a result\n", fg="red"))

    assert ("\x1b[31m" in capsys.readouterr().out) is has_colours
