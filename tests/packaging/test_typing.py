"""Type checkers report mistakes in programs that use the library, and nothing in correct ones."""

import shutil
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Final

import pytest

from tests.docs.blocks import blocks
from tests.kits.processes import ROOT

pytestmark = pytest.mark.packaging  # type checkers are slow

CORRECT: Final = """\
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
MISSPELT: Final = {
    "a status in the program for CSV files": IMPORTS.replace('"FAILED"', '"FALIED"'),
    "a status": CORRECT.replace('change.status == "FAILED"', 'change.status == "FALIED"'),
    "a status of the direct flow": CORRECT.replace('"IN_PROGRESS"', '"IN_PROGRES"'),
    "an argument": CORRECT.replace("password=", "pasword="),
    "an attribute": CORRECT.replace("is_successful", "is_succesful"),
}
every_mistake = pytest.mark.parametrize("program", MISSPELT.values(), ids=MISSPELT)
pyright = pytest.mark.skipif(not shutil.which("pyright"), reason="pyright is not installed (npm install -g pyright)")


def by_mypy(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    name = f"program_{zlib.crc32(program.encode())}.py"  # the cache compares name, size and second
    (folder / name).write_text(program)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache" / "programs")]
    return subprocess.run([*command, "--config-file=", name], cwd=folder, capture_output=True, text=True, check=False)


def by_pyright(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    (folder / "program.py").write_text(program)
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    command = [shutil.which("pyright") or "", "--pythonpath", sys.executable, "program.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_program_for_csv_files_is_short() -> None:
    assert len(IMPORTS.splitlines()) <= 60


@pytest.mark.parametrize("program", [CORRECT, IMPORTS], ids=["short", "for CSV files"])
def test_mypy_accepts_a_correct_program(tmp_path: Path, program: str) -> None:
    assert by_mypy(tmp_path, program).stdout.startswith("Success")


@every_mistake
def test_mypy_reports_what_is_misspelt(tmp_path: Path, program: str) -> None:
    assert "Found 1 error in 1 file" in by_mypy(tmp_path, program).stdout


@pyright
@pytest.mark.parametrize("program", [CORRECT, IMPORTS], ids=["short", "for CSV files"])
def test_pyright_accepts_a_correct_program(tmp_path: Path, program: str) -> None:
    assert "0 errors" in by_pyright(tmp_path, program).stdout


@pyright
@every_mistake
def test_pyright_reports_what_is_misspelt(tmp_path: Path, program: str) -> None:
    assert by_pyright(tmp_path, program).returncode == 1
