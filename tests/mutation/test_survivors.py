"""Tests that the explained survivors describe the present code."""

import ast
from functools import cache
from pathlib import Path
from typing import Final

from tests.mutation.results import functions_of
from tests.mutation.survivors import survivors

ROOT: Final = Path(__file__).parents[2]
ALL: Final = survivors()


def test_the_changed_code_still_exists() -> None:
    functions = cache(lambda module: functions_of((ROOT / module).read_text("utf-8")))
    for survivor in ALL:
        function = functions(survivor.module)[survivor.function]
        texts = {ast.unparse(node) for node in ast.walk(function) if isinstance(node, (ast.expr, ast.stmt))}
        assert survivor.was in texts, survivor
        assert survivor.became not in texts, survivor


def test_each_survivor_is_explained() -> None:
    for survivor in ALL:
        ast.parse(survivor.became)
        assert len(survivor.because.split()) >= 4, survivor
        assert survivor.because.endswith("."), survivor


def test_no_survivor_is_explained_twice() -> None:
    described = [(each.module, each.function, each.was, each.became) for each in ALL]
    assert len(set(described)) == len(described)


def test_the_list_is_in_the_order_of_the_modules_and_their_functions() -> None:
    described = [(each.module, each.function, each.was) for each in ALL]
    assert described == sorted(described)
