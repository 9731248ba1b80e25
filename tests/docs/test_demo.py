"""Tests of the demonstration. It takes time, so `make check` runs them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kits.processes import ENVIRONMENT, ROOT

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the demonstration runs."""
    return tmp_path_factory.mktemp("stage")


@pytest.fixture(scope="module")
def chapters(folder: Path) -> list[str]:
    """The chapters of its output; the last one is the farewell."""
    ended = subprocess.run(
        [sys.executable, ROOT / "docs" / "demo.py"],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.strip().split("\n\n")


def test_it_shows_a_valid_bundle_and_three_errors(chapters: list[str]) -> None:
    _, _, clean, late, replaced, private, *_ = chapters

    assert clean.endswith("contract.asice: valid\n   1 checked: 1 valid\n   (exit status 0)")
    assert "PSR401 error available-too-long" in late
    assert "PSR503 error digest-mismatch" in replaced
    assert "PSR301 error lookup-needs-public-sector" in private


def test_it_sends_the_job_and_follows_it_until_it_is_completed(chapters: list[str]) -> None:
    *_, sent, _ = chapters

    assert sent.count("SIGNED") == 4
    assert "job: COMPLETED_SUCCESSFULLY" in sent
    assert sent.endswith("the service holds 0 jobs")


def test_every_chapter_has_a_numbered_title_and_indented_lines(chapters: list[str]) -> None:
    for number, chapter in enumerate(chapters[:-1], 1):
        title, *lines = chapter.splitlines()
        assert title.startswith(f"{number}. ")
        assert all(line.startswith("   ") for line in lines)


@pytest.mark.usefixtures("chapters")
def test_it_keeps_its_files(folder: Path) -> None:
    names = {each.name for each in (folder / "demo").iterdir()}

    assert names == {"certificates", "contract.asice", "contract.pdf", "replaced.asice", "signed.pdf"}
