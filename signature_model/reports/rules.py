"""The rules themselves as text: the catalogue as a table and as a page, and one rule explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signature_model.findings import RULES_VERSION
from signature_model.rules.registry import SOURCES, Need

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signature_model.rules.registry import Rule

_NEEDS = {
    Need.SECTOR: "the sender's sector (--sector)",
    Need.ENVIRONMENT: "the environment (--environment)",
    Need.NOW: "a present moment (--now)",
    Need.TRUST_ANCHORS: "trust anchors (--trust)",
}


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
        facts.append(f"Judged only with {_NEEDS[rule.need]}.")
    facts.append(f"Source: {_source(rule.source)}")
    return "\n".join(facts) + "\n"


def page(rules: Iterable[Rule[Any]]) -> str:
    """The catalogue as Markdown, a section for each rule; ``docs/rules.md`` is made of it."""
    return _PREFACE + "".join(map(_section, rules))


_PREFACE = f"""\
# Rules

Version {RULES_VERSION} of the catalogue, as `validate-bundle` judges by it. A code means the same for ever.

An **error** is refused by the service or by a standard, a **warning** will probably hurt, a **note** is advice.

*This page is written by `docs/make_rules.py`.*
"""


def _section(rule: Rule[Any]) -> str:
    facts = [f"Severity: {rule.severity}"]
    if rule.need is not None:
        facts.append(f"Judged only with {_NEEDS[rule.need]}")
    if rule.hint:
        facts.append(f"What to do: {_without_tags(rule.hint)}")
    facts.append(f"Source: {_source(rule.source)}")
    listed = "\n".join(f"- {fact}" for fact in facts)
    return f"\n## {rule.code} {rule.name}\n\n{rule.explanation}\n\n{listed}\n"


def _source(source: str) -> str:
    """The source in full: names in a row, or a name with its clause."""
    names = source.split(", ")
    if all(name in SOURCES for name in names):
        return "; ".join(SOURCES[name] for name in names)
    name, _, clause = source.partition(" ")
    return f"{SOURCES[name]}, {clause}" if name in SOURCES else source


def _without_tags(text: str) -> str:
    """The text with elements outside of backticks written so that Markdown shows them."""
    return "`".join(part if index % 2 else part.replace("<", "&lt;") for index, part in enumerate(text.split("`")))
