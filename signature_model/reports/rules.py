"""The rules themselves: the catalogue as a table and as JSON, and one rule explained."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from signature_model.reports.tools import VALIDATE_BUNDLE
from signature_model.rules.sources import in_full, maybe_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signature_model.reports.tools import Tool
    from signature_model.rules.registry import Rule

FORMAT = 1
"""The version of the JSON shape, which ``catalogue.schema.json`` beside this module states."""


def table(rules: Iterable[Rule[Any]]) -> str:
    """Return a line for each rule: code, severity, name, and the first line of its explanation."""
    return "".join(f"{each.code}  {each.severity:<7}  {each.name:<34}  {_summary(each)}\n" for each in rules)


def document(rules: Iterable[Rule[Any]], tool: Tool = VALIDATE_BUNDLE) -> str:
    """Return one JSON document, a rule on each line. The shape is a contract, see ``docs/pages/json-report.md``."""
    listed = ",\n  ".join(json.dumps(_as_object(each)) for each in rules)
    return f'{{"format": {FORMAT},\n "tool": {json.dumps(tool.described)},\n "rules": [\n  {listed}]}}\n'


def explanation(rule: Rule[Any]) -> str:
    """Return a rule in full, for ``--explain``."""
    facts = [f"{rule.code} {rule.name} ({rule.severity})", "", rule.explanation, ""]
    facts.append(f"What to do: {rule.hint}")
    if rule.need is not None:
        facts.append(f"Checked only with {rule.need.words} ({rule.need.option}).")
    facts.append(f"Source: {in_full(rule.source)}")
    return "\n".join(facts) + "\n"


def without_tags(text: str) -> str:
    """Return the text with ``<`` escaped outside backticks, so that Markdown shows names of elements."""
    return "`".join(part if index % 2 else part.replace("<", "&lt;") for index, part in enumerate(text.split("`")))


def _as_object(rule: Rule[Any]) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "summary": _summary(rule),
        "explanation": rule.explanation,
        "hint": rule.hint,
        "need": rule.need,
        "source": in_full(rule.source),
        "address": maybe_address(rule.source),
    }


def _summary(rule: Rule[Any]) -> str:
    return rule.explanation.partition("\n")[0]
