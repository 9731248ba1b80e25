"""Tests of the rule examples: in a valid bundle, only the bad example causes the rule's code."""

import re
from collections.abc import Callable, Mapping
from typing import Final

import pytest
from lxml import etree

from signature_model import Report
from signature_model.rules.catalogue import CATALOGUE
from signature_model.xml.trees import local_name
from signature_schema import PORTAL
from tests.docs.rule_examples import archives, certificates, manifests, programs, seals
from tests.docs.rule_examples.example import Example, examples
from tests.kits.bundles import SEAL, taken_apart

EXAMPLES: Final = examples()

JUDGE: Final[Mapping[str, Callable[[Example, str], Report]]] = {
    "certificates": certificates.described,
    "command": programs.found_by,
    "manifest": manifests.with_piece,
    "members": archives.listed,
    "python": programs.made_by,
    "request": manifests.with_request,
    "seal": seals.with_piece,
    "start of the manifest": manifests.with_start,
}
"""The function that completes and validates each kind of example."""


DECLARED: Final = {
    each.get("name")
    for path in PORTAL.parent.glob("*.xsd")
    for each in etree.parse(path).iter("{*}element", "{*}attribute")
}
NAMES: Final = DECLARED | {local_name(each) for each in etree.fromstring(taken_apart()[SEAL]).iter()}
"""The names of elements and attributes that a place can have."""


def test_every_rule_has_an_example() -> None:
    assert list(EXAMPLES) == list(CATALOGUE)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_bad_example_breaks_only_the_rule(code: str) -> None:
    example = EXAMPLES[code]
    findings = JUDGE[example.shown](example, example.bad).findings

    assert {each.code for each in findings} == {code, *example.follows}
    assert {step for each in findings for step in re.findall(r"(?<=[/@])[\w-]+", each.where or "")} <= NAMES
    message = next(each.message for each in findings if each.code == code)
    said = example.says.removesuffix("…")
    assert message.startswith(said) if said != example.says else message == said


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_good_example_has_no_findings(code: str) -> None:
    example = EXAMPLES[code]

    assert JUDGE[example.shown](example, example.good).findings == ()


def test_an_example_is_short() -> None:
    for code, example in EXAMPLES.items():
        for text in (example.bad, example.good):
            lines = text.splitlines()
            assert len(lines) <= 20, code
            assert max(map(len, lines)) <= 110, code


def test_related_rules_exist() -> None:
    for code, example in EXAMPLES.items():
        assert example.see_also, code
        assert {*example.see_also, *example.follows} <= set(CATALOGUE) - {code}, code
