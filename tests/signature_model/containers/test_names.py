"""Reserved, unsafe and portable names, and the member that a reference means."""

import re
from urllib.parse import quote, quote_plus, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.containers.names import MAX_NAME_LENGTH, is_reserved, maybe_unsafe, unportable_characters
from signature_model.containers.references import as_uri, is_reserved_reference, maybe_member, portable_name, readings
from tests.kits.jobs import KARI

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
PORTABLE = st.text(st.sampled_from("abcXYZ019._*-"), min_size=1)


@pytest.mark.parametrize("name", ["manifest.xml", "mimetype", "META-INF/", "META-INF/signatures.xml", "META-INF/x"])
def test_names_of_the_bundle_itself_are_reserved(name: str) -> None:
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["manifest.pdf", "a/manifest.xml", "META-INF", "mimetype.pdf", "", "a.pdf"])
def test_other_names_are_not_reserved(name: str) -> None:
    assert not is_reserved(name)


@pytest.mark.parametrize(
    "href", ["manifest.xml", "manifest%2exml", "%6dimetype", "META-INF%2Fx.pdf", "META-INF/x.pdf", "META%2DINF%2fx"]
)
def test_a_reserved_name_is_recognised_in_every_encoding(href: str) -> None:
    assert is_reserved_reference(href)


@pytest.mark.parametrize("href", ["a.pdf", "a%2fmanifest.xml", "manifest%252exml", "META-INF", "%ff", ""])
def test_other_references_are_not_reserved(href: str) -> None:
    assert not is_reserved_reference(href)


@pytest.mark.parametrize("name", [".", "./a.pdf", "a/./b.pdf", "a/.", "a//b.pdf", "a//"])
def test_an_empty_or_dotted_segment_is_unsafe(name: str) -> None:
    assert maybe_unsafe(name) == "has an empty part or the part `.`"


@pytest.mark.parametrize("name", ["a.pdf", ".a.pdf", "a./b.pdf", "a/.b", "a/b.pdf", "a/"])
def test_other_segments_are_safe(name: str) -> None:
    assert maybe_unsafe(name) is None


@given(PORTABLE)
def test_a_portable_name_is_the_same_in_every_encoding(name: str) -> None:
    assert unportable_characters(name) == ""
    # Java's form encoding also leaves the asterisk alone, Python's does not unless told.
    assert as_uri(name) == quote(name, safe="*") == quote_plus(name, safe="*") == name
    assert set(readings(name)) == {name}


def test_a_very_long_reference_is_not_decoded() -> None:
    longest, longer = ("%F0%9F%92%A9" * count for count in (MAX_NAME_LENGTH, MAX_NAME_LENGTH + 1))
    assert "\N{PILE OF POO}" * MAX_NAME_LENGTH in readings(longest)
    assert set(readings(longer)) == {longer}


@pytest.mark.parametrize(
    ("name", "characters"), [("a b+c d.pdf", " +"), ("æ%ø/æ", "æ%ø/"), ("a.pdf", ""), ("a~\n", "~\n")]
)
def test_characters_that_encodings_change_are_returned_once(name: str, characters: str) -> None:
    assert unportable_characters(name) == characters


@given(NAMES)
def test_a_member_is_found_by_its_name_in_every_encoding(name: str) -> None:
    assert maybe_member(name, {name}) == name
    assert maybe_member(as_uri(name), [name]) == name
    assert maybe_member(quote(name, safe=""), (name,)) == name
    assert maybe_member(quote_plus(name), {name: b""}) == name


@given(NAMES, NAMES)
def test_the_unchanged_name_comes_first(name: str, other: str) -> None:
    assert maybe_member(name, {name, other, unquote(name)}) == name


@pytest.mark.parametrize("reference", ["b.pdf", "", "A.PDF", "a.pdf/", "%", "%ff"])
def test_a_reference_to_no_member_finds_nothing(reference: str) -> None:
    assert maybe_member(reference, {"a.pdf"}) is None


@given(NAMES)
def test_a_uri_is_plain_and_means_the_name(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._~*/%-]+", as_uri(name))
    assert unquote(as_uri(name)) == name


def test_a_name_with_surrogates_has_a_uri() -> None:
    assert as_uri("\ud800") == "%ED%A0%80"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kjøpekontrakt", "01_kjoepekontrakt.pdf"),
        ("Ærlig avtale på ÅR 2030!", "01_aerlig_avtale_paa_aar_2030.pdf"),
        ("Crème brûlée", "01_creme_brulee.pdf"),
        ("../../etc/passwd", "01_etc_passwd.pdf"),
        ("a-b--c", "01_a-b--c.pdf"),
        ("契約", "01_document.pdf"),
        ("", "01_document.pdf"),
        ("...", "01_document.pdf"),
        ("\ud800", "01_document.pdf"),
        ("x" * 200, f"01_{'x' * 60}.pdf"),
        (f"{KARI[:6]}\N{SOFT HYPHEN}{KARI[6:]}", f"01_{KARI[:6]}.pdf"),
        (f"{KARI[:8]}\N{ZERO WIDTH SPACE}{KARI[8:]}", f"01_{KARI[:6]}.pdf"),
        (f"{KARI[:10]}\N{SUPERSCRIPT TWO}", f"01_{KARI[:6]}.pdf"),
        (f"Avtale {KARI[:6]} {KARI[6:]}", f"01_avtale_{KARI[:6]}.pdf"),
    ],
)
def test_a_name_is_made_from_a_title(title: str, name: str) -> None:
    assert portable_name(title, 1, ".pdf") == name


@given(st.text(), st.text(), st.integers(1, 99), st.integers(1, 99), st.sampled_from([".pdf", ".txt", ""]))
def test_a_made_name_is_portable_and_shows_its_position(
    title: str, other: str, position: int, another: int, suffix: str
) -> None:
    name = portable_name(title, position, suffix)
    assert unportable_characters(name) == ""
    assert not is_reserved(name)
    assert 4 <= len(name) <= 100
    assert (name == portable_name(other, another, suffix)) <= (position == another)
