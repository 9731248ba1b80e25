"""The report goes to the terminal or to a file that is not an input."""

import stat
import sys
from pathlib import Path
from typing import Final

import click
import pytest

from signature_model.cli.output import ReportLocation, destination
from signature_model.console.errors import OutputLost

FULL: Final = Path("/dev/full")


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

    def fail() -> None:
        with destination(report) as write:
            write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert report.read_text() == "older"
    assert list(tmp_path.iterdir()) == [report]


def test_the_files_of_a_killed_run_do_not_interfere(tmp_path: Path) -> None:
    killed = destination(tmp_path / "report")
    killed.__enter__()
    with destination(tmp_path / "report") as write:
        write("all")

    assert (tmp_path / "report").read_text() == "all"
    killed.__exit__(None, None, None)


def test_a_file_may_have_the_longest_name_that_the_system_permits(tmp_path: Path) -> None:
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


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("report")
    with destination(tmp_path / "link") as write:
        write("all")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "report").read_text() == "all"


def test_a_device_is_written_to_and_not_replaced() -> None:
    with destination(Path("/dev/null")) as write:
        write("all")

    assert Path("/dev/null").is_char_device()


def test_a_full_disk_is_reported() -> None:
    with pytest.raises(OutputLost, match="cannot write to /dev/full: No space left"), destination(FULL) as write:
        write("all")


def test_a_full_disk_is_reported_immediately() -> None:
    with pytest.raises(OutputLost, match="cannot write to /dev/full: No space left"), destination(FULL) as write:
        write("x" * 1_000_000)


def test_a_file_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(click.FileError, match="its folder does not exist"),
        destination(tmp_path / "missing" / "report"),
    ):
        pytest.fail("there is nothing to write to")


def test_without_a_file_the_report_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    with destination(None) as write:
        write("all\n")

    assert capsys.readouterr().out == "all\n"


def test_closed_standard_output_is_an_error_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OutputLost, match="standard output is closed"):
        destination(None)


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
    report = ReportLocation(None if output is None else Path(output))

    inputs = ["-", "a.asice", "link.asice", "unpacked", "missing"]
    assert [each for each in inputs if report.would_overwrite(each)] == overwritten


def test_a_name_with_a_nul_is_not_an_input(tmp_path: Path) -> None:
    assert not ReportLocation(tmp_path / "report").would_overwrite("a\0b")
