"""Where the report goes, and what it must not go to."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path
from typing import Final

import click
import pytest

from signature_model.cli.output import Places, ReportLost, destination

FULL: Final = Path("/dev/full")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    report = tmp_path / "report"
    with destination(report) as write:
        write("first\n")
        assert not report.exists()
        write(click.style("second", fg="red") + " ø\n")

    assert report.read_bytes() == "first\nsecond ø\n".encode()
    assert list(tmp_path.iterdir()) == [report]


def test_a_file_stays_as_it_was_when_the_report_breaks_off(tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.write_text("older")

    def break_off() -> None:
        with destination(report) as write:
            write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()

    assert report.read_text() == "older"
    assert list(tmp_path.iterdir()) == [report]


def test_what_a_killed_run_left_is_not_in_the_way(tmp_path: Path) -> None:
    killed = destination(tmp_path / "report")
    killed.__enter__()
    with destination(tmp_path / "report") as write:
        write("all")

    assert (tmp_path / "report").read_text() == "all"
    killed.__exit__(None, None, None)


def test_names_may_be_as_long_as_the_system_lets_them(tmp_path: Path) -> None:
    report = tmp_path / ("x" * 255)
    with destination(report) as write:
        write("all")

    assert report.read_text() == "all"


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    secret, new, plain = (tmp_path / name for name in ("secret", "new", "plain"))
    plain.touch()
    secret.touch(0o600)
    for each in (secret, new):
        with destination(each) as write:
            write("all")

    assert [each.stat().st_mode for each in (secret, new)] == [stat.S_IFREG | 0o600, plain.stat().st_mode]


def test_a_link_still_is_one_afterwards(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("report")
    with destination(tmp_path / "link") as write:
        write("all")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "report").read_text() == "all"


def test_a_device_is_written_to_and_not_replaced() -> None:
    with destination(Path("/dev/null")) as write:
        write("all")

    assert Path("/dev/null").is_char_device()


def test_a_full_disk_is_told() -> None:
    with pytest.raises(ReportLost, match="cannot be written: /dev/full: No space left"), destination(FULL) as write:
        write("all")


def test_a_full_disk_is_told_as_soon_as_it_shows() -> None:
    with pytest.raises(ReportLost, match="cannot be written: /dev/full: No space left"), destination(FULL) as write:
        write("x" * 1_000_000)


def test_a_file_that_cannot_be_begun_is_told(tmp_path: Path) -> None:
    with pytest.raises(click.FileError, match="No such file"), destination(tmp_path / "missing" / "report"):
        pytest.fail("there is nothing to write to")


def test_the_terminal_is_not_told_what_it_has_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with FULL.open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(ReportLost, match="No space left"), destination(None) as write:
            write("all")


def test_a_reader_may_go_away(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:  # noqa: PTH123 - a descriptor
        monkeypatch.setattr(sys, "stdout", pipe)
        with pytest.raises(ReportLost, match=r"\A\Z"), destination(None) as write:
            write("all")


def test_standard_output_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(ReportLost, match="standard output is closed"), destination(None):
        pytest.fail("there is nothing to write to")


@pytest.mark.parametrize(
    ("no_colour", "shown"),
    [pytest.param("", "\x1b[31mred\x1b[0m", id="colours"), pytest.param("1", "red", id="NO_COLOR")],
)
def test_colours_are_for_terminals_unless_refused(monkeypatch: pytest.MonkeyPatch, no_colour: str, shown: str) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    with destination(None) as write:
        write(click.style("red", fg="red"))

    assert terminal.getvalue() == shown


@pytest.mark.parametrize(
    ("output", "overwritten"),
    [
        pytest.param("a.asice", ["a.asice", "link.asice"], id="an input"),
        pytest.param("link.asice", ["a.asice", "link.asice"], id="an input by another name"),
        pytest.param("unpacked/report", ["unpacked"], id="a file of an unpacked bundle"),
        pytest.param("unpacked2", [], id="a name that begins alike"),
        pytest.param("-", [], id="a file with the name of standard input"),
        pytest.param("report", [], id="a new file"),
        pytest.param(None, [], id="no file"),
    ],
)
def test_a_report_must_not_overwrite_an_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str | None, overwritten: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.asice").touch()
    (tmp_path / "link.asice").symlink_to("a.asice")
    (tmp_path / "unpacked").mkdir()
    report = Places(None if output is None else Path(output))

    inputs = ["-", "a.asice", "link.asice", "unpacked", "missing"]
    assert [each for each in inputs if report.include(each)] == overwritten


def test_names_with_a_nul_are_in_no_place(tmp_path: Path) -> None:
    assert not Places(tmp_path / "report").include("a\0b")
