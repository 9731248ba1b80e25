"""The rules themselves as text: the catalogue as a table, and one rule explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signature_model.rules.registry import Need
from signature_model.rules.sources import in_full

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signature_model.rules.registry import Rule

NEEDS = {
    Need.SECTOR: ("the sender's sector", "--sector"),
    Need.ENVIRONMENT: ("the environment", "--environment"),
    Need.NOW: ("a present moment", "--now"),
    Need.TRUST_ANCHORS: ("trust anchors", "--trust"),
}
"""What rules need, in words, and the option of ``validate-bundle`` that gives it."""


def table(rules: Iterable[Rule[Any]]) -> str:
    """A line for each rule: code, severity, name, and the first line of its explanation."""
    return "".join(
        f"{each.code}  {each.severity:<7}  {each.name:<34}  {each.explanation.partition(chr(10))[0]}\n"
        for each in rules
    )


def explanation(rule: Rule[Any]) -> str:
    """A rule in full, for ``--explain``."""
    facts = [f"{rule.code} {rule.name} ({rule.severity})", "", rule.explanation, ""]
    if rule.hint:
        facts.append(f"What to do: {rule.hint}")
    if rule.need is not None:
        words, option = NEEDS[rule.need]
        facts.append(f"Judged only with {words} ({option}).")
    facts.append(f"Source: {in_full(rule.source)}")
    return "\n".join(facts) + "\n"


def without_tags(text: str) -> str:
    """The text with elements outside of backticks written so that Markdown shows them."""
    return "`".join(part if index % 2 else part.replace("<", "&lt;") for index, part in enumerate(text.split("`")))
