from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

from signature_model.context import Context
from signature_model.findings import Severity
from signature_model.rules.registry import Line, Member, Need, Problem, rule, rules_in

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("PSR999", Severity.NOTE, source="a test", hint="do it", need=Need.NOW)
def too_short(text: str, _: Context) -> Iterator[Problem]:
    """A text must have three letters.

    So that
    it says something.
    """
    if len(text) < 3:
        yield "", "too short"


@rule("PSR998", Severity.ERROR, source="a test")
def unexplained(_text: str, _: Context) -> Iterator[Problem]:
    yield from ()


def test_a_rule_is_named_for_its_function_and_explained_by_its_docstring() -> None:
    assert (too_short.code, too_short.name, too_short.severity) == ("PSR999", "too-short", Severity.NOTE)
    assert (too_short.source, too_short.hint, too_short.need) == ("a test", "do it", Need.NOW)
    assert too_short.explanation == "A text must have three letters.\n\nSo that\nit says something."


def test_a_rule_without_more_has_no_hint_no_need_and_no_explanation() -> None:
    assert (unexplained.hint, unexplained.need, unexplained.explanation) == (None, None, "")


def test_a_rule_is_called_through_its_check() -> None:
    assert list(too_short.check("ab", Context())) == [("", "too short")]
    assert list(too_short.check("abc", Context())) == []


def test_a_need_is_named_as_the_field_of_the_context() -> None:
    assert {need.value for need in Need} <= set(Context.__dataclass_fields__)


def test_the_rules_of_a_module_come_by_their_codes() -> None:
    module = ModuleType("rules")
    vars(module).update(first=too_short, second=unexplained, other="no rule")
    assert [each.code for each in rules_in(module)] == ["PSR998", "PSR999"]


def test_members_and_lines_are_told_from_paths() -> None:
    assert (Member("a.pdf"), Line(3)) == ("a.pdf", 3)
    assert [type(each) for each in (Member("a.pdf"), Line(3))] == [Member, Line]
