"""Patterns match what a shell would match."""

import os
import subprocess
from pathlib import Path

import pytest

from signature_model.cli.inputs.patterns import is_pattern, matches

NAMES = ("a.asice", "b.asice", "[c].asice", ".hidden.asice", "x/1.asice", "x/y/2.asice", "z/1.asice", ".h/3.asice")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with folders and files in it."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


@pytest.mark.parametrize(
    "pattern",
    [
        "*.asice",
        "?.asice",
        "[ab].asice",
        "./*.asice",
        "*/1.asice",
        "*/*",
        "x/[!2]*.asice",
        ".h*.asice",
        "*/",
        "./*/y/*",
    ],
)
def test_a_pattern_matches_what_a_shell_matches(pattern: str) -> None:
    expanded = subprocess.run(
        ["/bin/sh", "-c", f"printf '%s\\n' {pattern}"], env={"LC_ALL": "C"}, capture_output=True, text=True, check=True
    )

    assert list(matches(pattern)) == expanded.stdout.splitlines()


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        pytest.param("**/1.asice", ["x/1.asice", "z/1.asice"], id="any folder"),
        pytest.param(
            "**/*.asice", ["[c].asice", "a.asice", "b.asice", "x/1.asice", "x/y/2.asice", "z/1.asice"], id="all"
        ),
        pytest.param("x/**", ["x/1.asice", "x/y/2.asice"], id="at the end"),
        pytest.param("x/**/y/*", ["x/y/2.asice"], id="in the middle"),
        pytest.param("none/**/*", [], id="below nothing"),
        pytest.param("a.asice/*", [], id="below a file"),
    ],
)
def test_two_asterisks_match_nested_folders(pattern: str, found: list[str]) -> None:
    assert list(matches(pattern)) == found


def test_an_absolute_pattern_matches_absolute_paths(here: Path) -> None:
    assert list(matches(f"{here}/?.asice")) == [str(here / "a.asice"), str(here / "b.asice")]


def test_two_asterisks_do_not_follow_links(here: Path) -> None:
    (here / "x" / "circle").symlink_to(os.pardir)

    assert list(matches("x/**/2.asice")) == ["x/y/2.asice"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("*.asice", True), ("a.asice", False), ("[c].asice", False), ("[d].asice", True), ("-", False)],
)
def test_the_name_of_an_existing_file_is_not_a_pattern(path: str, *, expected: bool) -> None:
    assert is_pattern(path) is expected
