"""Tests that the explained survivors describe the present code."""

import ast
from pathlib import Path
from typing import Final

import pytest

from tests.mutation.results import functions_of
from tests.mutation.survivors import Survivor, survivors

ROOT: Final = Path(__file__).parents[2]
ALL: Final = survivors()
each_survivor = pytest.mark.parametrize(
    "survivor", [pytest.param(each, id=f"{number}-{each.function}") for number, each in enumerate(ALL, start=1)]
)


@each_survivor
def test_the_changed_code_still_exists(survivor: Survivor) -> None:
    function = functions_of((ROOT / survivor.module).read_text("utf-8"))[survivor.function]
    texts = {ast.unparse(node) for node in ast.walk(function) if isinstance(node, (ast.expr, ast.stmt))}
    assert survivor.was in texts
    assert survivor.became not in texts


@each_survivor
def test_each_survivor_is_explained(survivor: Survivor) -> None:
    ast.parse(survivor.became)
    assert len(survivor.because.split()) >= 4
    assert survivor.because.endswith(".")


def test_no_survivor_is_explained_twice() -> None:
    described = [(each.module, each.function, each.was, each.became) for each in ALL]
    assert len(set(described)) == len(described)


def test_the_list_is_in_the_order_of_the_modules_and_their_functions() -> None:
    described = [(each.module, each.function, each.was) for each in ALL]
    assert described == sorted(described)
