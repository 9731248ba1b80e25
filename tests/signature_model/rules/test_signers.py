"""Signers are different, identified and can be notified."""

from dataclasses import replace

import pytest

from signature_model import Environment, Lookup, Notifications, Sector, Sender, Signer
from tests.kits.jobs import KARI, PUBLIC
from tests.kits.reports import codes_of, of_job

MAIL, PHONE = Notifications(email="kari@example.com"), Notifications(sms="98765432")
NATURAL = "01018000136"
"""A number that is not synthetic, with correct check digits."""
D_NUMBER = "41018000049"
WHERE = "/portal-signature-job-manifest/signers/"


def by_number(number: str) -> Signer:
    return Signer(personal_identification_number=number, notify=Lookup())


@pytest.mark.parametrize(
    ("number", "in_test", "in_production"),
    [
        pytest.param(NATURAL, [], [], id="a real person"),
        pytest.param(D_NUMBER, [], [], id="a D-number"),
        pytest.param(KARI, [], ["PSR314"], id="a synthetic number"),
        pytest.param("12345678910", ["PSR313"], ["PSR313"], id="no date, though a synthetic month"),
        pytest.param("01018000137", ["PSR313"], ["PSR313"], id="a wrong check digit"),
        pytest.param("01818000283", ["PSR313"], ["PSR313"], id="a synthetic number with a wrong check digit"),
        pytest.param("0101800013", ["PSR103"], ["PSR103"], id="ten digits"),
        pytest.param("010180001360", ["PSR103"], ["PSR103"], id="twelve digits"),
        pytest.param(" 01018000136", ["PSR103"], ["PSR103"], id="a blank before"),
        pytest.param("", ["PSR103"], ["PSR103"], id="nothing"),
    ],
)
def test_a_national_id_number_is_checked_for_its_environment(
    number: str, in_test: list[str], in_production: list[str]
) -> None:
    for environment, codes in ((Environment.TEST, in_test), (Environment.PRODUCTION, in_production)):
        assert codes_of(of_job(replace(PUBLIC, environment=environment), signers=[by_number(number)])) == codes


def test_signers_without_a_number_break_no_rule_for_numbers() -> None:
    production = replace(PUBLIC, environment=Environment.PRODUCTION)
    assert codes_of(of_job(production, signers=[Signer.by_email("kari@example.com")])) == []


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        pytest.param("984661185", [], id="right"),
        pytest.param("984661186", ["PSR315"], id="a wrong check digit"),
        pytest.param("123456789", ["PSR315"], id="the documentation's"),
        pytest.param("012345674", ["PSR315"], id="begins with 0"),
        pytest.param("310028142", [], id="of the test register"),
        pytest.param("98466118", ["PSR103"], id="eight digits"),
        pytest.param("", [], id="that of the certificate"),
    ],
)
def test_an_organisation_number_has_the_right_check_digit(number: str, codes: list[str]) -> None:
    assert codes_of(of_job(sender=Sender(number, sector=Sector.PUBLIC))) == codes


@pytest.mark.parametrize(
    ("orders", "codes"),
    [
        pytest.param([None], [], id="none"),
        pytest.param([0], [], id="0"),
        pytest.param([1], ["PSR317"], id="1"),
        pytest.param([9], ["PSR317"], id="9"),
        pytest.param([1, 1], [], id="two at once"),
        pytest.param([1, 5], [], id="two in turn"),
        pytest.param([10, 0], ["PSR103"], id="more than 9"),
    ],
)
def test_an_order_among_one_signer_has_no_effect(orders: list[int | None], codes: list[str]) -> None:
    signers = [Signer.by_email(f"{number}@example.com", order=order) for number, order in enumerate(orders)]
    assert codes_of(of_job(signers=signers)) == codes


def test_numbers_of_the_test_register_are_reported_in_production() -> None:
    sender = Sender("310028142", sector=Sector.PUBLIC)
    assert codes_of(of_job(replace(PUBLIC, environment=Environment.TEST), sender=sender)) == []
    report = of_job(replace(PUBLIC, environment=Environment.PRODUCTION), sender=sender)
    messages = [each.message for each in report.findings if each.code == "PSR315"]
    assert messages == ["310028142 is a number of the test register"]
