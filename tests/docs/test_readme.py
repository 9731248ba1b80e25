"""Tests of the statements in the README; ``test_pages`` runs its code."""

import re
from typing import Final

from signature_model.reports.formats import FORMATS
from signature_model.rules.catalogue import CATALOGUE
from tests.kits.processes import ROOT

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_named_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    named = {first or second for first, second in re.findall(r"`make (\w+)`|^\$ make (\w+)", README, re.MULTILINE)}
    assert len(named) > 3
    targets = set(re.findall(r"(?m)^(\w+):", makefile))
    assert named <= targets
    assert targets - named <= {"help", "format", "clean"}


def test_the_number_of_rules_is_right() -> None:
    tens = {7: "seventy", 8: "eighty", 9: "ninety"}
    assert f"More than {tens[(len(CATALOGUE) - 1) // 10]} rules" in README


def test_the_named_formats_exist() -> None:
    named = set(re.findall(r"--format (\w+)", README))

    assert len(named) > 2
    assert named <= {*FORMATS}
