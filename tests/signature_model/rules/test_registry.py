from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.context import Context
from signature_model.rules.registry import Line, Member, Need, Problem, Rule, rule, rules_in

if TYPE_CHECKING:
    from collections.abc import Iterator


def too_short(text: str, _: Context) -> Iterator[Problem]:
    """A text must have three letters.

    So that
    it says something.
    """
    if len(text) < 3:
        yield "", "too short"


def unexplained(_text: str, _: Context) -> Iterator[Problem]:
    yield from ()


def a_rule() -> Rule[str]:
    return rule("PSR999", Severity.NOTE, source="a test", hint="do it", need=Need.NOW)(too_short)


def another() -> Rule[str]:
    return rule("PSR998", Severity.ERROR, source="a test")(unexplained)


def test_a_rule_is_named_for_its_function_and_explained_by_its_docstring() -> None:
    made = a_rule()
    assert (made.code, made.name, made.severity) == ("PSR999", "too-short", Severity.NOTE)
    assert (made.source, made.hint, made.need) == ("a test", "do it", Need.NOW)
    assert made.explanation == "A text must have three letters.\n\nSo that\nit says something."


def test_a_rule_without_more_has_no_hint_no_need_and_no_explanation() -> None:
    assert (another().hint, another().need, another().explanation) == (None, None, "")


def test_a_rule_is_called_through_its_check() -> None:
    assert list(a_rule().check("ab", Context())) == [("", "too short")]
    assert list(a_rule().check("abc", Context())) == []


def test_a_need_is_named_as_the_field_of_the_context() -> None:
    assert {need.value for need in Need} <= set(Context.__dataclass_fields__)


def test_the_rules_of_a_module_come_by_their_codes() -> None:
    module = ModuleType("rules")
    vars(module).update(first=a_rule(), second=another(), other="no rule")
    assert [each.code for each in rules_in(module)] == ["PSR998", "PSR999"]


def test_members_and_lines_are_told_from_paths() -> None:
    assert (Member("a.pdf"), Line(3)) == ("a.pdf", 3)
    assert [type(each) for each in (Member("a.pdf"), Line(3))] == [Member, Line]
