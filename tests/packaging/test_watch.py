"""Tests of the program that shows that the commands of the Makefile still run."""

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.kits.processes import ROOT


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program, which speaks after a short silence."""
    specification = spec_from_file_location("watch", ROOT / ".ci" / "watch.py")
    assert specification is not None
    assert specification.loader is not None
    module = module_from_spec(specification)
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "SILENCE", 0.05)
    return module


def run(watch: ModuleType, monkeypatch: pytest.MonkeyPatch, program: str, *options: str) -> int:
    monkeypatch.setattr(sys, "argv", ["watch", *options, "--", sys.executable, "-c", program])
    status: int = watch.main()
    return status


def test_output_and_status_pass_through(
    watch: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    program = "import time; print('begun', end='', flush=True); time.sleep(0.5); print('done'); raise SystemExit(7)"
    assert run(watch, monkeypatch, program, "--what", "working") == 7

    printed = capfd.readouterr()
    assert printed.out == "begundone\n"
    assert "\n  working, 0 s\n  working" in printed.err


@pytest.mark.parametrize("status", [0, 1])
def test_hidden_output_is_shown_if_the_command_fails(
    watch: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path, status: int
) -> None:
    program = f"import time; print('Collecting lxml', flush=True); time.sleep(0.5); raise SystemExit({status})"
    assert run(watch, monkeypatch, program, "--what", "installing", "--hide", str(tmp_path / "log")) == status

    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("  installing, 0 s\n")
    assert re.search(r"  installing, \d+ s: Collecting lxml\n", printed.err)
    assert ("\nCollecting lxml\n" in printed.err) is (status == 1)


def test_the_time_is_an_estimate_at_first_and_then_that_of_the_last_time(
    watch: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = ("--about", "600", "--history", str(tmp_path / "seconds"))
    for said in (r"10 minutes \(an estimate\)", r"\d+ seconds \(as the last time\)"):
        assert run(watch, monkeypatch, "", *options) == 0
        assert re.match(rf"This takes about {said}\.\n", capfd.readouterr().err)
