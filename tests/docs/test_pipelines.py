"""The recipes for pipelines conform to the schemas of the services, and Groovy runs the one for Jenkins."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.docs.blocks import blocks
from tests.kits.processes import ROOT

RECIPES: Final = {block.title: block.text for block in blocks(ROOT / "docs/pages/cookbook/pipelines.md")}
GROOVY: Final = next((ROOT / "build" / "groovy").glob("groovy-*.jar"), None)
MISTAKES: Final = {
    "a step outside steps": ("steps {", "step {"),
    "an open block": ("post {", "post"),
}
groovy = pytest.mark.skipif(
    GROOVY is None or shutil.which("java") is None,
    reason="Groovy is not installed; `make check` fetches it if there are Java and Maven",
)


@pytest.mark.packaging  # the schemas are large
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
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@groovy
@pytest.mark.packaging  # Java starts slowly
def test_the_recipe_for_jenkins_runs_its_steps(tmp_path: Path) -> None:
    ended = run_by_groovy(tmp_path, RECIPES["Jenkinsfile"])

    assert ended.returncode == 0, ended.stderr
    install, validate, publish = ended.stdout.splitlines()
    assert install.startswith("sh python3 -m venv .venv && .venv/bin/pip install ")
    assert validate.startswith("sh .venv/bin/validate-bundle ")
    assert publish == "junit bundles.xml"


@groovy
@pytest.mark.packaging  # as above
@pytest.mark.parametrize(("right", "wrong"), MISTAKES.values(), ids=MISTAKES)
def test_groovy_finds_a_mistake(tmp_path: Path, right: str, wrong: str) -> None:
    assert run_by_groovy(tmp_path, RECIPES["Jenkinsfile"].replace(right, wrong)).returncode == 1


def run_by_groovy(folder: Path, recipe: str) -> subprocess.CompletedProcess[str]:
    """Run a Jenkinsfile; each step prints a line."""
    file = folder / "Jenkinsfile"
    file.write_text(recipe)
    command = ["java", "-cp", str(GROOVY), "groovy.ui.GroovyMain", str(ROOT / "tests/docs/jenkins.groovy"), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
