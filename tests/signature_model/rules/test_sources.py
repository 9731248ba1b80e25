"""The sources of the rules in full, and where they can be read."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest

from signature_model.rules.catalogue import CATALOGUE
from signature_model.rules.registry import SOURCES
from signature_model.rules.sources import ADDRESSES, in_full, maybe_address


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("portal", "the service's guide, portal flow"),
        ("xsd, portal", "portal.xsd; the service's guide, portal flow"),
        ("package 8.2", "the service's profile of the document package, 8.2"),
        ("package 5.1, 6.2.2", "the service's profile of the document package, 5.1, 6.2.2"),
        ("number series of the National Registry", "number series of the National Registry"),
    ],
)
def test_a_source_is_told_in_words(source: str, words: str) -> None:
    assert in_full(source) == words


@pytest.mark.parametrize(
    ("source", "name"), [("portal", "portal"), ("xsd, portal", "xsd"), ("package 5.1, 6.2.2", "package")]
)
def test_a_source_has_the_address_of_the_first_name(source: str, name: str) -> None:
    assert maybe_address(source) == ADDRESSES[name]


def test_a_source_that_is_not_public_has_no_address() -> None:
    assert maybe_address("number series of the National Registry") is None


def test_every_named_source_has_an_address() -> None:
    assert ADDRESSES.keys() == SOURCES.keys()
    for each in ADDRESSES.values():
        assert urlsplit(each).scheme == "https"
        assert each == quote(each, safe=":/%")


def test_only_the_registries_are_without_address() -> None:
    assert [code for code, rule in CATALOGUE.items() if maybe_address(rule.source) is None] == [
        "PSR313",
        "PSR314",
        "PSR315",
    ]
