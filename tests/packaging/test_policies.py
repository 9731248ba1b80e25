"""The policies say what is true: the versions of Python, the exit statuses, and the targets of the Makefile."""

import re
import tomllib
from typing import Final

import pytest

from signature_transports.cli import errors
from tests.kits.processes import ROOT

PAGES: Final = ROOT / "docs" / "pages"
TARGETS: Final = {*re.findall(r"(?m)^\.PHONY: (\w+)$", (ROOT / "Makefile").read_text())}


def test_the_versions_of_python_are_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    prefix = "Programming Language :: Python :: 3."
    minors = [int(each.removeprefix(prefix)) for each in project["classifiers"] if each.startswith(prefix)]

    assert project["requires-python"] == f">=3.{minors[0]}"
    assert minors == [*range(minors[0], minors[-1] + 1)]
    assert f"have passed on: 3.{minors[0]} to 3.{minors[-1]}" in (PAGES / "policy.md").read_text()
    assert f"You need Python 3.{minors[0]} or later" in (ROOT / "README.md").read_text()
    tried = re.findall(
        r"3\.(\d+)", re.findall(r"(?m)^for version in (.+); do$", (ROOT / ".ci" / "pythons").read_text())[0]
    )
    assert {*minors} <= {*map(int, tried)}
    assert f"--python-version 3.{minors[0]} " in (ROOT / ".ci" / "hashes").read_text()


def test_the_exit_statuses_are_documented() -> None:
    text = (PAGES / "cookbook" / "errors.md").read_text().partition("## Exit statuses of `signering`")[2]

    documented = [int(each) for each in re.findall(r"(?m)^\| (\d) \|", text)]
    assert documented == [0, errors.REFUSED, errors.WRONG_USAGE, errors.NOT_DONE, errors.UNKNOWN]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/pages/policy.md"])
def test_every_target_that_a_page_names_exists(name: str) -> None:
    named = {*re.findall(r"(?:`|\$ )make ([a-z]+)\b", (ROOT / name).read_text())}

    assert named
    assert named <= TARGETS


def test_the_readme_leads_to_the_policies() -> None:
    text = (ROOT / "README.md").read_text()

    assert all(
        f"]({each})" in text for each in ("SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/pages/policy.md")
    )
