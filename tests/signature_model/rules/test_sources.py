"""Each source of a rule has words and an address."""

from urllib.parse import quote, urlsplit

import pytest

from signature_model.rules.catalogue import CATALOGUE
from signature_model.rules.sources import SOURCES, in_full, maybe_address


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("portal", "the service's guide, portal flow"),
        ("xsd, portal", "the specification's portal.xsd and direct.xsd; the service's guide, portal flow"),
        ("package 8.2", "the service's profile of the document package, 8.2"),
        ("package 5.1, 6.2.2", "the service's profile of the document package, 5.1, 6.2.2"),
        ("number series of the National Registry", "number series of the National Registry"),
    ],
)
def test_a_source_is_written_in_words(source: str, words: str) -> None:
    assert in_full(source) == words


@pytest.mark.parametrize(
    ("source", "name"), [("portal", "portal"), ("xsd, portal", "xsd"), ("package 5.1, 6.2.2", "package")]
)
def test_a_source_has_the_address_of_the_first_name(source: str, name: str) -> None:
    assert maybe_address(source) == SOURCES[name].address


def test_a_source_that_is_not_public_has_no_address() -> None:
    assert maybe_address("number series of the National Registry") is None


@pytest.mark.parametrize("name", SOURCES)
def test_the_address_of_a_source_is_a_url(name: str) -> None:
    address = SOURCES[name].address
    assert urlsplit(address).scheme == "https"
    assert address == quote(address, safe=":/%")


def test_some_rules_have_no_public_source() -> None:
    without = {code for code, rule in CATALOGUE.items() if maybe_address(rule.source) is None}
    assert without == {"PSR214", "PSR215", "PSR313", "PSR314", "PSR315"} | ({"PSR604"} & CATALOGUE.keys())
