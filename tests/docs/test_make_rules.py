"""Tests of the generated pages about the rules."""

import re
import runpy
import shutil
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from signature_model.rules.catalogue import CATALOGUE
from tests.kits.processes import ROOT

DOCS: Final = ROOT / "docs"


@cache
def pages() -> dict[str, str]:
    made: dict[str, str] = runpy.run_path(str(DOCS / "make_rules.py"))["pages"]()
    return made


def written(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_the_pages_are_up_to_date() -> None:
    assert written(DOCS / "pages" / "rules") == pages(), "run docs/make_rules.py"


def test_the_program_writes_the_pages(tmp_path: Path) -> None:
    program = str(shutil.copy(DOCS / "make_rules.py", tmp_path))
    shutil.copytree(DOCS / "examples", tmp_path / "examples")
    stale = tmp_path / "pages" / "rules" / "PSR000.md"
    runpy.run_path(program)
    assert not stale.parent.exists()

    stale.parent.mkdir(parents=True)
    stale.write_text("a rule that is no more")
    runpy.run_path(program, run_name="__main__")
    assert written(stale.parent) == pages()


def test_the_index_links_to_every_rule_once() -> None:
    assert re.findall(r"\[(PSR\d+)\]\(\1\.md\)", pages()["index.md"]) == list(CATALOGUE)


def test_links_have_targets() -> None:
    assert {each for page in pages().values() for each in re.findall(r"\]\(([^:)]+)\)", page)} <= set(pages())


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_page_is_complete(code: str) -> None:
    rule, page = CATALOGUE[code], pages()[f"{code}.md"]
    facts = dict(re.findall(r"^\| ([A-Z][\w ]+) \| (.+) \|$", page, re.MULTILINE))

    assert page.startswith(f"# {code} {rule.name}\n\n{rule.explanation}\n")
    assert list(facts) == ["Severity", "Checks", "Applies", "What to do", "Source"]
    assert facts["Severity"].startswith(f"{rule.severity}: ")
    assert (facts["Applies"] == "always") == (rule.need is None)
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["Bad example", "Good example", "See also"]
    assert page.count("\n```") == 2 * 3
