"""Tests of the process that opens documents."""

import logging
import os
import resource
import sys
from pathlib import Path

import pytest

from signature_transports import sandbox
from signature_transports.sandbox import MAX_MEMORY, maybe_output, set_limits

ECHO = "import sys\ndef main():\n    sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])\n"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that returns its input backwards."""
    path = tmp_path / "program.py"
    path.write_text(ECHO)
    return path


def test_the_output_of_a_program(program: Path) -> None:
    assert maybe_output(str(program), b"abc", "it failed") == b"cba"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise ValueError('3 pages')", "it failed: status 1: ValueError: 3 pages"),
        ("bytearray(500_000_000)", "it failed: status 1: MemoryError"),
        ("import os; os.abort()", "it failed: status -6: "),
        ("while True: pass", "it failed: status -"),
    ],
)
def test_a_program_that_fails(
    program: Path, body: str, reason: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 1)
    program.write_text(f"def main():\n    {body}\n")
    with caplog.at_level(logging.WARNING):
        assert maybe_output(str(program), b"", "it failed") is None
    assert reason in caplog.text


def test_a_process_that_does_not_end_is_killed(
    program: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sandbox, "TIMEOUT", 0.5)
    program.write_text("import time\ndef main():\n    time.sleep(60)\n")
    assert maybe_output(str(program), b"", "it failed") is None
    assert "it failed within 0 s" in caplog.text


def test_existing_limits_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[int, tuple[int, int]] = {}
    free = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    monkeypatch.setattr(resource, "getrlimit", lambda what: {resource.RLIMIT_CPU: (1, 1)}.get(what, free))
    monkeypatch.setattr(resource, "setrlimit", held.__setitem__)
    set_limits(3)
    assert held == {
        resource.RLIMIT_CPU: (1, 1),
        resource.RLIMIT_AS: (MAX_MEMORY, resource.RLIM_INFINITY),
        resource.RLIMIT_CORE: (0, resource.RLIM_INFINITY),
    }


def test_a_system_without_limits_is_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    set_limits(3)


def test_the_process_imports_from_the_same_places(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    program.write_text(f"import json\n{ECHO}")
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert maybe_output(str(program), b"abc", "it failed") == b"cba"


def test_a_process_that_cannot_start_is_an_error(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)
    with pytest.raises(PermissionError):
        maybe_output(str(program), b"", "it failed")
