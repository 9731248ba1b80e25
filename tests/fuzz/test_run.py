"""Tests of the fuzzer's commands."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from fuzz.reproduce import main as reproduce

ROOT = Path(__file__).parent.parent.parent
HAS_ATHERIS = find_spec("atheris") is not None


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fuzz.run", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_an_input_is_checked_again_and_its_cost_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "input").write_bytes(b"{}")
    assert reproduce(["job_file", str(tmp_path)]) == 0
    assert "0.0" in capsys.readouterr().out


def test_an_input_that_fails_is_told_with_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    assert reproduce(["job_file", "missing", __file__]) == 1
    assert "missing: fails\nTraceback" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["pdf"], ["pfd", "x"]], ids=["nothing", "no file", "no such target"])
def test_who_asks_for_something_else_is_told_what_there_is(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert reproduce(arguments) == 2
    assert "job_file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(["pfd"], "there is no pfd", id="an unknown target"),
        pytest.param(["--jobs", "0"], "--jobs below 1", id="nobody to do it"),
    ],
)
def test_what_cannot_be_done_is_refused(arguments: list[str], why: str) -> None:
    refused = started(*arguments)
    assert refused.returncode == 2
    assert why in refused.stderr


@pytest.mark.skipif(not HAS_ATHERIS, reason="atheris is not installed")
def test_a_campaign_tells_its_figures_and_keeps_its_corpus(tmp_path: Path) -> None:
    runs = [started("--time", "1", "--cache", str(tmp_path), "pdf") for _ in range(2)]
    assert [(each.returncode, each.stderr) for each in runs] == [(0, "")] * 2
    rows = [line.split() for line in runs[-1].stdout.splitlines() if line.startswith("pdf  ")]
    this, ever = (int(executions.replace(",", "")) for _, _, executions, *_ in rows)
    assert 0 < this < ever
    assert list((tmp_path / "pdf" / "corpus").iterdir())


@pytest.mark.skipif(HAS_ATHERIS, reason="atheris is installed")
def test_without_atheris_nothing_else_is_tried() -> None:
    refused = started("--time", "1", "pdf")
    assert refused.returncode == 2
    assert "atheris is not installed" in refused.stderr
