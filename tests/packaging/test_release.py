"""Tests of ``make release``: the files, and what is in them."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from signature_model import __version__
from tests.kits.processes import ROOT

pytestmark = pytest.mark.packaging


def required() -> Iterator[Requirement]:
    """Return what the project and its extras for users need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for extra, lines in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        if extra != "dev":
            yield from map(Requirement, lines)


def release(folder: Path) -> str:
    """Build a release in a folder, and return what was printed."""
    command = [sys.executable, str(ROOT / ".ci" / "release.py"), "--output", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("dist")
    return folder, release(folder)


def test_two_builds_are_identical(released: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = released
    release(tmp_path)

    contents = [{each.name: each.read_bytes() for each in where.iterdir()} for where in (folder, tmp_path)]
    assert contents[0] == contents[1]
    assert {*contents[0]} == {
        f"posten_signering-{__version__}-py3-none-any.whl",
        f"posten_signering-{__version__}.tar.gz",
        f"posten_signering-{__version__}.cdx.json",
        f"posten_signering-{__version__}-man.tar.gz",
        "SHA256SUMS",
    }


def test_the_checksums_are_right_and_printed(released: tuple[Path, str]) -> None:
    folder, printed = released
    lines = (folder / "SHA256SUMS").read_text().splitlines()

    for line in lines:
        digest, name = line.split("  ")
        assert sha256((folder / name).read_bytes()).hexdigest() == digest
        assert line in printed
    assert len(lines) == 4
    assert "Left for a person" in printed


def test_the_bill_of_materials_lists_every_dependency(released: tuple[Path, str]) -> None:
    folder, _ = released
    (file,) = folder.glob("*.cdx.json")
    bill: dict[str, Any] = json.loads(file.read_text())
    scopes = {each["name"]: each["scope"] for each in bill["components"]}

    assert bill["specVersion"] == "1.6"
    assert bill["metadata"]["component"]["version"] == __version__
    assert {scopes[each] for each in ("lxml", "cryptography", "cffi", "pikepdf", "pillow", "elementpath")} == {
        "required"
    }
    assert {scopes[each] for each in ("requests", "httpx", "pyhanko", "aiohttp", "hypothesis", "distributed")} == {
        "optional"
    }
    assert not scopes.keys() & {"pytest", "mypy", "ruff", "mkdocs"}
    assert all(each["version"] == version(each["name"]) for each in bill["components"])
    needed = {canonicalize_name(each.name) for each in required() if each.marker is None or each.marker.evaluate()}
    assert needed <= scopes.keys()
    refs = {each["bom-ref"] for each in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    for each in bill["dependencies"]:
        assert {each["ref"], *each["dependsOn"]} <= refs
