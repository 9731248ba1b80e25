"""Signers are identified once each, and their contact information has a usual form."""

from dataclasses import replace

import pytest
from email_validator import validate_email
from hypothesis import assume, given, strategies

from signature_model import Lookup, Notifications, Sector, Signer
from signature_model.rules.contacts import MAX_PLAIN, PLAIN_EMAIL
from tests.kits.jobs import KARI, OLA, PUBLIC
from tests.kits.reports import codes_of, of_job

MAIL, PHONE = Notifications(email="kari@example.com"), Notifications(sms="98765432")
NATURAL = "01018000136"
"""The number of somebody who is not synthetic by its month; its check digits are right."""
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
        pytest.param([Signer.by_email("kari@example.com"), Signer.by_email("KARI@Example.com")], ["PSR309"], id="case"),
        pytest.param([Signer.by_mobile("98765432"), Signer.by_mobile("+47 987-65-432")], ["PSR309"], id="separators"),
        pytest.param([Signer.by_mobile("0047 98765432"), Signer.by_mobile("+4798765432")], ["PSR309"], id="00 and +"),
        pytest.param([Signer.by_mobile("+46701234567"), Signer.by_mobile("0046 70 1234567")], ["PSR309"], id="Swedish"),
        pytest.param([Signer.by_mobile("+46700234567"), Signer.by_mobile("0046700234567")], ["PSR309"], id="00 within"),
        pytest.param([Signer.by_mobile("+46 (0)70 1234567"), Signer.by_mobile("+46701234567")], ["PSR309"], id="(0)"),
        pytest.param([Signer(notify=PHONE), Signer(notify=PHONE)], ["PSR309"], id="one mobile number twice"),
        pytest.param([Signer(notify=MAIL), Signer(notify=replace(MAIL, sms="98765432"))], [], id="one address in part"),
        pytest.param([Signer(notify=Lookup()), Signer(notify=Lookup())], ["PSR303"], id="two unidentified signers"),
        pytest.param(
            [Signer.by_contact_information(email=""), by_number(KARI), by_number(KARI)],
            ["PSR309", "PSR310"],
            id="behind a blank address",
        ),
        pytest.param([Signer.by_contact_information(email="")] * 2, ["PSR310"], id="blank addresses twice"),
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


NAMES = strategies.lists(strategies.text("aZ09_+-", min_size=1, max_size=12), min_size=1, max_size=3)
WORDS = strategies.lists(strategies.text("aZ09", min_size=1, max_size=12), min_size=1, max_size=2)
DOMAINS = strategies.lists(WORDS.map("-".join), min_size=1, max_size=2)


@given(NAMES, DOMAINS, strategies.sampled_from(["com", "net", "no", "org", "NO"]))
def test_a_plain_address_is_valid_by_the_grammar(names: list[str], domains: list[str], top: str) -> None:
    address = f"{'.'.join(names)}@{'.'.join([*domains, top])}"
    assume(len(address) <= MAX_PLAIN)

    assert PLAIN_EMAIL.fullmatch(address)
    validate_email(address, check_deliverability=False, test_environment=True, strict=True)


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
        pytest.param("kari@example.123", ["PSR311"], id="a top level domain of digits"),
        pytest.param("kari@example.photography", [], id="a long top level domain"),
        pytest.param("kari+x@example.com", [], id="a plus sign"),
        pytest.param("mailto:kari@example.com", ["PSR311"], id="mailto"),
        pytest.param("kari@example.com?subject=x", ["PSR311"], id="a query"),
        pytest.param("'kari@example.com'", ["PSR311"], id="in quotes"),
        pytest.param('"kari n"@example.com', ["PSR311"], id="a quoted name"),
        pytest.param(".kari@example.com", ["PSR311"], id="a dot first"),
        pytest.param("kari..n@example.com", ["PSR311"], id="two dots in the name"),
        pytest.param(f"{'k' * 64}@example.com", [], id="64 characters before the at sign"),
        pytest.param(f"{'k' * 65}@example.com", ["PSR311"], id="65 characters before the at sign"),
        pytest.param(f"kari@{'e' * 64}.com", ["PSR311"], id="a label of 64 characters"),
        pytest.param("kari@exam_ple.com", ["PSR311"], id="a character that no host name has"),
        pytest.param("\N{ZERO WIDTH SPACE}kari@example.com", ["PSR311"], id="a zero-width space"),
        pytest.param("kari@example.com\N{LEFT-TO-RIGHT MARK}", ["PSR311"], id="a mark of direction"),
        pytest.param("ka\N{SOFT HYPHEN}ri@example.com", ["PSR311"], id="a soft hyphen"),
        pytest.param("\N{ZERO WIDTH NO-BREAK SPACE}kari@example.com", ["PSR311"], id="a byte order mark"),
        pytest.param("k\N{REPLACEMENT CHARACTER}ri@example.com", ["PSR311"], id="a lost character"),
        pytest.param("kari\N{VARIATION SELECTOR-16}@example.com", ["PSR311"], id="a variation selector"),
        pytest.param("kari\N{HANGUL FILLER}@example.com", ["PSR311"], id="a letter that shows nothing"),
        pytest.param("\N{LEFT DOUBLE QUOTATION MARK}kari@example.com", ["PSR311"], id="a typographic quotation mark"),
        pytest.param("kari@\N{FULLWIDTH LATIN SMALL LETTER E}xample.com", ["PSR311"], id="a wide letter in the host"),
        pytest.param("kari@xn--blbrskogen-25an.no", [], id="Norwegian letters, encoded"),
        pytest.param("kari@BLÅBÆRSKOGEN.no", [], id="Norwegian capitals"),
        pytest.param("kari@ola@example.com", ["PSR311"], id="two at signs"),
        pytest.param(" kari@example.com", ["PSR311"], id="a blank before"),
        pytest.param("kari@example.com ", ["PSR311"], id="a blank behind"),
        pytest.param("Kari <kari@example.com>", ["PSR311"], id="with a name"),
        pytest.param("kari@example.com,ola@example.com", ["PSR311"], id="two addresses"),
    ],
)
def test_an_email_address_looks_like_one(email: str, codes: list[str]) -> None:
    assert codes_of(of_job(signers=[Signer.by_contact_information(email=email)])) == codes


@pytest.mark.parametrize(
    ("sms", "codes"),
    [
        pytest.param("98765432", [], id="eight digits"),
        pytest.param("987 65 432", [], id="in groups"),
        pytest.param("+4798765432", [], id="with a country code"),
        pytest.param("004798765432", [], id="with a country code after 00"),
        pytest.param("+46 (70) 123-45 67", [], id="Swedish"),
        pytest.param("987.65.432", [], id="with dots"),
        pytest.param("987\N{MIDDLE DOT}65\N{MIDDLE DOT}432", [], id="with dots in the middle"),
        pytest.param("987\N{NO-BREAK SPACE}65\N{EN DASH}432", [], id="with blanks and dashes of other kinds"),
        pytest.param("40000000", [], id="begins with 4"),
        pytest.param("580000000000", [], id="a machine"),
        pytest.param("22334455", ["PSR312"], id="a landline"),
        pytest.param("+47 22 33 44 55", ["PSR312"], id="a landline with a country code"),
        pytest.param("00000000", ["PSR312"], id="zeros"),
        pytest.param("+1234567", ["PSR312"], id="too short for its country"),
        pytest.param("+999123456789", ["PSR312"], id="a country code that does not exist"),
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
