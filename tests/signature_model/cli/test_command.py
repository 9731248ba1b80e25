"""The command, from its arguments to its exit status, in this process."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from signature_model.cli import command
from signature_model.console.signals import mask
from signature_model.reports.formats import FORMATS
from signature_schema import PORTAL
from tests.kits.certificates import authority, pem
from tests.kits.jobs import KARI
from tests.kits.preloaded import Command
from tests.kits.processes import COMMAND, ENVIRONMENT, LIMIT, children, is_running, wait_until
from tests.signature_model.cli.conftest import Validate

LATE = "late.xml:29:5: PSR401 error available-too-long: open for 91 days; the maximum is 90 (7,776,000 seconds)\n"


@pytest.fixture(autouse=True)
def _unblocked() -> Iterator[None]:
    """Unblock signals for other tests; a signal that ends the command blocks them."""
    yield
    mask(signal.SIG_UNBLOCK)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["good.asice"], 0, id="valid"),
        pytest.param(["good.asice", "manifest.xml", "unpacked"], 0, id="all valid"),
        pytest.param(["good.asice", "late.xml"], 1, id="some invalid"),
        pytest.param(["good.asice", "missing"], 3, id="some undecided"),
        pytest.param(["late.xml", "missing"], 3, id="undecided beats invalid"),
        pytest.param(["missing", "late.xml"], 3, id="undecided beats invalid in any order"),
        pytest.param(["--recursive", "outbox"], 1, id="a folder"),
        pytest.param(["--recursive", "empty", "outbox"], 1, id="an empty folder beside another"),
        pytest.param(["--recursive", "empty"], 2, id="an empty folder"),
        pytest.param(["--select", "PSR3", "late.xml"], 0, id="other codes selected"),
        pytest.param(["--select", "PSR3,psr401", "late.xml"], 1, id="the code selected"),
        pytest.param(["--ignore", "PSR4", "late.xml"], 0, id="the code ignored"),
        pytest.param(["--select", "PSR401", "--ignore", "PSR401", "late.xml"], 0, id="ignoring beats selecting"),
        pytest.param(["--trust", "root.pem", "good.asice"], 0, id="trusted"),
        pytest.param(["--trust", "other.pem", "good.asice"], 1, id="not trusted"),
        pytest.param(["--schema", str(PORTAL), "good.asice"], 0, id="a schema of one's own"),
        pytest.param(["--now", "2026-06-01T12:00:01Z", "good.asice"], 0, id="a moment"),
        pytest.param(["--jobs", "3", "good.asice", "late.xml", "unpacked"], 1, id="several workers"),
    ],
)
def test_the_exit_status_is_that_of_the_worst_input(
    validate: Validate, unpacked: Path, arguments: list[str], status: int
) -> None:
    folder = unpacked.parent
    (folder / "outbox" / "sub").mkdir(parents=True)
    (folder / "outbox" / "sub" / "a.asice").touch()
    (folder / "empty").mkdir()
    (folder / "root.pem").write_bytes(pem(authority().root))
    (folder / "other.pem").write_bytes(pem(authority("Fjellet").root))

    assert validate("--sector", "public", *arguments).status == status


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("note", 1)])
def test_warnings_and_notes_can_make_an_input_invalid(
    validate: Validate, folder: Path, fail_on: str, status: int
) -> None:
    outcome = validate(
        "--sector", "public", "--now", "2026-06-02T12:00:00Z", "--fail-on", fail_on, folder / "good.asice"
    )

    assert "PSR515 warning" in outcome.out
    assert outcome.status == status


@pytest.mark.usefixtures("folder")
def test_the_text_report(validate: Validate) -> None:
    outcome = validate("--sector", "public", "late.xml")

    assert outcome.out == (
        LATE + "    write 7776000 or less; each group of signers gets the full time\n"
        "not checked: container, documents, seal, environment, now (use -v for the reasons)\n"
        "1 checked: 1 invalid (1 error)\n"
        "`validate-bundle --explain PSR401` explains PSR401\n"
    )
    assert outcome.err == ""


@pytest.mark.usefixtures("folder")
def test_a_quiet_report_has_only_findings(validate: Validate) -> None:
    assert validate("-q", "--sector", "public", "late.xml", "good.asice").out == LATE


@pytest.mark.usefixtures("folder")
def test_a_verbose_report_says_what_was_not_validated(validate: Validate) -> None:
    outcome = validate("-v", "--sector", "public", "good.asice")

    assert "good.asice: not checked: trust (no trust anchors given)\n" in outcome.out
    assert "good.asice: valid\n" in outcome.out


@pytest.mark.usefixtures("folder")
def test_the_json_reports(validate: Validate) -> None:
    document = json.loads(validate("--format", "json", "late.xml", "missing", "good.asice").out)
    lines = validate("--format", "jsonl", "late.xml", "missing", "good.asice").out.splitlines()

    assert [each["source"] for each in document["results"]] == ["late.xml", "missing", "good.asice"]
    assert [json.loads(line) for line in lines] == document["results"]


@pytest.mark.parametrize("name", [*FORMATS])
@pytest.mark.usefixtures("folder")
def test_a_report_in_a_file_is_the_same(validate: Validate, folder: Path, name: str) -> None:
    arguments = ("--format", name, "--now", "2026-06-01T12:00:01Z", "late.xml")
    outcome = validate("--output", "report", *arguments)

    assert (outcome.status, outcome.out) == (1, "")
    assert (folder / "report").read_text() == validate(*arguments).out


def test_reports_for_github_name_files_relative_to_the_working_folder(validate: Validate, folder: Path) -> None:
    outcome = validate("--format", "github", folder / "late.xml")

    assert "::error file=late.xml," in outcome.out


def test_names_can_come_from_lists(validate: Validate, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = os.fsdecode(b"byte\xff.xml")
    (folder / odd).symlink_to("late.xml")
    (folder / "list").write_bytes(b"good.asice\0" + os.fsencode(odd) + b"\0")
    with (folder / "list").open() as piped:
        monkeypatch.setattr(sys, "stdin", piped)
        outcome = validate(
            "late.xml", "-0", "--files-from", "-", "manifest.xml", "--files-from=list", "--format", "json"
        )

    sources = [each["source"] for each in json.loads(outcome.out)["results"]]
    assert sources == ["late.xml", "good.asice", odd, "manifest.xml", "good.asice", odd]


@pytest.mark.usefixtures("folder")
def test_nothing_after_two_hyphens_is_a_list(validate: Validate) -> None:
    outcome = validate("--format", "json", "--", "--files-from", "good.asice")

    assert [each["source"] for each in json.loads(outcome.out)["results"]] == ["--files-from", "good.asice"]


@pytest.mark.usefixtures("folder")
def test_patterns_are_expanded(validate: Validate) -> None:
    outcome = validate("--format", "json", "*.xml", "none*")

    sources = [each["source"] for each in json.loads(outcome.out)["results"]]
    assert sources == ["late.xml", "manifest.xml", "none*"]


def test_a_list_that_cannot_be_read_to_its_end_is_an_error(validate: Validate, folder: Path) -> None:
    (folder / "list").write_bytes(b"good.asice\n" + b"x" * 100_000)

    outcome = validate("--files-from", "list", "--output", "report")
    assert (outcome.status, (folder / "report").exists()) == (3, False)
    assert outcome.err == "Error: list is not a list of files: it has a name of more than 65,536 bytes\n"


def test_a_list_that_is_removed_during_the_run_is_an_error(validate: Validate, folder: Path) -> None:
    (folder / "list").touch()
    executor = "tests.signature_model.cli.executors:two_threads_without_list"

    outcome = validate("--executor", executor, "good.asice", "--files-from", "list")
    assert (outcome.status, outcome.err) == (3, "Error: list: No such file or directory\n")


def test_a_list_that_the_system_cannot_read_is_an_error(validate: Validate) -> None:
    outcome = validate("--files-from", "/proc/self/mem")

    assert (outcome.status, outcome.err) == (3, "Error: Input/output error\n")


@pytest.mark.usefixtures("folder")
def test_an_executor_gives_the_same_report(validate: Validate) -> None:
    arguments = ("--sector", "public", "late.xml", "missing", "good.asice")
    executor = "tests.signature_model.cli.executors:two_threads"

    assert validate("--executor", executor, *arguments) == validate(*arguments)


@pytest.mark.usefixtures("folder")
def test_an_executor_that_fails_gives_one_error(validate: Validate) -> None:
    outcome = validate("--executor", "tests.signature_model.cli.executors:closed", "good.asice")

    assert outcome.status == 3
    assert outcome.err.startswith("Error: the executor failed: RuntimeError: cannot schedule new futures")
    assert outcome.err.count("\n") == 1


def test_a_folder_of_bundles_in_a_list_is_undecided(validate: Validate, folder: Path) -> None:
    (folder / "outbox").mkdir()
    (folder / "outbox" / "a.asice").touch()
    (folder / "list").write_text("outbox\n")

    outcome = validate("--files-from", "list")
    assert outcome.status == 3
    assert "outbox: undecided: is a folder of bundles; add --recursive to validate all of them" in outcome.out


def test_control_characters_in_names_are_escaped(validate: Validate, folder: Path) -> None:
    odd = [folder / "new\nline", folder / "red\x1b[31m", folder / os.fsdecode(b"byte\xff")]
    for path in odd:
        path.touch()

    outcome = validate(*odd)
    assert [line.partition(": PSR001")[0] for line in outcome.out.splitlines()[::2]] == [
        f"{folder}/new\\nline",
        f"{folder}/red\\x1b[31m",
        f"{folder}/byte\\udcff",
        "not checked: manifest, documents and seal (use -v for the reasons)",
        "`validate-bundle --explain PSR001` explains PSR001",
    ]
    document = json.loads(validate("--format", "json", *odd).out)
    assert [each["source"] for each in document["results"]] == list(map(str, odd))


@pytest.mark.usefixtures("folder")
def test_progress_is_shown_for_several_inputs(validate: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)

    for refusal in ("--quiet", "--no-progress"):
        validate(refusal, "good.asice", "late.xml")
    validate("good.asice")
    assert terminal.getvalue() == ""

    validate("good.asice", "late.xml")
    assert "1 of 2 validated" in terminal.getvalue()


def test_warnings_of_libraries_are_not_shown(validate: Validate, folder: Path) -> None:
    class Odd:
        def fileno(self) -> int:
            warnings.warn("odd certificate", UserWarning, stacklevel=1)
            return file.fileno()

    with pytest.MonkeyPatch.context() as patch, (folder / "good.asice").open() as file:
        patch.setattr(sys, "stdin", Odd())
        outcome = validate("--sector", "public", "-")

    assert (outcome.status, outcome.err) == (0, "")


def test_an_interrupt_gives_one_line(validate: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    class Waiting:
        def fileno(self) -> NoReturn:
            signal.raise_signal(signal.SIGINT)
            pytest.fail("the signal comes first")

    monkeypatch.setattr(sys, "stdin", Waiting())
    outcome = validate("-")

    assert outcome.status == 130
    assert outcome.err.strip() == "Error: interrupted"


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_leaves_no_incomplete_report(
    validate: Validate, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, status: int
) -> None:
    class Waiting:
        def fileno(self) -> NoReturn:
            signal.raise_signal(getattr(signal, name))
            pytest.fail("the signal comes first")

    before = set(folder.iterdir())
    monkeypatch.setattr(sys, "stdin", Waiting())

    assert validate("--output", "report", "-").status == status
    assert set(folder.iterdir()) == before


@pytest.mark.parametrize(("first", "second"), [(signal.SIGTERM, signal.SIGINT), (signal.SIGINT, signal.SIGTERM)])
def test_more_signals_have_no_effect(folder: Path, first: signal.Signals, second: signal.Signals) -> None:
    before = set(folder.iterdir())
    process: Command[bytes] = Command(
        [*COMMAND, "--jobs", "2", "--output", "report", *["good.asice"] * 5000],
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )
    wait_until(lambda: len(children(process.pid)) == 2)
    workers = children(process.pid)
    process.send_signal(first)
    until = time.monotonic() + LIMIT
    while process.poll() is None and time.monotonic() < until:
        process.send_signal(second)
        time.sleep(0.001)
    _, complaint = process.communicate(timeout=LIMIT)

    assert process.returncode in {128 + first, 128 + second}  # of two pending signals, either may be handled first
    assert complaint.strip() == (b"Error: interrupted" if process.returncode == 130 else b"")
    assert set(folder.iterdir()) == before
    wait_until(lambda: not any(map(is_running, workers)))


@pytest.mark.usefixtures("folder")
def test_a_signal_that_is_ignored_stays_so(validate: Validate) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    validate("good.asice")

    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


@pytest.mark.usefixtures("folder")
def test_folders_without_bundles_are_an_error(validate: Validate, folder: Path) -> None:
    for name in ("empty", "other"):
        (folder / name).mkdir()

    outcome = validate("--recursive", "empty", "other")
    assert (outcome.status, outcome.out) == (2, "")
    assert "no bundle (*.asice) found in empty, other" in outcome.err


@pytest.mark.parametrize("output", ["good.asice", "anchors/root.pem", "portal.xsd", "list"])
def test_the_report_must_not_overwrite_a_file_that_is_read(validate: Validate, folder: Path, output: str) -> None:
    (folder / "anchors").mkdir()
    (folder / "anchors" / "root.pem").write_bytes(pem(authority().root))
    for each in PORTAL.parent.glob("*.xsd"):
        (folder / each.name).write_bytes(each.read_bytes())
    (folder / "list").write_text("good.asice")
    before = (folder / output).read_bytes()
    arguments = ("--trust", "anchors", "--schema", "portal.xsd", "--files-from", "list", "--output")

    outcome = validate(*arguments, output)
    assert outcome.status == 2
    assert f"the report would overwrite or change {output}" in outcome.err
    assert (folder / output).read_bytes() == before
    assert validate(*arguments, "anchors/report").status == 0


def test_a_report_with_a_name_that_is_too_long_is_an_error(validate: Validate, folder: Path) -> None:
    before = set(folder.iterdir())
    outcome = validate("good.asice", "--output", "x" * 300)

    assert (outcome.status, outcome.err) == (2, f"Error: Could not open file {'x' * 300!r}: File name too long\n")
    assert set(folder.iterdir()) == before


@pytest.mark.parametrize("arguments", [["good.asice"], ["--rules"]])
@pytest.mark.usefixtures("folder")
def test_a_full_disk_gives_one_error(validate: Validate, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    full = open("/dev/full", "w")  # noqa: PTH123, SIM115 - closing it is what fails
    monkeypatch.setattr(sys, "stdout", full)
    outcome = validate(*arguments)
    with suppress(OSError):
        full.close()

    assert outcome.status == 3
    assert "No space left on device" in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.usefixtures("folder")
def test_a_reader_who_closes_the_pipe_gets_no_message(validate: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:  # noqa: PTH123 - a descriptor
        monkeypatch.setattr(sys, "stdout", pipe)
        outcome = validate("good.asice")

    assert (outcome.status, outcome.err) == (3, "")


@pytest.mark.usefixtures("folder")
def test_an_internal_error_gives_one_line(validate: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd(io.StringIO):
        def isatty(self) -> bool:
            message = f"never seen {KARI} before"
            raise RuntimeError(message)

    monkeypatch.setattr(sys, "stderr", Odd())
    outcome = validate("good.asice", "late.xml")

    assert outcome.status == 3
    assert isinstance(sys.stderr, Odd)
    assert "internal error, please report it: RuntimeError: never seen 018180" in sys.stderr.getvalue()
    assert KARI not in sys.stderr.getvalue()


@pytest.mark.parametrize(
    ("arguments", "status"), [(["good.asice"], 3), (["good.asice", "--output", "report"], 0), (["--bogus"], 2)]
)
@pytest.mark.usefixtures("folder")
def test_all_streams_may_be_closed(
    validate: Validate, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    assert validate(*arguments).status == status


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(OSError(28, "No space left on device"), "No space left on device", id="no file"),
        pytest.param(OSError("broken"), "broken", id="words only"),
        pytest.param(OSError(2, "No such file", "report.json"), "report.json: No such file", id="a file"),
    ],
)
def test_an_error_of_the_system_names_its_file(error: OSError, message: str) -> None:
    assert command._message(error) == message  # noqa: SLF001 - the system raises them seldom


NUMBERED = "kontrakt-01018000136.xml"


@pytest.mark.parametrize("name", ["text", "github", "junit"])
@pytest.mark.parametrize("content", [b"<", None], ids=["a broken manifest", "a missing file"])
def test_reports_for_people_mask_id_numbers_in_names(
    folder: Path, validate: Validate, name: str, content: bytes | None
) -> None:
    if content is not None:
        (folder / NUMBERED).write_bytes(content)

    result = validate("--format", name, "-v", NUMBERED)
    assert "01018000136" not in result.out + result.err
    assert "kontrakt-010180*****.xml" in result.out


@pytest.mark.parametrize("name", ["text", "github", "junit"])
def test_reports_for_people_mask_id_numbers_in_names_of_members(unpacked: Path, validate: Validate, name: str) -> None:
    (unpacked / NUMBERED).write_bytes(b"")

    result = validate("--format", name, "-v", "unpacked")
    assert "01018000136" not in result.out + result.err
    assert "010180*****" in result.out


@pytest.mark.parametrize("name", ["json", "jsonl", "sarif"])
def test_reports_for_programs_keep_the_names_of_files(folder: Path, validate: Validate, name: str) -> None:
    (folder / NUMBERED).write_bytes(b"<")

    assert NUMBERED in validate("--format", name, NUMBERED).out


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--trust", NUMBERED, "good.asice"], id="an option"),
        pytest.param(["--files-from", NUMBERED], id="a list"),
        pytest.param(["--output", f"missing/{NUMBERED}", "good.asice"], id="the report"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_errors_mask_id_numbers_in_names(validate: Validate, arguments: list[str]) -> None:
    result = validate(*arguments)

    assert "01018000136" not in result.err
    assert "kontrakt-010180*****.xml" in result.err
