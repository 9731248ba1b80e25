"""The command for status changes gets the record, and its exit status counts."""

import sys
from pathlib import Path

import click
import pytest

from signature_model.api.records import from_json
from signature_transports.cli.handlers import Handler, HandlerFailed
from tests.signature_model.scripts import CHANGE

COPY = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"


def test_the_command_gets_the_record_and_its_arguments(tmp_path: Path) -> None:
    path = tmp_path / "record; rm *"
    Handler(program=sys.executable, arguments=("-c", COPY, str(path))).handle(CHANGE)
    assert from_json(path.read_text()) == CHANGE


@pytest.mark.parametrize(
    ("program", "code", "how"),
    [
        pytest.param(sys.executable, "exit(3)", "ended with status 3", id="status"),
        pytest.param(sys.executable, "import os; os.kill(os.getpid(), 9)", "ended by signal 9", id="signal"),
        pytest.param("/dev/null", "", "cannot be started: Permission denied", id="not a program"),
    ],
)
def test_a_failed_command_is_reported(program: str, code: str, how: str) -> None:
    with pytest.raises(HandlerFailed) as caught:
        Handler(program=program, arguments=("-c", code)).handle(CHANGE)
    assert caught.value.message == f"job 17: {program} {how}"


def test_a_missing_program_is_wrong_usage() -> None:
    Handler(program=sys.executable).require_exists()
    with pytest.raises(click.UsageError, match="program 'no-such-program' not found"):
        Handler(program="no-such-program").require_exists()
