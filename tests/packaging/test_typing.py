"""Type checkers report mistakes in programs that use the library, and nothing in correct ones."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.docs.blocks import blocks
from tests.kits.processes import ROOT

pytestmark = pytest.mark.packaging  # type checkers are slow

SHORT: Final = """\
from signature_model import DirectStatus, JobStatus, PortalClient, StatusChange
from signature_transports import connect


def handle(client: PortalClient, change: StatusChange) -> str:
    if change.is_successful and change.pades_url is not None:
        return str(len(client.pades(change)))
    if change.status == "FAILED":
        return "failed"
    return change.status


def main(status: DirectStatus) -> bool:
    with connect("difitest", credentials="our.p12", password="secret", trust="anchors") as service:
        for change in service.portal.changes(until_empty=True):
            handle(service.portal, change)
    return status.status == "IN_PROGRESS" or status.known_status is JobStatus.FAILED
"""
IMPORTS: Final = next(
    block.text for block in blocks(ROOT / "docs/pages/cookbook/imports.md") if block.title == "contracts.py"
)
"""The program that sends jobs from a CSV file."""
CORRECT: Final = {"short": SHORT, "for_csv_files": IMPORTS}
MISSPELT: Final = {
    "status_for_csv_files": IMPORTS.replace('"FAILED"', '"FALIED"'),
    "status": SHORT.replace('change.status == "FAILED"', 'change.status == "FALIED"'),
    "status_of_the_direct_flow": SHORT.replace('"IN_PROGRESS"', '"IN_PROGRES"'),
    "argument": SHORT.replace("password=", "pasword="),
    "attribute": SHORT.replace("is_successful", "is_succesful"),
}
ERRORS: Final = {**dict.fromkeys(CORRECT, 0), **dict.fromkeys(MISSPELT, 1)}
"""How many errors a type checker finds in each program."""
PYRIGHT: Final = shutil.which("pyright", path=f"{ROOT}/build/pyright/node_modules/.bin{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with all programs."""
    for name, program in (CORRECT | MISSPELT).items():
        (tmp_path / f"{name}.py").write_text(program)
    return tmp_path


def test_a_program_for_csv_files_is_short() -> None:
    assert len(IMPORTS.splitlines()) <= 60


def test_mypy_reports_what_is_misspelt(programs: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache" / "programs")]
    command += ["--config-file=", "--output=json", *(f"{name}.py" for name in ERRORS)]
    checked = subprocess.run(command, cwd=programs, capture_output=True, text=True, check=False)

    assert checked.stderr == ""
    found = [json.loads(line) for line in checked.stdout.splitlines() if line.startswith("{")]
    wrong = [each["file"].removesuffix(".py") for each in found if each["severity"] == "error"]
    assert {name: wrong.count(name) for name in ERRORS} == ERRORS
    assert len(wrong) == len(MISSPELT)


@pytest.mark.skipif(PYRIGHT is None, reason="pyright is not installed; `make check` installs it if there is npm")
def test_pyright_reports_what_is_misspelt(programs: Path) -> None:
    (programs / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    command = [PYRIGHT or "", "--outputjson", "--pythonpath", sys.executable]
    checked = subprocess.run(command, cwd=programs, capture_output=True, text=True, check=False)

    found = json.loads(checked.stdout)
    assert found["summary"]["filesAnalyzed"] == len(ERRORS)
    wrong = {Path(each["file"]).stem for each in found["generalDiagnostics"] if each["severity"] == "error"}
    assert wrong == MISSPELT.keys()
