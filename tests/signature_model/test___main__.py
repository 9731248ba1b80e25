"""The command as a process with pipes, a terminal and signals."""

import fcntl
import gc
import json
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.kits.commands import signals_as_before
from tests.kits.jobs import a_bundle
from tests.kits.preloaded import Command, run_command
from tests.kits.processes import COMMAND, ENVIRONMENT, LIMIT, children, is_running, wait_until
from tests.kits.terminals import on_a_terminal


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a bundle and an outbox with 200 more."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.asice").write_bytes(a_bundle())
    (tmp_path / "outbox").mkdir()
    for number in range(200):
        (tmp_path / "outbox" / f"{number:03}.asice").symlink_to("../good.asice")
    return tmp_path


def run(*arguments: str, piped: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return run_command([*COMMAND, *arguments], piped, env=ENVIRONMENT)


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Let a shell run a line in which ``$V`` is the command; its output is what the line prints."""
    return subprocess.run(
        ["/bin/sh", "-c", line],
        env={**ENVIRONMENT, "V": " ".join(COMMAND)},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


def at_a_terminal(*arguments: str, act: Callable[[int], object] | None = None, **settings: str) -> tuple[int, str]:
    """Run the command with a terminal of its own; ``act`` may type on it as soon as progress is shown."""
    environment = {name: value for name, value in ENVIRONMENT.items() if name != "NO_COLOR"} | settings
    return on_a_terminal([*COMMAND, *arguments], environment, awaited=b" validated", act=act)


def test_the_module_is_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "--version"])
    runpy.run_module("signature_model.__main__")
    assert capsys.readouterr().out == ""

    before = gc.get_threshold()
    with signals_as_before(), pytest.raises(SystemExit, match="0"):
        runpy.run_module("signature_model.__main__", run_name="__main__")
    gc.set_threshold(*before)  # this process goes on
    assert "validate-bundle" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_standard_input_can_be_validated_with_other_inputs() -> None:
    ended = run("--format", "json", "good.asice", "-", "missing", piped=a_bundle())

    assert ended.returncode == 3
    assert [each["verdict"] for each in json.loads(ended.stdout)["results"]] == ["valid", "valid", "undecided"]
    assert ended.stderr == b""


@pytest.mark.parametrize(
    ("line", "status", "output"),
    [
        pytest.param("$V -q - <&-", 3, "-: undecided: cannot be read: standard input is closed\n", id="no input"),
        pytest.param("$V good.asice --output report >&-", 0, "", id="no output, and none needed"),
        pytest.param("$V good.asice 2>&-", 0, None, id="no errors"),
        pytest.param("$V --bogus 2>&-", 2, "", id="no errors to tell"),
        pytest.param(
            "{ $V --recursive --format json outbox; echo $? >&2; } | head -1", 0, '{"format": 1,\n', id="head"
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_pipes_may_be_closed(line: str, status: int, output: str | None) -> None:
    ended = shell(line)

    assert ended.returncode == status
    assert output in (None, ended.stdout)
    assert ended.stderr in ("", "3\n")


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        pytest.param(">/dev/full", "cannot write to standard output: No space left on device", id="full disk"),
        pytest.param(">&-", "standard output is closed", id="no output"),
        pytest.param("--output /dev/full", "cannot write to /dev/full: No space left on device", id="a file"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_report_that_cannot_be_written_gives_one_error(where: str, reason: str) -> None:
    ended = shell(f"$V good.asice {where}")

    assert ended.returncode == 3
    assert ended.stderr == f"Error: {reason}\n"


@pytest.mark.usefixtures("folder")
def test_pipes_that_do_not_block_lose_nothing() -> None:
    (their_input, our_input), (our_output, their_output) = os.pipe(), os.pipe()
    for each in (their_input, their_output):
        os.set_blocking(each, False)
    fcntl.fcntl(their_output, fcntl.F_SETPIPE_SZ, 4096)
    process: Command[bytes] = Command(
        [*COMMAND, "--jobs", "1", "-v", "-", *["good.asice"] * 100],
        env=ENVIRONMENT,
        stdin=their_input,
        stdout=their_output,
    )
    for each in (their_input, their_output):
        os.close(each)
    time.sleep(0.4)
    with open(our_input, "wb") as piped:  # noqa: PTH123 - a descriptor
        piped.write(a_bundle())
    time.sleep(0.4)
    with open(our_output, encoding="utf-8") as report:  # noqa: PTH123 - as above
        result = report.read()

    assert process.wait(LIMIT) == 0
    assert "101 checked: 101 valid" in result
    assert result.count("good.asice: valid\n") == 100


@pytest.mark.usefixtures("folder")
def test_characters_that_a_terminal_lacks_are_escaped() -> None:
    ended = shell("cp good.asice '→.asice'; PYTHONIOENCODING=latin-1 LC_ALL=C.UTF-8 $V '→.asice'")

    assert ended.returncode == 0
    assert ended.stdout.startswith("\\u2192.asice:manifest.xml:2:1: PSR318 note")


@pytest.mark.usefixtures("folder")
def test_a_pipe_without_a_writer_does_not_delay_other_inputs() -> None:
    os.mkfifo("pipe.asice")

    ended = run("--jobs", "2", "pipe.asice", "good.asice", "/dev/zero")
    assert ended.returncode == 3
    assert b"3 checked: 1 valid, 2 undecided" in ended.stdout


@pytest.mark.usefixtures("folder")
def test_a_terminal_gets_colours_and_progress() -> None:
    status, shown = at_a_terminal("good.asice", "missing")

    assert status == 3
    assert "\x1b[36mnote\x1b[0m" in shown
    assert "1 of 2 validated" in shown
    assert shown.endswith("2 checked: 1 valid, 1 undecided (1 note)\r\n")


@pytest.mark.usefixtures("folder")
def test_colours_and_progress_can_be_switched_off() -> None:
    status, shown = at_a_terminal("--no-progress", "good.asice", "missing", NO_COLOR="1")

    assert status == 3
    assert "\x1b" not in shown
    assert "2 validated" not in shown


@pytest.mark.usefixtures("folder")
def test_an_interrupt_from_the_terminal_ends_all_processes() -> None:
    status, shown = at_a_terminal(
        "--recursive", "--jobs", "2", *["outbox"] * 10, act=lambda terminal: os.write(terminal, b"\x03")
    )
    assert status == 130
    assert shown.endswith("Error: interrupted\r\n")
    assert "Traceback" not in shown


def workers_of(process: int) -> list[int]:
    """Return the worker processes of a command; since Python 3.14 a server, which is a child, starts them."""
    found = children(process)
    if multiprocessing.get_start_method() == "forkserver":
        return [worker for server in found for worker in children(server)]
    return found


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_workers_end_with_the_command(folder: Path, name: str) -> None:
    before = set(folder.iterdir())
    process: Command[bytes] = Command(
        [*COMMAND, "--recursive", "--jobs", "2", "--output", "report", *["outbox"] * 20],
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )
    wait_until(lambda: len(workers_of(process.pid)) == 2)
    workers = workers_of(process.pid)
    process.send_signal(getattr(signal, name))
    _, complaint = process.communicate(timeout=LIMIT)

    assert process.returncode == {"SIGTERM": 143, "SIGHUP": 129, "SIGINT": 130, "SIGKILL": -9}[name]
    if name != "SIGKILL":  # helpers of Python 3.14 complain then
        assert complaint.strip() == (b"Error: interrupted" if name == "SIGINT" else b"")
    wait_until(lambda: not any(map(is_running, workers)))
    if name != "SIGKILL":
        assert set(folder.iterdir()) == before


def test_a_killed_worker_costs_no_verdict(folder: Path) -> None:
    process: Command[bytes] = Command(
        [*COMMAND, "--recursive", "--jobs", "2", "--format", "jsonl", "outbox"],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_until(lambda: len(workers_of(process.pid)) == 2)
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    result, complaint = process.communicate(timeout=LIMIT)

    results = [json.loads(line) for line in result.splitlines()]
    assert (process.returncode, complaint) == (0, b"")
    assert [each["source"] for each in results] == [f"outbox/{number:03}.asice" for number in range(200)]
    assert {each["verdict"] for each in results} == {"valid"}
    assert folder.exists()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("name", "jobs"), [("/dev/stdin", "2"), ("/dev/fd/0", "1"), ("/proc/self/fd/0", "1")])
def test_the_names_of_standard_input_are_read_like_a_hyphen(name: str, jobs: str) -> None:
    ended = shell(f"cat good.asice | $V --sector public --jobs {jobs} {name} good.asice good.asice")
    assert (ended.returncode, "3 checked: 3 valid" in ended.stdout) == (0, True), ended


@pytest.mark.usefixtures("folder")
def test_an_open_pipe_is_read() -> None:
    ended = shell("cat good.asice | $V --sector public /dev/fd/7 7<&0 </dev/null")
    assert (ended.returncode, "1 checked: 1 valid" in ended.stdout) == (0, True), ended


def test_an_absolute_path_is_validated_in_a_folder_that_was_deleted(folder: Path) -> None:
    ended = shell(f"mkdir gone; cd gone; rmdir ../gone; PYTHONSAFEPATH=1 $V --sector public {folder}/good.asice")
    assert (ended.returncode, "1 checked: 1 valid" in ended.stdout) == (0, True), ended
