"""The rules as text, and that the page about them is up to date."""

from __future__ import annotations

import pytest

from signature_model.findings import Severity
from signature_model.reports.rules import explanation, table, without_tags
from signature_model.rules.registry import Need, Rule


def a_rule(*, hint: str | None = None, need: Need | None = None) -> Rule[object]:
    return Rule(
        code="PSR999",
        name="a-fault",
        severity=Severity.NOTE,
        source="guide",
        hint=hint,
        need=need,
        explanation="Something is so.\n\nAnd here is why.",
        check=lambda _subject, _context: iter(()),
    )


def test_the_table_has_a_line_for_each_rule() -> None:
    assert table([a_rule()]) == f"PSR999  note     {'a-fault':<34}  Something is so.\n"


def test_an_explanation_leaves_out_what_there_is_not() -> None:
    assert explanation(a_rule()) == "PSR999 a-fault (note)\n\nSomething is so.\n\nAnd here is why.\n\nSource: guide\n"


@pytest.mark.parametrize("need", Need)
def test_an_explanation_tells_what_to_do_and_what_is_needed(need: Need) -> None:
    told = explanation(a_rule(hint="put it right", need=need))

    assert "\nWhat to do: put it right\nJudged only with " in told
    assert "(--" in told


def test_markdown_shows_elements_outside_of_backticks_too() -> None:
    assert without_tags("<a> in `<b>`, <c>") == "&lt;a> in `<b>`, &lt;c>"
