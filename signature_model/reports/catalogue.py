"""The rules themselves as JSON, for those who build on their codes; ``rules`` has them for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from signature_model.reports.json import TOOL
from signature_model.rules.sources import in_full, maybe_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signature_model.rules.registry import Rule

FORMAT = 1
"""The version of the shape, which ``catalogue.schema.json`` beside this module states."""


def document(rules: Iterable[Rule[Any]]) -> str:
    """One JSON document, with a rule on each line; its shape is a contract, see ``docs/pages/json-report.md``."""
    listed = ",\n  ".join(json.dumps(_as_object(each)) for each in rules)
    return f'{{"format": {FORMAT},\n "tool": {json.dumps(TOOL)},\n "rules": [\n  {listed}]}}\n'


def _as_object(rule: Rule[Any]) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "summary": rule.explanation.partition("\n")[0],
        "explanation": rule.explanation,
        "hint": rule.hint,
        "need": rule.need,
        "source": in_full(rule.source),
        "address": maybe_address(rule.source),
    }
