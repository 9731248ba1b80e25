"""What the README says beside its code is so; the code itself is played with that of all pages."""

from __future__ import annotations

import re
from typing import Final

from signature_model.reports.formats import FORMATS
from signature_model.rules.catalogue import CATALOGUE
from tests.kits.processes import ROOT

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_targets_of_make_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    named = {first or second for first, second in re.findall(r"`make (\w+)`|^\$ make (\w+)", README, re.MULTILINE)}
    assert len(named) > 3
    assert named <= set(re.findall(r"(?m)^(\w+):", makefile))


def test_there_are_as_many_rules_as_it_says() -> None:
    assert "More than seventy rules" in README
    assert 70 < len(CATALOGUE) < 80


def test_the_formats_that_it_names_are_there() -> None:
    named = set(re.findall(r"--format (\w+)", README))

    assert len(named) > 2
    assert named <= {*FORMATS}
