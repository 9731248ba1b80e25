"""The rules as text, and that the page about them is up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from signature_model.findings import Severity
from signature_model.reports.rules import explanation, page, table
from signature_model.rules.catalogue import CATALOGUE
from signature_model.rules.registry import Need, Rule

DOCS = Path(__file__).parents[3] / "docs"


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


def test_a_section_of_the_page_has_everything() -> None:
    section = page([a_rule(hint="write <sms/>, not `<email/>`", need=Need.NOW)]).partition("\n## ")[2]

    assert section == (
        "PSR999 a-fault\n\nSomething is so.\n\nAnd here is why.\n\n"
        "- Severity: note\n- Judged only with a present moment (--now)\n"
        "- What to do: write &lt;sms/>, not `<email/>`\n- Source: guide\n"
    )
    assert "What to do" not in page([a_rule()])


def test_the_page_is_what_the_rules_say() -> None:
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == page(CATALOGUE.values()), "run docs/make_rules.py"
