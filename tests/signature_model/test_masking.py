"""No text that was masked shows a whole national id number."""

import re
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.jobs.identifiers import national_ids_in
from signature_model.masking import excerpt, masked, masked_repr, quoted
from tests.kits.jobs import KARI
from tests.kits.numbers import numbers

TEXTS = st.text(st.sampled_from("0123456789 .-\N{NO-BREAK SPACE}\N{EN DASH}\tx\\") | st.characters(), max_size=40)
SEPARATORS = ["", " ", ".", "-", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{EN DASH}", "\t", "\n"]


@given(TEXTS)
def test_a_masked_text_has_no_eleven_digits_in_a_row(text: str) -> None:
    assert re.search(r"\d{11}", masked(text)) is None
    assert list(national_ids_in(masked(text))) == []


@pytest.mark.parametrize("separator", SEPARATORS)
@given(number=numbers(), before=TEXTS, after=TEXTS)
def test_no_whole_id_number_remains_in_any_text(separator: str, number: str, before: str, after: str) -> None:
    shown = masked(f"{before}{number[:6]}{separator}{number[6:]}{after}")
    assert f"{number[:6]}{separator}{number[6:]}" not in shown


@pytest.mark.parametrize("separator", SEPARATORS)
@given(number=numbers())
def test_no_whole_id_number_remains_in_a_repr(separator: str, number: str) -> None:
    text = f"{number[:6]}{separator}{number[6:]}"
    assert masked(repr([text])) == f"['{number[:6]}*****']"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("", "''", id="nothing"),
        pytest.param("it's\n", '"it\'s\\n"', id="a quote and a line end"),
        pytest.param("x" * 98, f"'{'x' * 98}'", id="as long as can be"),
        pytest.param("x" * 99, f"'{'x' * 99}… (101 characters)", id="longer"),
        pytest.param(f"{'x' * 95}{KARI}", f"'{'x' * 95}{KARI[:4]}… (108 characters)", id="a number where it is cut"),
    ],
)
def test_a_quotation_is_masked_before_it_is_shortened(text: str, shown: str) -> None:
    assert quoted(text) == shown


@given(TEXTS)
def test_masking_twice_is_the_same_as_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@given(st.text(st.characters(exclude_categories=["Nd"])))
def test_a_text_without_digits_is_unchanged(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"signer {KARI}, order 1", "signer 018180*****, order 1"),
        (f"{KARI}{KARI}", "018180****************"),
        ("7,776,000 seconds", "7,776,000 seconds"),
        ("984661185", "984661185"),
        ("0 1 8 1 8 0 0 0 2 8 2", "0 1 8 1 8 0*****"),
        ("01.81.80-002.82", "01.81.80*****"),
        ("018180 - 00282", "018180*****"),
        ("018180,00282", "018180*****"),
        ("018180/00282", "018180*****"),
        ("018180_00282", "018180*****"),
        ("018180    00282", "018180    00282"),
        ("20240131_123456.pdf", "20240131_123456.pdf"),
        ("202401/123456.pdf", "202401/123456.pdf"),
        ("2030-01-31T12:00:00.123456Z", "2030-01-31T12:00:00.123456Z"),
    ],
)
def test_an_excerpt_of_a_text(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(TEXTS, st.integers(0, 50))
def test_an_excerpt_is_the_beginning_of_the_masked_text(text: str, most: int) -> None:
    shown = excerpt(text, most)
    beginning, cut, _ = shown.partition(f"… ({len(text):,} characters)")
    assert masked(text).startswith(beginning)
    assert bool(cut) is (len(masked(text)) > most) or "…" in text
    assert len(shown) <= most + 20


@given(numbers(), st.integers(0, 25))
def test_shortening_leaves_no_more_of_a_number_than_masking(number: str, most: int) -> None:
    assert number[:7] not in excerpt(f"a text with {number}", most)


@pytest.mark.parametrize("separator", SEPARATORS)
@given(number=numbers(), before=st.text(max_size=120))
def test_a_quotation_is_short_and_shows_no_whole_id_number(separator: str, number: str, before: str) -> None:
    shown = quoted(f"{before}!{number[:6]}{separator}{number[6:]}")
    assert f"{number[:6]}{separator}{number[6:]}" not in shown
    assert number[:7] not in shown
    assert len(shown) <= 120


def test_a_quotation_is_in_quotes() -> None:
    assert quoted("a\tb") == "'a\\tb'"


def test_a_shortened_excerpt_says_how_long_the_text_is() -> None:
    assert excerpt("x" * 200) == "x" * 200
    assert excerpt("x" * 5_000) == f"{'x' * 200}… (5,000 characters)"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" ".join(KARI), id="a blank between any two"),
        pytest.param(f"{KARI[:6]} - {KARI[6:]}", id="three characters"),
        pytest.param(f"{KARI[:2]}.{KARI[2:4]}.{KARI[4:6]} {KARI[6:9]} {KARI[9:]}", id="in groups"),
        pytest.param(f"{KARI[:6]},{KARI[6:]}", id="a comma behind the date"),
        pytest.param(f"{KARI[:6]}/{KARI[6:]}", id="a slash behind the date"),
        pytest.param(f"{KARI[:6]}_{KARI[6:]}", id="an underscore behind the date"),
        pytest.param(f"{KARI[:6]}\N{ZERO WIDTH SPACE}{KARI[6:]}", id="a blank that nobody sees"),
        pytest.param(f"{KARI[:6]}%20{KARI[6:]}", id="a blank as a url writes it"),
        pytest.param(f"{KARI[:6]}%c2%A0{KARI[6:]}", id="a fixed blank as a url writes it"),
    ],
)
def test_a_number_is_found_and_masked_in_any_grouping(text: str) -> None:
    assert list(national_ids_in(f"of {text}.")) == [KARI]
    assert "00282" not in re.sub(r"\D", "", masked(text))
    assert list(national_ids_in(masked(text))) == []


@dataclass(frozen=True, repr=False)
class Thing:
    """A value with a field that is not shown."""

    name: str
    hidden: str = field(default="secret", repr=False)

    __repr__ = masked_repr


def test_a_masked_repr_shows_the_fields_of_the_repr() -> None:
    assert repr(Thing("a")) == "Thing(name='a')"


def test_a_number_that_python_does_not_print_is_shown_as_dots() -> None:
    assert repr(Thing(16**5_000)) == "Thing(name=...)"  # type: ignore[arg-type]  # that is what is shown


def test_a_masked_repr_shows_no_whole_id_number() -> None:
    assert repr(Thing(f"of {KARI}")) == "Thing(name='of 018180*****')"
    assert repr(Thing(f"{KARI[:6]}\N{NO-BREAK SPACE}{KARI[6:]}")) == "Thing(name='018180*****')"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://x/status?status_query_token=a%2Fb~c&d=e", "https://x/status?status_query_token=***&d=e"),
        ("'https://x/?a=b&status_query_token=abc'", "'https://x/?a=b&status_query_token=***'"),
        ("next=%3Fstatus_query_token%3Dabc", "next=%3Fstatus_query_token%3D***"),
        (f"status_query_token={KARI} and {KARI}", "status_query_token=*** and 018180*****"),
        ("status_query_token= ", "status_query_token= "),
    ],
)
def test_a_status_query_token_is_not_shown(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert masked(shown) == shown
