"""Tests of the comparison with the explained survivors, and of the score."""

from dataclasses import replace
from typing import Final

from tests.mutation.results import Mutant
from tests.mutation.run import ROOT, TESTS, compared_with_the_list, modules_of, table
from tests.mutation.survivors import Survivor

LIVING: Final = Mutant("m.x_f__mutmut_1", "signature_model/api/portal.py", "f", "a < b", "a <= b", 0)
KILLED: Final = replace(LIVING, became="a > b", status=1)
KNOWN: Final = Survivor(
    module=LIVING.module, function="f", was=LIVING.was, became=LIVING.became, because="They are never equal."
)


def test_unexplained_survivors_are_found() -> None:
    assert compared_with_the_list([LIVING, KILLED], []) == ([LIVING], [])
    assert compared_with_the_list([LIVING, KILLED], [KNOWN]) == ([], [])


def test_explanations_of_killed_mutants_are_found() -> None:
    assert compared_with_the_list([KILLED], [KNOWN]) == ([], [KNOWN])
    assert compared_with_the_list([KILLED], [replace(KNOWN, module="signature_model/api/flow.py")]) == ([], [])


def test_the_score_is_the_killed_share() -> None:
    other = replace(LIVING, module="signature_model/rules/seals.py")
    lines = [line.split() for line in table([LIVING, KILLED, other], [other])]
    assert lines == [
        ["module", "mutants", "killed", "explained", "alive", "score"],
        ["signature_model/api/portal.py", "2", "1", "1", "0", "50.0%"],
        ["signature_model/rules/seals.py", "1", "0", "0", "1", "0.0%"],
        ["all", "3", "1", "1", "1", "33.3%"],
    ]


def test_a_module_can_be_named_by_its_file() -> None:
    assert modules_of(["api/portal.py"]) == ["signature_model/api/portal.py"]


def test_a_folder_stands_for_its_modules() -> None:
    found = modules_of(["rules"])
    assert "signature_model/rules/registry.py" in found
    assert "signature_model/rules/__init__.py" not in found


def test_the_named_tests_exist() -> None:
    for each in TESTS:
        assert list((ROOT / "tests").glob(each))
