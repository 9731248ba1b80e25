"""``signering`` as a process, with pipes, a terminal, signals and sudden ends."""

import json
import os
import runpy
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from signature_model.api.records import from_json
from tests.kits.certificates import NUMBER, PASSWORD, authority, container, rsa_key
from tests.kits.commands import signals_as_before
from tests.kits.jobs import a_pdf
from tests.kits.preloaded import Command
from tests.kits.processes import ENVIRONMENT, LIMIT
from tests.kits.terminals import on_a_terminal
from tests.signature_transports.cli.conftest import JOB
from tests.signature_transports.cli.service import DROPPED, Service

Start = Callable[..., subprocess.Popen[str]]

COMMAND: Final = (sys.executable, "-m", "signature_transports")
CLEAN: Final = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("SIGNERING_")}
SEVEN: Final = "job 7, reference ref-7: IN_PROGRESS (signers: SIGNED, WAITING)\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with ``job.toml``, its document, and ``our.p12``."""
    monkeypatch.chdir(tmp_path)
    issuers = authority()
    (tmp_path / "job.toml").write_text(JOB)
    (tmp_path / "contract.pdf").write_bytes(a_pdf())
    (tmp_path / "our.p12").write_bytes(container(issuers.issue(), issuers.issuers, key=rsa_key("enterprise")))
    return tmp_path


@pytest.fixture
def service() -> Iterator[Service]:
    """A service that runs."""
    with Service() as running:
        yield running


@pytest.fixture
def start(service: Service, folder: Path) -> Iterator[Start]:
    """Start the command with everything that a call takes; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def process(*arguments: str, **settings: str) -> subprocess.Popen[str]:
        named = {"SERVICE": service.root, "SENDER": NUMBER, "RETRIES": "0"} | settings
        begun = Command(
            [*COMMAND, *arguments],
            cwd=folder,
            env=CLEAN | {f"SIGNERING_{name}": value for name, value in named.items()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # without a terminal, which it could ask for a password
            text=True,
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
        )
        started.append(begun)
        return begun

    yield process
    for each in started:
        each.kill()
        each.communicate()


def ended(process: subprocess.Popen[str], piped: str | None = None) -> tuple[int, str, str]:
    out, err = process.communicate(piped, timeout=LIMIT)
    return process.returncode, out, err


def typing(folder: Path, *arguments: str, typed: bytes) -> tuple[int, str]:
    """Run the command with a terminal of its own, and type on it when a password is asked for."""
    awaited, act = b"Password of our.p12: ", partial(_type, typed)
    return on_a_terminal([*COMMAND, *arguments], CLEAN, folder=folder, awaited=awaited, act=act)


def _type(typed: bytes, terminal: int) -> None:
    os.write(terminal, typed)


class Gate:
    """A program to be run for each status change, which tells that it has begun and waits to be let through."""

    def __init__(self, folder: Path) -> None:
        for name in ("begun", "open"):
            os.mkfifo(folder / name)
        self._begun, self._open = (os.open(folder / name, os.O_RDWR) for name in ("begun", "open"))
        self._program = folder / "handle"

    def program(self, *after: str) -> str:
        """The program, which runs these lines when it was let through."""
        lines = ("#!/bin/sh", "set -e", "cat > seen.json", "echo > begun", "read -r _ < open", *after, "")
        self._program.write_text("\n".join(lines))
        self._program.chmod(0o755)
        return str(self._program)

    def wait(self) -> None:
        """Wait until the program has begun."""
        assert select.select([self._begun], [], [], LIMIT)[0]

    def open(self) -> None:
        """Let it through."""
        os.write(self._open, b"\n")

    def close(self) -> None:
        """Let go of the files."""
        os.close(self._begun)
        os.close(self._open)


@pytest.fixture
def gate(folder: Path) -> Iterator[Gate]:
    """A program that waits."""
    gate = Gate(folder)
    yield gate
    gate.open()
    gate.close()


def test_the_module_is_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    # Where our fixtures are a plugin, pytest rewrites our modules, and what it finds them with cannot be run.
    monkeypatch.setattr(sys, "meta_path", [each for each in sys.meta_path if "pytest" not in type(each).__module__])
    monkeypatch.setattr(sys, "argv", ["x", "--version"])
    runpy.run_module("signature_transports.__main__")
    assert capsys.readouterr().out == ""

    with signals_as_before(), pytest.raises(SystemExit, match="0"):
        runpy.run_module("signature_transports.__main__", run_name="__main__")
    assert "signering" in capsys.readouterr().out


def test_the_exit_status_is_the_outcome(start: Start, service: Service, folder: Path) -> None:
    (folder / "late.toml").write_text(JOB.replace("available-days = 10", "available-days = 91"))
    sealing = {"CREDENTIALS": "our.p12", "PASSWORD": PASSWORD}

    assert ended(start("send", "job.toml", **sealing))[:2] == (
        0,
        "job 1, reference 2030-117 was created\nrecord: job.toml.sent.json\n",
    )
    assert ended(start("send", "late.toml", **sealing))[0] == 1
    assert len(service.created) == 1


def test_without_a_terminal_there_is_no_prompt(start: Start) -> None:
    status, out, err = ended(start("send", "job.toml", CREDENTIALS="our.p12"))

    assert (status, out) == (3, "")
    assert "give the password with --password-file, with SIGNERING_PASSWORD, or at the prompt of a terminal" in err
    assert "Password of" not in err


def test_the_prompt_does_not_show_the_password(folder: Path) -> None:
    status, shown = typing(
        folder, "send", "job.toml", "--dry-run", "--credentials", "our.p12", typed=f"{PASSWORD}\n".encode()
    )

    assert status == 0
    assert "nothing was sent; the job is valid" in shown
    assert PASSWORD not in shown


def test_an_interrupt_at_the_prompt_ends_the_command(folder: Path) -> None:
    status, shown = typing(folder, "send", "job.toml", "--dry-run", "--credentials", "our.p12", typed=b"\x03")

    assert status == 130
    assert "Error: interrupted" in shown
    assert "Traceback" not in shown


def test_a_record_can_be_piped_from_one_command_to_the_next(start: Start, service: Service) -> None:
    service.put(service.change(7))
    status, record, _ = ended(start("poll", JSON="1"))
    assert status == 0
    assert ended(start("confirm", "-"), record)[:2] == (0, "confirmed: job 7\n")
    assert service.confirmed == [7]


def test_no_change_is_fetched_after_the_pipe_was_closed(start: Start, service: Service) -> None:
    service.put(service.change(7))
    process = start("poll", "--follow")
    assert process.stdout is not None
    assert process.stdout.readline() == SEVEN
    process.stdout.close()
    service.wait_for("poll", 2)
    process.send_signal(signal.SIGTERM)

    assert process.wait(LIMIT) == 0
    assert service.confirmed == [7]


def test_a_change_that_could_not_be_printed_is_not_confirmed(start: Start, service: Service) -> None:
    service.put(service.change(7))
    held = service.hold("poll")
    process = start("poll", "--follow")
    service.wait_for("poll")
    assert process.stdout is not None
    process.stdout.close()
    held.set()

    assert process.wait(LIMIT) == 3
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert service.confirmed == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_waits_for_the_running_command(start: Start, service: Service, gate: Gate, name: str) -> None:
    service.put(service.change(7), service.change(8))
    process = start("poll", "--follow", "--exec", gate.program())
    gate.wait()
    process.send_signal(getattr(signal, name))
    gate.open()

    assert ended(process)[:2] == (0, "")
    assert service.confirmed == [7]
    assert service.calls("poll") == 1


def test_a_command_that_fails_after_the_signal_does_not_confirm(start: Start, service: Service, gate: Gate) -> None:
    service.put(service.change(7))
    process = start("poll", "--follow", "--exec", gate.program("exit 1"))
    gate.wait()
    process.send_signal(signal.SIGTERM)
    gate.open()

    status, _, err = ended(process)
    assert status == 0
    assert "the status change was not confirmed" in err
    assert service.confirmed == []


def test_a_second_signal_does_not_wait_for_the_command(start: Start, service: Service, gate: Gate) -> None:
    service.put(service.change(7))
    process = start("poll", "--follow", "--exec", gate.program())
    gate.wait()
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)

    assert process.wait(LIMIT) in {130, 143}
    assert service.confirmed == []


@pytest.mark.parametrize("operation", ["poll", "confirmation"])
def test_a_change_survives_a_killed_process(start: Start, service: Service, operation: str) -> None:
    service.put(service.change(7))
    held = service.hold(operation)
    process = start("poll", "--follow")
    service.wait_for(operation)
    process.kill()
    process.wait(LIMIT)
    held.set()
    service.meanwhile.clear()
    was_confirmed = service.confirmed == [7]
    assert was_confirmed is (operation == "confirmation")
    service.put_back()

    status, out, _ = ended(start("poll"))
    assert (status, out) == (0, "" if was_confirmed else SEVEN)


def test_a_change_that_a_command_is_processing_survives_a_killed_process(
    start: Start, service: Service, folder: Path, gate: Gate
) -> None:
    service.put(service.change(7))
    process = start("poll", "--follow", "--exec", gate.program())
    gate.wait()
    process.kill()
    process.wait(LIMIT)
    gate.open()
    service.put_back()

    assert service.confirmed == []
    assert from_json((folder / "seen.json").read_bytes()) == service.change(7)
    assert ended(start("poll"))[1] == SEVEN


def test_the_record_of_a_job_that_was_sent_survives_a_killed_process(
    start: Start, service: Service, folder: Path
) -> None:
    held = service.hold("creation")
    process = start("send", "job.toml", "--save", "created.json", CREDENTIALS="our.p12", PASSWORD=PASSWORD)
    service.wait_for("creation")
    process.kill()
    process.wait(LIMIT)
    held.set()

    trace = json.loads((folder / "created.json").read_text())
    assert (trace["kind"], trace["reference"]) == ("sent-job", "2030-117")
    again = start("send", "job.toml", "--save", "created.json", CREDENTIALS="our.p12", PASSWORD=PASSWORD)
    assert ended(again)[0] == 3
    assert len(service.created) == 1


def test_a_killed_download_leaves_no_file(start: Start, service: Service, folder: Path) -> None:
    service.put(service.change(7))
    (folder / "change.json").write_text(ended(start("poll", "--json"))[1])
    held = service.hold("pades")
    process = start("download", "change.json", "--pades")
    service.wait_for("pades")
    process.kill()
    process.wait(LIMIT)
    held.set()
    service.meanwhile.clear()

    assert not (folder / "job-7.pades.pdf").exists()
    assert ended(start("download", "change.json", "--pades"))[0] == 0
    assert (folder / "job-7.pades.pdf").read_bytes() == service.pades


def test_the_exit_status_is_right_even_if_standard_error_is_closed(start: Start, service: Service) -> None:
    service.instead["creation"].append(DROPPED)
    sealing = {"CREDENTIALS": "our.p12", "PASSWORD": PASSWORD, "VERBOSE": "2"}
    process = start("send", "job.toml", **sealing)
    assert process.stderr is not None
    process.stderr.close()
    assert process.wait(LIMIT) == 4
