"""Tests of mutmut's results and of the identification of mutants."""

import ast
import json
from pathlib import Path

import pytest

from tests.mutation.results import Mutant, difference, forget, mutants_in

MUTATED = """\
def x_f__mutmut_orig(a, *, b=None):
    return a.find(b or '') if a else -1


def x_f__mutmut_1(a, *, b=None):
    return a.find(b or 'XXXX') if a else -1


class C:
    def xǁCǁg__mutmut_orig(self):
        self.f(1, 2)

    def xǁCǁg__mutmut_1(self):
        self.f(1)
"""


def tree(folder: Path, **statuses: int | None) -> Path:
    """The files that mutmut writes for a module with two mutants."""
    module = folder / "mutants" / "signature_model" / "m.py"
    module.parent.mkdir(parents=True)
    module.write_text(MUTATED, "utf-8")
    names = {"first": "signature_model.m.x_f__mutmut_1", "second": "signature_model.m.xǁCǁg__mutmut_1"}
    found = {"exit_code_by_key": {names[each]: status for each, status in statuses.items()}}
    module.with_suffix(".py.meta").write_text(json.dumps(found), "utf-8")
    return folder


def test_mutants_are_read(tmp_path: Path) -> None:
    assert list(mutants_in(tree(tmp_path, first=0, second=1))) == [
        Mutant("signature_model.m.x_f__mutmut_1", "signature_model/m.py", "f", "b or ''", "b or 'XXXX'", 0),
        Mutant("signature_model.m.xǁCǁg__mutmut_1", "signature_model/m.py", "C.g", "self.f(1, 2)", "self.f(1)", 1),
    ]


@pytest.mark.parametrize(
    ("status", "is_killed"),
    [(1, True), (3, True), (-24, True), (36, True), (0, False), (33, False), (2, False), (35, False), (None, False)],
)
def test_untried_and_broken_mutants_are_not_killed(*, tmp_path: Path, status: int | None, is_killed: bool) -> None:
    [mutant] = mutants_in(tree(tmp_path, first=status))
    assert mutant.is_killed is is_killed


def test_only_named_mutants_are_tried_again(tmp_path: Path) -> None:
    forget(tree(tmp_path, first=0, second=1), {"signature_model.m.x_f__mutmut_1"})
    assert [mutant.status for mutant in mutants_in(tmp_path)] == [None, 1]


@pytest.mark.parametrize(
    ("one", "other", "was", "became"),
    [
        pytest.param("f(a, b=1)", "f(a, b=None)", "f(a, b=1)", "f(a, b=None)", id="an argument"),
        pytest.param("f(g(a) + 1)", "f(g(a) + 2)", "g(a) + 1", "g(a) + 2", id="a number"),
        pytest.param("f(not a)", "f(a)", "f(not a)", "f(a)", id="a negation"),
        pytest.param("if a < b:\n    f()", "if a <= b:\n    f()", "a < b", "a <= b", id="a comparison"),
        pytest.param("a = f()", "a = None", "a = f()", "a = None", id="an assignment"),
        pytest.param("a += 1", "a = 1", "a += 1", "a = 1", id="a statement"),
        pytest.param("f(a, b)", "f(a)", "f(a, b)", "f(a)", id="one argument fewer"),
    ],
)
def test_a_difference_is_the_smallest_meaningful_part(one: str, other: str, was: str, became: str) -> None:
    found = difference(ast.parse(one), ast.parse(other))
    assert tuple(map(ast.unparse, found)) == (was, became)
