"""The algorithms by their identifiers do what the identifiers say."""

import hashlib

import pytest
from lxml import etree

from signature_model.seals.algorithms import CANONICALISATIONS, DIGESTS, PROFILE_CANONICALISATIONS

NAMED = [
    pytest.param("http://www.w3.org/2000/09/xmldsig#", "sha1", id="SHA-1"),
    pytest.param("http://www.w3.org/2001/04/xmlenc#", "sha256", id="SHA-256"),
    pytest.param("http://www.w3.org/2001/04/xmldsig-more#", "sha384", id="SHA-384"),
    pytest.param("http://www.w3.org/2001/04/xmlenc#", "sha512", id="SHA-512"),
]


@pytest.mark.parametrize(("namespace", "name"), NAMED)
def test_a_digest_is_that_of_its_name(namespace: str, name: str) -> None:
    assert DIGESTS[namespace + name](b"content") == hashlib.new(name, b"content").digest()


def test_there_are_no_other_digests() -> None:
    assert len(DIGESTS) == len(NAMED)


@pytest.mark.parametrize("algorithm", CANONICALISATIONS)
def test_a_canonical_form_keeps_comments_and_unused_namespaces_as_its_name_says(algorithm: str) -> None:
    element = etree.fromstring("<a xmlns:unused='urn:unused'><!--c--><b/></a>")
    unused = "" if "exc-c14n" in algorithm else ' xmlns:unused="urn:unused"'
    comment = "<!--c-->" if algorithm.endswith("WithComments") else ""
    assert CANONICALISATIONS[algorithm](element).decode() == f"<a{unused}>{comment}<b></b></a>"


def test_the_profile_s_canonical_forms_are_inclusive_and_without_comments() -> None:
    inclusive = {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11"}
    assert inclusive == PROFILE_CANONICALISATIONS
    assert CANONICALISATIONS.keys() > PROFILE_CANONICALISATIONS
