"""Check digits and kinds of national id numbers and organisation numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.jobs.identifiers import (
    is_synthetic,
    is_test_organization,
    national_id_fault,
    national_ids_in,
    organization_number_fault,
    without_ids,
)
from tests.kits.jobs import KARI, OLA
from tests.kits.numbers import numbered, numbers
from tests.kits.wild import digits

TEXTS = st.text(st.sampled_from("0123456789 .-\N{NO-BREAK SPACE}\N{EN DASH}\tx\\") | st.characters(), max_size=40)


def check_sum(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11


def second_of(ten: str) -> int:
    return -check_sum(ten, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11


@given(numbers())
def test_a_valid_number_has_no_fault(number: str) -> None:
    assert national_id_fault(number) is None


@given(numbers(), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_a_fault(number: str, index: int, added: int) -> None:
    wrong = f"{number[:index]}{(int(number[index]) + added) % 10}{number[index + 1 :]}"
    assert national_id_fault(wrong) is not None


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        pytest.param(KARI, None, id="synthetic"),
        pytest.param(OLA, None, id="another"),
        pytest.param("12345678910", "does not begin with a date", id="of the published examples"),
        pytest.param("01018000100", "has wrong check digits", id="both check digits"),
        pytest.param("", "is not eleven digits", id="empty"),
        pytest.param(KARI[1:], "is not eleven digits", id="ten digits"),
        pytest.param(f"{KARI}\n", "is not eleven digits", id="a line end"),
        pytest.param("\N{ARABIC-INDIC DIGIT ONE}" * 11, "is not eleven digits", id="digits of another script"),
        pytest.param("00018000000", "does not begin with a date", id="day 0"),
        pytest.param("40018000000", "does not begin with a date", id="day 40"),
        pytest.param("72018000000", "does not begin with a date", id="D-number, day 32"),
        pytest.param("01008000000", "does not begin with a date", id="month 0"),
        pytest.param("01408000000", "does not begin with a date", id="month 40"),
        pytest.param("01538000000", "does not begin with a date", id="synthetic, month 13"),
        pytest.param("01788000000", "does not begin with a date", id="synthetic of Norsk Helsenett, month 13"),
        pytest.param("01938000000", "does not begin with a date", id="synthetic of the other kind, month 13"),
        pytest.param("29028100000", "does not begin with a date", id="no leap year in any century"),
        pytest.param("29029400000", "does not begin with a date", id="a leap year only without its decade"),
    ],
)
def test_the_fault_of_a_number(number: str, fault: str | None) -> None:
    assert national_id_fault(number) == fault


def test_a_leap_day_in_year_00_is_valid() -> None:
    assert national_id_fault(str(numbered("290200500"))) is None


@pytest.mark.parametrize("remainder", range(11))
def test_the_first_check_sum_of_numbers_from_2032_is_0_to_3(remainder: int) -> None:
    weights = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
    tens = (f"010180{number:04}" for number in range(10_000))
    ten = next(each for each in tens if check_sum(each, weights) == remainder and second_of(each) < 10)
    assert (national_id_fault(f"{ten}{second_of(ten)}") is None) is (remainder <= 3)


@given(digits(11))
def test_every_number_is_valid_or_has_one_fault(number: str) -> None:
    is_first_right = check_sum(number[:10], (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) <= 3
    right = is_first_right and second_of(number[:10]) == int(number[10])
    fault = national_id_fault(number)
    assert fault in {None, "does not begin with a date", "has wrong check digits"}
    if fault is None or fault == "has wrong check digits":
        assert (fault is None) is right


@given(numbers(month=0))
def test_real_people_are_not_synthetic(number: str) -> None:
    assert not is_synthetic(number)


@given(numbers(month=40) | numbers(month=65) | numbers(month=80))
def test_synthetic_people_are_synthetic(number: str) -> None:
    assert is_synthetic(number)


@pytest.mark.parametrize("month", ["00", "13", "40", "53", "60", "65", "78", "80", "93"])
def test_an_impossible_month_is_neither_real_nor_synthetic(month: str) -> None:
    assert not is_synthetic(f"01{month}8000100")


def test_a_number_without_eleven_digits_is_not_synthetic() -> None:
    assert not is_synthetic("0181")


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        pytest.param("984661185", None, id="the service's own"),
        pytest.param("999999999", None, id="nines"),
        pytest.param("810034882", None, id="begins with 8"),
        pytest.param("310028142", None, id="of the test register"),
        pytest.param("012345674", "does not begin with 8 or 9", id="begins with 0"),
        pytest.param("123456789", "has a wrong check digit", id="of the published examples"),
        pytest.param("98466118", "is not nine digits", id="eight digits"),
        pytest.param("984661185\n", "is not nine digits", id="a line end"),
        pytest.param("", "is not nine digits", id="empty"),
    ],
)
def test_the_fault_of_an_organisation_number(number: str, fault: str | None) -> None:
    assert organization_number_fault(number) == fault


@pytest.mark.parametrize("number", ["984661185", "810034882", "31002814", "310028142\n", ""])
def test_other_numbers_are_not_of_the_test_register(number: str) -> None:
    assert not is_test_organization(number)


def test_numbers_of_the_test_register_begin_with_2_or_3() -> None:
    assert is_test_organization("310028142")
    assert is_test_organization("213423423")


@given(digits(8))
def test_at_most_one_check_digit_is_valid(number: str) -> None:
    right = [check for check in range(10) if organization_number_fault(f"{number}{check}") is None]
    assert len(right) <= 1


@pytest.mark.parametrize("separator", ["", " ", ".", "-", "\N{NO-BREAK SPACE}"])
@given(number=numbers(), before=st.text(), after=st.text())
def test_a_number_is_found_in_a_text(separator: str, number: str, before: str, after: str) -> None:
    text = f"{before}!{number[:6]}{separator}{number[6:]}!{after}"
    assert number in list(national_ids_in(text))


@pytest.mark.parametrize(
    "text", [f"1{KARI}", f"{KARI}1", "12345678910", f"{KARI[:6]}    {KARI[6:]}", f"{KARI[:5]}/{KARI[5:]}", ""]
)
def test_other_digits_are_not_found(text: str) -> None:
    assert list(national_ids_in(text)) == []


@given(numbers(), TEXTS.filter(lambda text: not text[-1:].isdigit()))
def test_only_valid_id_numbers_in_a_file_name_are_masked(number: str, before: str) -> None:
    assert without_ids(f"{before}{number}.pdf").endswith(f"{number[:6]}*****.pdf")
    assert list(national_ids_in(without_ids(f"{before}{number}.pdf"))) == []


@pytest.mark.parametrize("name", ["20240131123456.pdf", "12345678910.pdf", "a.pdf", f"1{KARI}.pdf"])
def test_other_file_names_are_unchanged(name: str) -> None:
    assert without_ids(name) == name
