"""A rule is made from a generator, its docstring and the annotation of its first parameter."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from signature_model.findings import Severity
from signature_model.jobs.context import Context
from signature_model.rules.registry import Need, Problem, Rule, rule, rules_in


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
    return rule("PSR998", Severity.ERROR, source="a test", hint="do it")(unexplained)


def test_a_rule_takes_its_name_explanation_and_subject_from_the_function() -> None:
    made = a_rule()
    assert (made.code, made.name, made.severity) == ("PSR999", "too-short", Severity.NOTE)
    assert (made.source, made.hint, made.need) == ("a test", "do it", Need.NOW)
    assert made.explanation == "A text must have three letters.\n\nSo that\nit says something."
    assert made.subject == "str"


def test_need_and_explanation_are_optional() -> None:
    assert (another().need, another().explanation) == (None, "")


def test_a_rule_is_applied_through_its_check() -> None:
    assert list(a_rule().check("ab", Context())) == [("", "too short")]
    assert list(a_rule().check("abc", Context())) == []


@pytest.mark.parametrize("need", Need)
def test_a_need_is_a_field_of_the_context_with_its_words(need: Need) -> None:
    assert need in Context.__dataclass_fields__
    assert need.option.startswith("--")
    assert all((need.words, need.layer, need.reason))


def test_the_rules_of_a_module_are_ordered_by_code() -> None:
    module = ModuleType("rules")
    vars(module).update(first=a_rule(), second=another(), other="not a rule")
    assert [each.code for each in rules_in(module)] == ["PSR998", "PSR999"]
