"""Tests that all numbers and addresses are valid, of every kind, and synthetic if that is guaranteed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from signature_model import Environment, PortalJob, Signer, validate_job
from signature_model.jobs.identifiers import is_national_id, is_synthetic, organization_number_fault
from signature_model.strategies import emails, mobiles, national_ids, organization_numbers
from signature_model.strategies.identifiers import next_mobile, next_national_id
from tests.kits.jobs import a_job
from tests.kits.reports import codes_of
from tests.signature_model.strategies.examples import examples


def kind_of(number: str) -> tuple[bool, int]:
    """Whether it is a D-number, and the number that was added to the month."""
    return int(number[0]) >= 4, int(number[2:4]) // 40 * 40


@pytest.mark.parametrize(
    ("environment", "kinds"),
    [
        pytest.param(Environment.TEST, {(False, 40), (True, 40), (False, 80), (True, 80)}, id="synthetic people"),
        pytest.param(Environment.PRODUCTION, {(False, 0), (True, 0)}, id="ordinary numbers and D-numbers"),
        pytest.param(
            None, {(each, added) for each in (False, True) for added in (0, 40, 80)}, id="synthetic ones and others"
        ),
    ],
)
def test_every_number_is_valid_and_every_kind_occurs(
    environment: Environment | None, kinds: set[tuple[bool, int]]
) -> None:
    numbers = examples(national_ids(environment=environment), 200)
    assert all(map(is_national_id, numbers))
    assert {kind_of(number) for number in numbers} == kinds
    assert {is_synthetic(number) for number in numbers} == {added > 0 for _, added in kinds}


@given(national_ids())
def test_the_next_number_is_valid_and_has_the_same_birthday(number: str) -> None:
    following = next_national_id(number)
    assert is_national_id(following)
    assert (following[:6], following == number) == (number[:6], False)


@given(organization_numbers())
def test_every_organisation_number_is_valid(number: str) -> None:
    assert organization_number_fault(number) is None
    assert number[0] in "89"


def to(signer: Signer) -> PortalJob:
    return a_job(signers=[signer])


@pytest.mark.parametrize(
    "signers",
    [
        pytest.param(emails().map(Signer.by_email), id="e-mail"),
        pytest.param(mobiles().map(Signer.by_mobile), id="mobile"),
        pytest.param(mobiles().map(next_mobile).map(Signer.by_mobile), id="the next mobile"),
    ],
)
@given(data=st.data())
def test_no_address_is_implausible(signers: SearchStrategy[Signer], data: st.DataObject) -> None:
    assert codes_of(validate_job(to(data.draw(signers)))) == []
