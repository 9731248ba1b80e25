"""The page about the rules can be written anew."""

from __future__ import annotations

import runpy
from typing import TYPE_CHECKING

from signature_model.reports.rules import page
from signature_model.rules.catalogue import CATALOGUE
from tests.processes import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_is_written_beside_the_program(tmp_path: Path) -> None:
    program = tmp_path / "make_rules.py"
    program.write_text((ROOT / "docs" / "make_rules.py").read_text())
    runpy.run_path(str(program))
    assert not (tmp_path / "rules.md").exists()

    runpy.run_path(str(program), run_name="__main__")
    assert (tmp_path / "rules.md").read_text(encoding="utf-8") == page(CATALOGUE.values())
