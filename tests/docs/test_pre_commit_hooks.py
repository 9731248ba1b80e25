"""Tests of the hooks for pre-commit."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml  # type: ignore[import-untyped] # comes with MkDocs, and without types

from tests.docs.stage import PROGRAMS
from tests.kits.bundles import MANIFEST, taken_apart
from tests.kits.jobs import a_bundle
from tests.kits.processes import ENVIRONMENT, ROOT

HOOKS: Final[dict[str, dict[str, Any]]] = {
    each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize(
    ("name", "hooks"),
    [
        pytest.param("contract.asice", {"validate-bundle"}, id="a bundle"),
        pytest.param("archive/2030/117.asice", {"validate-bundle"}, id="a bundle in a folder"),
        pytest.param("manifest.xml", {"validate-manifest"}, id="a manifest"),
        pytest.param("jobs/hr/manifest.xml", {"validate-manifest"}, id="a manifest in a folder"),
        pytest.param("AndroidManifest.xml", set(), id="another manifest"),
        pytest.param("contract.asice.pdf", set(), id="another file"),
    ],
)
def test_a_hook_matches_its_files(name: str, hooks: set[str]) -> None:
    assert {each for each, hook in HOOKS.items() if re.search(hook["files"], name)} == hooks


@pytest.mark.parametrize(("sector", "status"), [("public", 0), ("private", 1)])
@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_validates_all_its_files(tmp_path: Path, name: str, sector: str, status: int) -> None:
    content = a_bundle() if name == "validate-bundle" else taken_apart()[MANIFEST]
    files = ["1.asice", "2.asice"] if name == "validate-bundle" else ["1/manifest.xml", "2/manifest.xml"]
    for each in files:
        (tmp_path / each).parent.mkdir(exist_ok=True)
        (tmp_path / each).write_bytes(content)

    entry, *words = shlex.split(HOOKS[name]["entry"])
    ended = subprocess.run(
        [*PROGRAMS[entry], *words, "--sector", sector, *files],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == status, ended.stdout + ended.stderr
    assert "2 checked" in ended.stdout
