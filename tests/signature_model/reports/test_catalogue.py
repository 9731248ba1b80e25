"""The rules as JSON, and that their documentation is true."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError

from signature_model.reports.catalogue import document
from signature_model.reports.json import TOOL
from signature_model.rules.catalogue import CATALOGUE
from tests.signature_model.reports.schemas import closed, schema

PAGE = (Path(__file__).parents[3] / "docs" / "pages" / "json-report.md").read_text(encoding="utf-8")


def told() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(document(CATALOGUE.values()))
    return parsed


def test_the_catalogue_keeps_to_its_schema() -> None:
    closed("catalogue").validate(told())
    closed("catalogue").validate(json.loads(document([])))


def test_every_rule_is_told() -> None:
    catalogue = told()

    assert (catalogue["format"], catalogue["tool"]) == (1, TOOL)
    assert [each["code"] for each in catalogue["rules"]] == [*CATALOGUE]
    for each, rule in zip(catalogue["rules"], CATALOGUE.values(), strict=True):
        facts = (rule.name, rule.severity, rule.explanation, rule.hint, rule.need)
        assert tuple(each[name] for name in ("name", "severity", "explanation", "hint", "need")) == facts
        assert rule.explanation.startswith(each["summary"])
        assert "\n" not in each["summary"]


def test_a_source_is_told_in_full_with_its_address() -> None:
    rules = {each["code"]: each for each in told()["rules"]}

    assert (rules["PSR011"]["source"], rules["PSR011"]["address"]) == (
        "the service's profile of the document package, 8.3.1",
        "https://signering-docs.readthedocs.io/en/latest/egen-integrasjon/dokumentpakke.html",
    )
    assert rules["PSR315"]["address"] is None


def test_a_rule_is_on_a_line_of_its_own() -> None:
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
def test_the_schema_refuses_what_is_no_rule(field: str, value: object) -> None:
    catalogue = told()
    catalogue["rules"][0][field] = value

    with pytest.raises(ValidationError):
        closed("catalogue").validate(catalogue)
