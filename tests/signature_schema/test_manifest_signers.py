"""Tests of the schema of signers and senders."""

from collections.abc import Callable

import pytest

from tests.signature_schema.manifests import (
    ADVANCED,
    BOTH,
    BY_CONTACT,
    BY_NUMBER,
    DOCUMENTS,
    EMAIL,
    FOR_SELF,
    LOOKUP,
    SENDER,
    SMS,
    TITLE,
    manifest,
    signer,
    signers,
    with_signer,
)

Verdict = Callable[[str], bool]


@pytest.mark.parametrize(("count", "valid"), [(0, False), (1, True), (10, True), (11, False)])
def test_a_job_has_1_to_10_signers(portal_accepts: Verdict, count: int, *, valid: bool) -> None:
    listed = f"<signers>{signer() * count}</signers>"
    assert portal_accepts(manifest(listed, SENDER, TITLE, DOCUMENTS)) is valid


@pytest.mark.parametrize(
    ("parts", "valid"),
    [
        pytest.param((BY_CONTACT, BOTH), True, id="by contact information"),
        pytest.param((BY_NUMBER, LOOKUP), True, id="by number, with lookup"),
        pytest.param((BY_CONTACT, LOOKUP), True, id="by contact information, with lookup"),
        pytest.param((BY_NUMBER, ADVANCED, BOTH, FOR_SELF), True, id="with everything"),
        pytest.param((BOTH,), False, id="not identified"),
        pytest.param((BY_NUMBER, BY_CONTACT, BOTH), False, id="identified in two ways"),
        pytest.param((BY_NUMBER, BY_NUMBER, BOTH), False, id="two numbers"),
        pytest.param((BY_CONTACT, BY_CONTACT, BOTH), False, id="twice by contact information"),
        pytest.param((BY_NUMBER,), False, id="not notified"),
        pytest.param((BY_NUMBER, BOTH, LOOKUP), False, id="notified in two ways"),
        pytest.param((BY_NUMBER, BOTH, BOTH), False, id="notifications twice"),
        pytest.param((BY_NUMBER, LOOKUP, LOOKUP), False, id="lookup twice"),
        pytest.param((BOTH, BY_NUMBER), False, id="notifications first"),
        pytest.param((BY_NUMBER, BOTH, ADVANCED), False, id="signature type last"),
        pytest.param((ADVANCED, BY_NUMBER, BOTH), False, id="signature type first"),
        pytest.param((BY_NUMBER, ADVANCED, ADVANCED, BOTH), False, id="signature type twice"),
        pytest.param((BY_NUMBER, FOR_SELF, BOTH), False, id="on behalf of before notifications"),
        pytest.param((BY_NUMBER, BOTH, FOR_SELF, FOR_SELF), False, id="on behalf of twice"),
        pytest.param(
            (BY_NUMBER, "<notifications><notifications-using-lookup/></notifications>"),
            False,
            id="lookup within notifications",
        ),
    ],
)
def test_the_parts_of_a_signer_come_in_one_order(
    portal_accepts: Verdict, parts: tuple[str, ...], *, valid: bool
) -> None:
    assert portal_accepts(with_signer(*parts)) is valid


@pytest.mark.parametrize(
    ("inside", "valid"),
    [
        pytest.param(EMAIL, True, id="e-mail"),
        pytest.param(SMS, True, id="sms"),
        pytest.param(EMAIL + SMS, True, id="e-mail, then sms"),
        pytest.param(SMS + EMAIL, False, id="sms, then e-mail"),
        pytest.param("", False, id="nothing"),
        pytest.param(EMAIL + EMAIL, False, id="e-mail twice"),
        pytest.param(SMS + SMS, False, id="sms twice"),
        pytest.param(EMAIL + SMS + SMS, False, id="e-mail and sms twice"),
        pytest.param("<email/>", False, id="e-mail without an address"),
        pytest.param("<sms/>", False, id="sms without a number"),
        pytest.param('<email address=""/>', True, id="an empty address"),
        pytest.param('<sms number=""/>', True, id="an empty number"),
        pytest.param('<email address="a" number="b"/>', False, id="an attribute too many"),
        pytest.param('<sms number="a" address="b"/>', False, id="an attribute of the other"),
        pytest.param('<email address="a">kari@example.com</email>', False, id="text in e-mail"),
        pytest.param('<sms number="a">99999999</sms>', False, id="text in sms"),
    ],
)
def test_notifications_hold_an_email_an_sms_or_both(portal_accepts: Verdict, inside: str, *, valid: bool) -> None:
    assert portal_accepts(with_signer(BY_NUMBER, f"<notifications>{inside}</notifications>")) is valid


@pytest.mark.parametrize(
    ("inside", "valid"),
    [
        pytest.param("<email/>", True, id="e-mail"),
        pytest.param("<email/><sms/>", True, id="e-mail, then sms"),
        pytest.param("", False, id="nothing"),
        pytest.param("<sms/>", False, id="sms alone"),
        pytest.param("<sms/><email/>", False, id="sms, then e-mail"),
        pytest.param("<email/><email/>", False, id="e-mail twice"),
        pytest.param("<email/><sms/><sms/>", False, id="sms twice"),
        pytest.param(EMAIL, False, id="an address"),
        pytest.param(f"<email/>{SMS}", False, id="a number"),
    ],
)
def test_a_lookup_is_by_email_and_perhaps_by_sms(portal_accepts: Verdict, inside: str, *, valid: bool) -> None:
    lookup = f"<notifications-using-lookup>{inside}</notifications-using-lookup>"
    assert portal_accepts(with_signer(BY_NUMBER, lookup)) is valid


EMPTY_ELEMENTS = [
    pytest.param("", True, id="nothing"),
    pytest.param("><!-- a comment --><?an instruction?></{0}", True, id="a comment and an instruction"),
    pytest.param(">text</{0}", False, id="text"),
    pytest.param("> </{0}", False, id="a blank"),
    pytest.param("><{0}/></{0}", False, id="an element"),
    pytest.param(' any="1"', False, id="an attribute"),
    pytest.param(' xml:lang="nb"', False, id="xml:lang"),
    pytest.param(' xsi:type="enabled"', True, id="its own type"),
    pytest.param(' xsi:type="empty-element"', False, id="another empty type"),
    pytest.param(' xsi:nil="true"', False, id="nil"),
    pytest.param(' xsi:nil="false"', False, id="not nil"),
    pytest.param(' xsi:schemaLocation="urn:a b.xsd"', True, id="schema location"),
]


@pytest.mark.parametrize(("inside", "valid"), EMPTY_ELEMENTS)
@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("identified-by-contact-information", with_signer("{0}", BOTH), id="identification"),
        pytest.param("email", with_signer(BY_NUMBER, LOOKUP.replace("<email/>", "{0}")), id="lookup by e-mail"),
        pytest.param("sms", with_signer(BY_NUMBER, LOOKUP.replace("<email/>", "<email/>{0}")), id="lookup by sms"),
    ],
)
def test_an_empty_element_holds_comments_at_most(
    portal_accepts: Verdict, name: str, message: str, inside: str, *, valid: bool
) -> None:
    element = f"<{name}{inside.format(name)}>" if inside.startswith(">") else f"<{name}{inside}/>"
    assert portal_accepts(message.format(element)) is valid


@pytest.mark.parametrize(
    ("order", "valid"),
    [
        ("0", True), ("9", True), ("10", False), ("-1", False), ("-0", True), ("+5", True), ("05", True), (" 5 ", True),
        ("\n5\t", True), ("5 5", False), ("", False), (" ", False), ("5.0", False), ("1e0", False), ("five", False),
    ],
)  # fmt: skip
def test_order_is_a_number_from_0_to_9(portal_accepts: Verdict, order: str, *, valid: bool) -> None:
    assert portal_accepts(with_signer(order=order)) is valid


def test_a_signer_has_no_attribute_but_order(portal_accepts: Verdict) -> None:
    assert not portal_accepts(manifest().replace("<signer>", '<signer group="1">'))
    assert not portal_accepts(manifest().replace("<signer>", '<signer p:order="1" xmlns:p="urn:p">'))


DIGITS = "123456789123"


@pytest.mark.parametrize("element", ["personal-identification-number", "organization-number"])
@pytest.mark.parametrize(
    ("change", "valid"),
    [
        pytest.param("{0}", True, id="as it should be"),
        pytest.param("{0}1", False, id="a digit too many"),
        pytest.param("", False, id="nothing"),
        pytest.param(" {0}", False, id="a blank before"),
        pytest.param("{0} ", False, id="a blank after"),
        pytest.param("\n{0}\n", False, id="on a line of its own"),
        pytest.param("<!-- a comment -->{0}", True, id="a comment before"),
        pytest.param("<![CDATA[{0}]]>", True, id="a CDATA section"),
        pytest.param("<b>{0}</b>", False, id="an element around"),
        pytest.param("{0}<b/>", False, id="an element after"),
    ],
)
def test_numbers_of_people_and_organisations_are_digits_alone(
    portal_accepts: Verdict, element: str, change: str, *, valid: bool
) -> None:
    number = DIGITS[: {"personal-identification-number": 11, "organization-number": 9}[element]]
    wanted = f"<{element}>{change.format(number)}</{element}>"
    by = wanted if element.startswith("personal") else BY_NUMBER
    sender = wanted if element.startswith("org") else "<organization-number>123456789</organization-number>"
    listed = signers(signer(by, BOTH))
    assert portal_accepts(manifest(listed, f"<sender>{sender}</sender>", TITLE, DOCUMENTS)) is valid


@pytest.mark.parametrize("number", ["1234567891", "1234567891a", "1234567891٣", "1234567891\uff10", "-1234567891"])
def test_a_personal_identification_number_has_eleven_ascii_digits(portal_accepts: Verdict, number: str) -> None:
    assert not portal_accepts(manifest().replace("12345678910", number))


@pytest.mark.parametrize("number", ["12345678", "12345678a", "12345678٣", "12345678\uff10", "-12345678"])
def test_an_organization_number_has_nine_ascii_digits(portal_accepts: Verdict, number: str) -> None:
    assert not portal_accepts(manifest().replace(">123456789<", f">{number}<"))


@pytest.mark.parametrize(
    "sender",
    [
        pytest.param("<sender/>", id="no number"),
        pytest.param(SENDER.replace("</sender>", "<name>Vei</name></sender>"), id="a name besides"),
        pytest.param(SENDER.replace("<sender>", '<sender sector="public">'), id="an attribute"),
        pytest.param(SENDER.replace("</sender>", SENDER[8:]), id="two numbers"),
    ],
)
def test_a_sender_is_one_organization_number(portal_accepts: Verdict, sender: str) -> None:
    assert not portal_accepts(manifest(signers(), sender, TITLE, DOCUMENTS))
