"""Tests of the rule catalogue as text and as JSON."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError

from signature_model.findings import Severity
from signature_model.jobs.context import Context
from signature_model.reports.rules import document, explanation, table, without_tags
from signature_model.reports.tools import VALIDATE_BUNDLE
from signature_model.rules.catalogue import CATALOGUE
from signature_model.rules.registry import Need, Problem, Rule
from tests.signature_model.reports.schemas import closed, schema


def _check(_subject: object, _context: Context) -> Iterator[Problem]:
    """Something is so.

    And here is why.
    """
    yield from ()


def a_rule(*, hint: str = "do it", need: Need | None = None) -> Rule[object]:
    return Rule(
        code="PSR999",
        name="a-fault",
        severity=Severity.NOTE,
        source="guide",
        hint=hint,
        need=need,
        subject="object",
        check=_check,
    )


def test_the_table_has_a_line_for_each_rule() -> None:
    assert table([a_rule()]) == f"PSR999  note     {'a-fault':<34}  Something is so.\n"


def test_an_explanation_without_need() -> None:
    text = "PSR999 a-fault (note)\n\nSomething is so.\n\nAnd here is why.\n\nWhat to do: do it\nSource: guide\n"
    assert explanation(a_rule()) == text


@pytest.mark.parametrize("need", Need)
def test_an_explanation_has_the_hint_and_the_need(need: Need) -> None:
    text = explanation(a_rule(hint="put it right", need=need))

    assert f"\nWhat to do: put it right\nChecked only with {need.words} ({need.option}).\n" in text


def test_elements_outside_backticks_are_escaped() -> None:
    assert without_tags("<a> in `<b>`, <c>") == "&lt;a> in `<b>`, &lt;c>"


# As JSON


PAGE = (Path(__file__).parents[3] / "docs" / "pages" / "json-report.md").read_text(encoding="utf-8")


def as_json() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(document(CATALOGUE.values()))
    return parsed


def test_the_catalogue_conforms_to_its_schema() -> None:
    closed("catalogue").validate(as_json())
    closed("catalogue").validate(json.loads(document([])))


def test_every_rule_is_in_the_json_catalogue() -> None:
    catalogue = as_json()

    assert (catalogue["format"], catalogue["tool"]) == (1, VALIDATE_BUNDLE.described)
    assert [each["code"] for each in catalogue["rules"]] == [*CATALOGUE]
    for each, rule in zip(catalogue["rules"], CATALOGUE.values(), strict=True):
        facts = (rule.name, rule.severity, rule.explanation, rule.hint, rule.need)
        assert tuple(each[name] for name in ("name", "severity", "explanation", "hint", "need")) == facts
        assert rule.explanation.startswith(each["summary"])
        assert "\n" not in each["summary"]


def test_a_source_has_its_full_name_and_address() -> None:
    rules = {each["code"]: each for each in as_json()["rules"]}

    assert (rules["PSR011"]["source"], rules["PSR011"]["address"]) == (
        "the service's profile of the document package, 8.3.1",
        "https://signering-docs.readthedocs.io/en/latest/egen-integrasjon/dokumentpakke.html",
    )
    assert rules["PSR315"]["address"] is None


def test_each_rule_is_on_its_own_line() -> None:
    lines = document(CATALOGUE.values()).splitlines()

    assert len([each for each in lines if each.startswith('  {"code": ')]) == len(CATALOGUE)


def test_the_schema_has_the_documented_fields() -> None:
    table = re.search(r"^## The rules as JSON\n\n.+?\n\n(\|.+?)\n\n", PAGE, re.MULTILINE | re.DOTALL)

    assert table is not None
    rule = schema("catalogue")["$defs"]["rule"]
    assert [*rule["properties"]] == rule["required"] == re.findall(r"^\| `(\w+)` \|", table[1], re.MULTILINE)


@pytest.mark.parametrize(
    ("field", "value"), [("code", "X1"), ("need", "luck"), ("address", "http://x"), ("source", ""), ("more", 1)]
)
def test_the_schema_refuses_another_shape(field: str, value: object) -> None:
    catalogue = as_json()
    catalogue["rules"][0][field] = value

    with pytest.raises(ValidationError):
        closed("catalogue").validate(catalogue)
