"""A run that continues an interrupted one ends with the same report."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from signature_model.cli.fingerprint import fingerprint_of
from signature_model.cli.resuming import forget, maybe_moment, note_beside, resumed
from signature_model.cli.settings import Settings
from signature_model.console.errors import OutputLost, Unusable
from signature_model.reports.results import Summary
from tests.kits.certificates import authority, pem
from tests.kits.preloaded import Command
from tests.kits.processes import COMMAND, ENVIRONMENT
from tests.signature_model.cli.conftest import Validate

FINGERPRINT = fingerprint_of(Settings())
NAMES = ("good.asice", "late.xml", "missing", os.fsdecode(b"byte\xff"), "manifest.xml")
ARGUMENTS = ("--jobs", "1", "--sector", "public", "--format", "jsonl", "--output", "report", "--resume")


@pytest.fixture
def whole(folder: Path, validate: Validate) -> bytes:
    """The report of a run that nothing interrupted."""
    assert validate(*ARGUMENTS, *NAMES).status == 3
    return (folder / "report").read_bytes()


def test_the_report_is_the_same_as_without_resuming(folder: Path, validate: Validate, whole: bytes) -> None:
    result = validate("--jobs", "1", "--sector", "public", "--format", "jsonl", *NAMES)

    assert result.out.encode() == whole
    assert {each.name for each in folder.iterdir()} >= {"report", "report.resume"}


def test_the_report_is_the_same_wherever_it_was_interrupted(folder: Path, validate: Validate, whole: bytes) -> None:
    for length in {0, 1, *range(0, len(whole), 97), *(i + 1 for i, each in enumerate(whole) if each == 10), len(whole)}:
        (folder / "report").write_bytes(whole[:length])

        assert validate(*ARGUMENTS, *NAMES).status == 3
        assert (folder / "report").read_bytes() == whole


def test_an_input_with_a_result_is_not_validated_again(folder: Path, validate: Validate, whole: bytes) -> None:
    earlier = whole.replace(b'"message": "', b'"message": "earlier: ')
    (folder / "report").write_bytes(earlier)

    assert validate(*ARGUMENTS, *NAMES).status == 3
    assert (folder / "report").read_bytes() == earlier


@pytest.mark.parametrize("changed", ["good.asice", "late.xml", "missing", "manifest.xml"])
def test_an_input_that_has_changed_is_validated_again(
    folder: Path, validate: Validate, whole: bytes, changed: str
) -> None:
    (folder / changed).write_bytes(b"changed")
    found = validate("--jobs", "1", "--sector", "public", "--format", "jsonl", *NAMES).out.encode()

    assert validate(*ARGUMENTS, *NAMES).status == 3
    assert (folder / "report").read_bytes() == found != whole
    assert validate(*ARGUMENTS, *NAMES).status == 3
    assert (folder / "report").read_bytes() == found


def test_a_change_that_keeps_size_and_time_is_noticed(folder: Path, validate: Validate, whole: bytes) -> None:
    file = folder / "late.xml"
    status = file.stat()
    file.write_bytes(file.read_bytes().replace(b"7862400", b"0864000"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    validate(*ARGUMENTS, *NAMES)
    assert (folder / "report").read_bytes() != whole


def test_a_folder_that_has_changed_is_validated_again(unpacked: Path, validate: Validate) -> None:
    assert validate(*ARGUMENTS, "unpacked", "-").status == 3
    (unpacked / "new.pdf").write_bytes(b"new")

    assert validate(*ARGUMENTS, "unpacked", "-").status == 3
    assert "new.pdf" in (unpacked.parent / "report").read_text()


@pytest.mark.parametrize(("names", "status"), [(NAMES[:1], 0), (NAMES[:2], 1), (NAMES[:3], 3)])
def test_the_exit_status_counts_earlier_results(
    folder: Path, validate: Validate, whole: bytes, names: tuple[str, ...], status: int
) -> None:
    (folder / "report").write_bytes(b"".join(whole.splitlines(keepends=True)[: len(names)]))

    assert validate(*ARGUMENTS, *names).status == status
    assert validate(*ARGUMENTS, *names).status == status


def test_an_incomplete_last_line_is_cut_off(tmp_path: Path) -> None:
    with resumed(tmp_path / "report", FINGERPRINT) as report:
        assert list(report.remaining("a", Summary())) == ["a"]
        report.write('{"source": "a", "verdict": "valid", "findings": [], "skipped": []}\n' + "x" * 200_000)
    with resumed(tmp_path / "report", FINGERPRINT) as report:
        summary = Summary()
        assert list(report.remaining(iter("ab"), summary)) == ["b"]

    assert summary == Summary(checked=1, valid=1)
    assert (tmp_path / "report").stat().st_size == 67


@pytest.mark.parametrize(
    ("arguments", "difference"),
    [
        pytest.param(["--sector", "private"], 'sector is "public", not "private"', id="sector"),
        pytest.param(["--select", "PSR4"], 'select is [], not ["PSR4"]', id="codes"),
        pytest.param(["--trust", "root.pem"], "trust is null, not", id="trust"),
        pytest.param(["--now", "2030-01-31T12:00:00Z"], 'now is null, not "2030', id="moment"),
        pytest.param(["--fail-on", "note"], 'fail-on is "error", not "note"', id="severity"),
    ],
)
def test_results_of_other_settings_are_not_mixed(
    folder: Path, validate: Validate, whole: bytes, arguments: list[str], difference: str
) -> None:
    (folder / "root.pem").write_bytes(pem(authority().root))

    result = validate(*ARGUMENTS, *arguments, *NAMES)
    assert result.status == 2
    assert f"report was created with other options: {difference}" in result.err
    assert (folder / "report").read_bytes() == whole


def test_results_of_other_rules_are_not_mixed(
    folder: Path, validate: Validate, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signature_model.cli.fingerprint.RULES_VERSION", "next")

    assert 'rules is "1", not "next"' in validate(*ARGUMENTS, *NAMES).err
    assert (folder / "report").read_bytes() == whole


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        pytest.param(NAMES[1:], "line 1 of report is for good.asice, but this run has late.xml there", id="one less"),
        pytest.param(NAMES[:1], "line 2 of report is for late.xml, but this run has no more inputs", id="no more"),
        pytest.param(
            (NAMES[0], *NAMES), "line 2 of report is for late.xml, but this run has good.asice", id="one more"
        ),
    ],
)
def test_results_of_other_inputs_are_not_mixed(
    folder: Path, validate: Validate, whole: bytes, names: tuple[str, ...], complaint: str
) -> None:
    result = validate(*ARGUMENTS, *names)

    assert result.status == 2
    assert complaint in result.err
    assert (folder / "report").read_bytes() == whole


@pytest.mark.parametrize(
    "line",
    [b"other", b"[" * 100_000, b"[]", b"{}", b'{"source": "x", "verdict": "odd", "findings": [], "skipped": []}'],
)
def test_a_damaged_report_is_refused(folder: Path, validate: Validate, whole: bytes, line: bytes) -> None:
    (folder / "report").write_bytes(line + b"\n" + whole)

    assert "line 1 of report is not a result; name another file with --output" in validate(*ARGUMENTS, *NAMES).err
    assert (folder / "report").read_bytes() == line + b"\n" + whole


def test_a_report_of_a_run_without_resuming_is_not_changed(folder: Path, validate: Validate, whole: bytes) -> None:
    without = [each for each in ARGUMENTS if each != "--resume"]
    assert validate(*without, *NAMES).status == 3
    assert not note_beside(folder / "report").exists()

    result = validate(*ARGUMENTS, *NAMES)
    assert (result.status, "report was not created with --resume" in result.err) == (2, True)
    assert (folder / "report").read_bytes() == whole


@pytest.mark.usefixtures("folder")
def test_all_results_are_for_the_time_of_the_first_run(validate: Validate) -> None:
    status = validate(*ARGUMENTS, "--now", "now", "good.asice").status
    begun = maybe_moment(Path("report"))

    assert begun is not None
    assert validate(*ARGUMENTS, "--now", "now", "good.asice").status == status
    assert maybe_moment(Path("report")) == begun
    assert validate(*ARGUMENTS, "--now", begun.isoformat(), "good.asice").status == status


def test_two_runs_cannot_write_to_the_same_report(folder: Path, validate: Validate) -> None:
    with Command(
        [*COMMAND, *ARGUMENTS, "good.asice", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as other:
        assert other.stdin is not None
        while not (folder / "report").exists() or not (folder / "report").stat().st_size:
            assert other.poll() is None
            time.sleep(0.01)
        result = validate(*ARGUMENTS, *NAMES)
        other.stdin.close()

    assert (result.status, "another run is writing to report" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("missing/report", "No such file", id="no folder"),
        pytest.param("pipe", "pipe is not a regular file", id="a pipe"),
        pytest.param(".", "is not a regular file", id="a folder"),
    ],
)
def test_what_is_not_a_file_cannot_be_resumed(tmp_path: Path, name: str, reason: str) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(Unusable, match=reason), resumed(tmp_path / name, FINGERPRINT):
        pytest.fail("there is nothing to write to")


def test_a_note_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputLost, match="File name too long"), resumed(tmp_path / ("x" * 250), FINGERPRINT):
        pytest.fail("the report would have no fingerprint")
    assert [each.name for each in tmp_path.iterdir()] == ["x" * 250]


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    with resumed(tmp_path / "report", FINGERPRINT) as report, open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        descriptor = report._file.fileno()  # noqa: SLF001 - no disk of ours can be full
        with open(os.dup(descriptor), "rb") as file:  # noqa: PTH123 - a descriptor
            os.dup2(full.fileno(), descriptor)
            with pytest.raises(OutputLost, match="No space left"):
                report.write("all\n")
            os.dup2(file.fileno(), descriptor)


def test_there_may_be_no_note(tmp_path: Path) -> None:
    forget(tmp_path / "report")
    assert maybe_moment(tmp_path / "report") is None


def test_the_report_is_the_same_after_several_killed_runs(folder: Path, validate: Validate) -> None:
    (folder / "outbox").mkdir()
    for number in range(100):
        (folder / "outbox" / f"{number:03}.asice").symlink_to("../good.asice" if number % 7 else "../late.xml")
    expected = validate("--jobs", "1", "--sector", "public", "--format", "jsonl", "--recursive", "outbox").out.encode()
    report = folder / "report"

    ends = []
    for length in (1, 15_000, len(expected)):
        with Command([*COMMAND, *ARGUMENTS, "--recursive", "--jobs", "2", "outbox"], env=ENVIRONMENT) as process:
            while process.poll() is None and length < len(expected):
                if report.exists() and report.stat().st_size >= length:
                    process.kill()
                time.sleep(0.001)
        ends.append(process.returncode)
        assert expected.startswith(report.read_bytes())
    assert (ends[0], ends[-1]) == (-signal.SIGKILL, 1)
    assert report.read_bytes() == expected


@pytest.mark.parametrize("note", [b"x", b"\xff", b"[]", b"", b"[" * 100_000, b"{}", b'{"now": 5}', b'{"now": "today"}'])
def test_a_damaged_note_is_reported(folder: Path, validate: Validate, whole: bytes, note: bytes) -> None:
    (folder / "report.resume").write_bytes(note)

    result = validate(*ARGUMENTS, "--now", "now", *NAMES)
    assert (result.status, "report.resume is damaged, so the options of report are not known" in result.err) == (
        2,
        True,
    )
    assert (folder / "report").read_bytes() == whole


def test_a_note_that_cannot_be_read_counts_as_missing(folder: Path, validate: Validate, whole: bytes) -> None:
    (folder / "report.resume").unlink()
    os.mkfifo(folder / "report.resume")

    assert "report was not created with --resume" in validate(*ARGUMENTS, *NAMES).err
    assert (folder / "report").read_bytes() == whole


def test_a_report_that_another_program_replaces_is_lost(tmp_path: Path) -> None:
    report = tmp_path / "report"
    (tmp_path / "other").touch()

    with pytest.raises(OutputLost, match="another program has replaced"), resumed(report, FINGERPRINT):
        (tmp_path / "other").replace(report)
    with pytest.raises(OutputLost, match="report: No such file"), resumed(report, FINGERPRINT):
        report.unlink()


@pytest.mark.usefixtures("whole")
def test_an_empty_report_is_written_from_the_start(folder: Path, validate: Validate) -> None:
    (folder / "report").write_bytes(b"")
    (folder / "report.resume").write_bytes(b"x")

    assert validate(*ARGUMENTS, "--now", "now", "good.asice").status == 0
    assert maybe_moment(folder / "report") is not None
