"""Tests of the replacement of decorators by statements."""

import ast

from tests.mutation.tree import undecorated

CODE = '''\
from functools import cache


def twice(number: int) -> object:
    return lambda function: lambda: function() * number


@twice(
    2
)
@twice(3)
def one() -> int:
    """A number."""
    return 1


class Kept:
    @property
    def number(self) -> int:
        @cache
        def two() -> int:
            return 2

        return two()

    @staticmethod
    def other() -> int:
        return 3


LATER = one
'''


def test_undecorated_code_does_the_same() -> None:
    before, after = dict[str, object](), dict[str, object]()
    exec(CODE, before)  # noqa: S102 - the code above
    exec(undecorated(CODE), after)  # noqa: S102 - as above
    for names in (before, after):
        one, kept, later = names["one"], names["Kept"], names["LATER"]
        assert callable(one)
        assert callable(kept)
        assert (one(), kept().number, kept.other(), later) == (6, 2, 3, one)  # type: ignore[attr-defined]  # a class


def test_only_known_decorators_stay() -> None:
    functions = [each for each in ast.walk(ast.parse(undecorated(CODE))) if isinstance(each, ast.FunctionDef)]
    assert [each.name for each in functions if each.decorator_list] == ["other"]


def test_functions_move_only_by_the_added_lines() -> None:
    before, after = CODE.splitlines(), undecorated(CODE).splitlines()
    assert before.index("def one() -> int:") == after.index("def one() -> int:")
    assert before.index("        def two() -> int:") + 4 == after.index("        def two() -> int:")
