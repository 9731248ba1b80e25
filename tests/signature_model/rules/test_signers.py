"""Signers are different, identified and can be notified."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signature_model import Environment, Lookup, Notifications, Sector, Sender, Signer
from tests.kits.jobs import KARI, OLA, PUBLIC
from tests.kits.reports import codes_of, of_job

MAIL, PHONE = Notifications(email="kari@example.com"), Notifications(sms="98765432")
NATURAL = "01018000136"
"""A number that is not synthetic, with correct check digits."""
D_NUMBER = "41018000049"
WHERE = "/portal-signature-job-manifest/signers/"


def by_number(number: str) -> Signer:
    return Signer.by_national_id(number, notify=Lookup())


@pytest.mark.parametrize(
    ("signers", "codes"),
    [
        pytest.param([by_number(KARI), by_number(OLA)], [], id="two numbers"),
        pytest.param([by_number(KARI), by_number(KARI)], ["PSR309"], id="one number twice"),
        pytest.param([replace(by_number(KARI), order=1), replace(by_number(KARI), order=2)], ["PSR309"], id="in turn"),
        pytest.param([Signer(notify=MAIL), Signer(notify=PHONE)], [], id="two addresses"),
        pytest.param([Signer(notify=MAIL), Signer(notify=MAIL)], ["PSR309"], id="one address twice"),
        pytest.param([Signer(notify=PHONE), Signer(notify=PHONE)], ["PSR309"], id="one mobile number twice"),
        pytest.param([Signer(notify=MAIL), Signer(notify=replace(MAIL, sms="98765432"))], [], id="one address in part"),
        pytest.param([Signer(notify=Lookup()), Signer(notify=Lookup())], ["PSR303"], id="two unidentified signers"),
        pytest.param(
            [Signer.by_email(""), by_number(KARI), by_number(KARI)], ["PSR309", "PSR310"], id="behind a blank address"
        ),
        pytest.param([Signer.by_email("")] * 2, ["PSR310"], id="blank addresses twice"),
        pytest.param([Signer(notify=Notifications())] * 2, ["PSR103"], id="no addresses twice"),
        pytest.param([Signer(notify=None)] * 2, ["PSR103"], id="no notifications twice"),
    ],
)
def test_two_signers_need_different_identifications(signers: list[Signer], codes: list[str]) -> None:
    assert codes_of(of_job(signers=signers)) == codes


def test_each_blank_address_is_a_finding() -> None:
    report = of_job(signers=[Signer(notify=Notifications(email=" ", sms=""))])
    assert [(finding.where, finding.message) for finding in report.findings] == [
        (f"{WHERE}signer/notifications/email/@address", "the e-mail address is blank"),
        (f"{WHERE}signer/notifications/sms/@number", "the mobile number is blank"),
    ]


def test_the_second_and_third_of_equal_signers_are_findings() -> None:
    report = of_job(signers=[by_number(KARI), by_number(OLA), by_number(KARI), by_number(KARI)])
    assert [(finding.where, finding.message) for finding in report.findings] == [
        (f"{WHERE}signer[{number}]", "the same identification as signers/signer[1]") for number in (3, 4)
    ]


@pytest.mark.parametrize(
    ("email", "codes"),
    [
        pytest.param("kari@example.com", [], id="plain"),
        pytest.param("kari.nordmann+post@sub.example.museum", [], id="with everything"),
        pytest.param("blåbær@blåbærskogen.no", [], id="Norwegian letters"),
        pytest.param("o'hara@example.com", [], id="an apostrophe"),
        pytest.param("", ["PSR310"], id="empty"),
        pytest.param(" \t", ["PSR310"], id="blank"),
        pytest.param("kari", ["PSR311"], id="no at sign"),
        pytest.param("kari@", ["PSR311"], id="no domain"),
        pytest.param("@example.com", ["PSR311"], id="no local part"),
        pytest.param("kari@example", ["PSR311"], id="no dot"),
        pytest.param("kari@example.", ["PSR311"], id="a dot at the end"),
        pytest.param("kari@example..com", ["PSR311"], id="two dots"),
        pytest.param("kari@example.c", ["PSR311"], id="a top level domain of one letter"),
        pytest.param("kari@ola@example.com", ["PSR311"], id="two at signs"),
        pytest.param(" kari@example.com", ["PSR311"], id="a blank before"),
        pytest.param("kari@example.com ", ["PSR311"], id="a blank behind"),
        pytest.param("Kari <kari@example.com>", ["PSR311"], id="with a name"),
        pytest.param("kari@example.com,ola@example.com", ["PSR311"], id="two addresses"),
    ],
)
def test_an_email_address_looks_like_one(email: str, codes: list[str]) -> None:
    assert codes_of(of_job(signers=[Signer.by_email(email)])) == codes


@pytest.mark.parametrize(
    ("sms", "codes"),
    [
        pytest.param("98765432", [], id="eight digits"),
        pytest.param("987 65 432", [], id="in groups"),
        pytest.param("+4798765432", [], id="with a country code"),
        pytest.param("004798765432", [], id="with a country code after 00"),
        pytest.param("+46 (70) 123-45 67", [], id="Swedish"),
        pytest.param("+1234567", [], id="seven digits with a plus"),
        pytest.param("", ["PSR310"], id="empty"),
        pytest.param("  ", ["PSR310"], id="blank"),
        pytest.param("-", ["PSR312"], id="punctuation only"),
        pytest.param("9876543", ["PSR312"], id="seven digits"),
        pytest.param("987654321", ["PSR312"], id="nine digits"),
        pytest.param("4798765432", ["PSR312"], id="a country code without a plus"),
        pytest.param("+0798765432", ["PSR312"], id="a country code that begins with 0"),
        pytest.param("+123456", ["PSR312"], id="too short for any country"),
        pytest.param("+1234567890123456", ["PSR312"], id="too long for any country"),
        pytest.param("98765432x", ["PSR312"], id="a letter"),
        pytest.param("٩٨٧٦٥٤٣٢", ["PSR312"], id="other digits"),
    ],
)
def test_a_mobile_number_looks_like_one(sms: str, codes: list[str]) -> None:
    assert codes_of(of_job(signers=[Signer.by_mobile(sms)])) == codes


def test_contact_information_counts_for_signers_with_a_number_too() -> None:
    signer = Signer.by_national_id(KARI, notify=Notifications(email="kari", sms=""))
    report = of_job(replace(PUBLIC, sector=Sector.PRIVATE), signers=[signer])
    assert [(finding.code, finding.where) for finding in report.findings] == [
        ("PSR310", f"{WHERE}signer/notifications/sms/@number"),
        ("PSR311", f"{WHERE}signer/notifications/email/@address"),
    ]


def test_lookup_has_no_contact_information() -> None:
    assert codes_of(of_job(signers=[by_number(KARI)])) == []


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
        pytest.param("98466118", ["PSR103"], id="eight digits"),
        pytest.param("", ["PSR103"], id="none"),
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
