"""The recipes for pipelines conform to the schemas of the services; check-jsonschema contains them."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.docs.blocks import blocks
from tests.kits.processes import ROOT

CHECKER: Final = shutil.which("check-jsonschema")
RECIPES: Final = {block.title: block.text for block in blocks(ROOT / "docs/pages/cookbook/pipelines.md")}


@pytest.mark.skipif(CHECKER is None, reason="check-jsonschema is not installed (pipx install check-jsonschema)")
@pytest.mark.parametrize(
    ("title", "schema"),
    [
        (".github/workflows/bundles.yml", "github-workflows"),
        (".gitlab-ci.yml", "gitlab-ci"),
        ("azure-pipelines.yml", "azure-pipelines"),
    ],
)
def test_a_recipe_conforms_to_its_schema(tmp_path: Path, title: str, schema: str) -> None:
    file = tmp_path / Path(title).name
    file.write_text(RECIPES[title])
    command = [CHECKER or "", "--builtin-schema", f"vendor.{schema}", str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr
