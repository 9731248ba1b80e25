"""Who a certificate names: a person by number, or an organisation, and what cannot be read is not known."""

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from signature_model.signed.identity import Identity, identity_of, method_of
from tests.kits.authorities import kari, organization, people, person
from tests.kits.certificates import changed, name
from tests.kits.jobs import KARI, OLA

PERSONAL = x509.ObjectIdentifier("2.16.578.1.61.2.4")


def holding(*attributes: tuple[x509.ObjectIdentifier, str]) -> Identity:
    return identity_of(people().issue(name(*attributes)).certificate)


def test_a_person_has_a_name_and_numbers() -> None:
    who = identity_of(kari().certificate)
    assert (who.name, who.number, who.own_number) == ("Kari Nordmann", KARI, "9578-5999-4-1000001")
    assert KARI not in repr(who)
    assert method_of(kari().certificate) == "BankID"
    assert method_of(organization().certificate) is None


def test_an_organisation_has_a_name_and_a_number() -> None:
    who = identity_of(organization().certificate)
    assert (who.organization, who.organization_number, who.number) == ("Pakker AS", "989584022", None)


ORGANIZATION, COUNTRY, NUMBER = NameOID.ORGANIZATION_NAME, NameOID.COUNTRY_NAME, NameOID.SERIAL_NUMBER


@pytest.mark.parametrize(
    ("attributes", "number"),
    [
        pytest.param([(COUNTRY, "NO"), (ORGANIZATION, "Firma AS"), (NUMBER, "991825827")], "991825827", id="SEID 1"),
        pytest.param([(ORGANIZATION, "Firma AS"), (NUMBER, "991825827")], None, id="no country"),
        pytest.param([(COUNTRY, "NO"), (NUMBER, "991825827")], None, id="no organisation"),
        pytest.param([(NameOID.COMMON_NAME, "991825827@example.com")], None, id="an e-mail address"),
        pytest.param(
            [(COUNTRY, "NO"), (ORGANIZATION, "Firma AS"), (NameOID.COMMON_NAME, "991825827 Firma")], None, id="a name"
        ),
    ],
)
def test_an_organisation_has_a_number_that_its_issuer_has_validated(
    attributes: list[tuple[x509.ObjectIdentifier, str]], number: str | None
) -> None:
    assert holding(*attributes).sealing_number == number


@pytest.mark.parametrize(
    "attribute", [(NameOID.GIVEN_NAME, "Kari"), (NameOID.SURNAME, "Nordmann"), (NameOID.PSEUDONYM, "K")]
)
def test_a_certificate_of_an_employee_is_not_the_organisation_s_own(
    attribute: tuple[x509.ObjectIdentifier, str],
) -> None:
    of_firm = (NameOID.ORGANIZATION_IDENTIFIER, "NTRNO-991825827")
    assert holding(of_firm).sealing_number == "991825827"
    assert (holding(of_firm, attribute).sealing_number, holding(of_firm, attribute).is_person) == (None, True)


@pytest.mark.parametrize(
    ("identifier", "serial", "number"),
    [
        pytest.param("NTRSE-5566778899", "989584022", None, id="of another country"),
        pytest.param("VATSE-556677889901", "989 584 022", None, id="for the taxes of another country"),
        pytest.param("VATNO-989584022", "999888777", None, id="two numbers"),
        pytest.param("VATNO-989584022", "989 584 022", "989584022", id="one number twice"),
        pytest.param("VATNO-989584022MVA", "card 7", "989584022", id="and the number of something else"),
        pytest.param("NTRNO-989584022", "card 7", "989584022", id="in the register"),
    ],
)
def test_the_identifiers_of_an_organisation_do_not_contradict_each_other(
    identifier: str, serial: str, number: str | None
) -> None:
    who = holding((NameOID.ORGANIZATION_IDENTIFIER, identifier), (NameOID.SERIAL_NUMBER, serial))
    assert who.organization_number == number


def test_a_number_may_be_in_the_subject() -> None:
    assert holding((NameOID.SERIAL_NUMBER, f"PNONO-{KARI}")).number == KARI
    assert holding((NameOID.SERIAL_NUMBER, f"PNOSE-{KARI}")).number is None


def test_two_numbers_identify_no_one() -> None:
    who = holding((NameOID.SERIAL_NUMBER, f"PNONO-{KARI}"), (NameOID.SERIAL_NUMBER, f"PNONO-{OLA}"))
    assert (who.number, who.is_person) == (None, True)
    assert holding((NameOID.SERIAL_NUMBER, "9578-1-1"), (NameOID.SERIAL_NUMBER, "9578-1-2")).own_number is None


@pytest.mark.parametrize(
    "content",
    [b"", b"\x13\x0a1234567890", b"\x13\x0b1234567890x", b"\x13\x02\xff\xff", b"\x13\x0b1", b"\x13\x0012345678901"],
)
def test_an_extension_without_a_number_is_not_one(content: bytes) -> None:
    extension = x509.UnrecognizedExtension(PERSONAL, content)
    assert identity_of(person("Ola", None, extension).certificate).number is None


def test_a_name_that_cannot_be_read_is_not_known() -> None:
    damaged = changed(kari().certificate, b"Kari Nordmann", b"\xff" * 13)
    assert identity_of(damaged) == Identity()
