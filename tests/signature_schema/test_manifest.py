"""What a manifest may look like: elements, order, numbers, facets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from signature_schema import load_portal

if TYPE_CHECKING:
    from collections.abc import Callable

    Verdict = Callable[[str], bool]

BY_NUMBER = "<personal-identification-number>12345678910</personal-identification-number>"
BY_CONTACT = "<identified-by-contact-information/>"
EMAIL = '<email address="kari@example.com"/>'
SMS = '<sms number="99999999"/>'
BOTH = f"<notifications>{EMAIL}{SMS}</notifications>"
LOOKUP = "<notifications-using-lookup><email/></notifications-using-lookup>"
ADVANCED = "<signature-type>ADVANCED_ELECTRONIC_SIGNATURE</signature-type>"
FOR_SELF = "<on-behalf-of>SELF</on-behalf-of>"
SENDER = "<sender><organization-number>123456789</organization-number></sender>"
TITLE = "<title>Contract</title>"
NONSENSITIVE = "<nonsensitive-title>A paper</nonsensitive-title>"
DESCRIPTION = "<description>Please sign</description>"
DOCUMENT = f'<document href="a.pdf" mime="application/pdf">{TITLE}</document>'
DOCUMENTS = f"<documents>{DOCUMENT}</documents>"
LEVEL = "<required-authentication>4</required-authentication>"
OPENS = "<activation-time>2031-02-10T12:00:00+01:00</activation-time>"
SECONDS = "<available-seconds>864000</available-seconds>"
AVAILABILITY = f"<availability>{OPENS}{SECONDS}</availability>"
IDENTIFIER = "<identifier-in-signed-documents>NAME</identifier-in-signed-documents>"

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def manifest(*parts: str) -> str:
    """Make a manifest of these children, or the smallest one there is."""
    children = "".join(parts or (signers(), SENDER, TITLE, DOCUMENTS))
    return (
        f'<portal-signature-job-manifest xmlns="http://signering.posten.no/schema/v1" {XSI}>'
        f"{children}</portal-signature-job-manifest>"
    )


def signers(*each: str) -> str:
    """Make the list of signers, of one where none is given."""
    return f"<signers>{''.join(each or (signer(),))}</signers>"


def signer(*parts: str, order: str | None = None) -> str:
    """Make a signer of these children, or the smallest one there is."""
    attribute = "" if order is None else f' order="{order}"'
    return f"<signer{attribute}>{''.join(parts or (BY_NUMBER, BOTH))}</signer>"


def with_signer(*parts: str, order: str | None = None) -> str:
    """Make a manifest with one signer of these children."""
    return manifest(signers(signer(*parts, order=order)), SENDER, TITLE, DOCUMENTS)


def with_job(*parts: str) -> str:
    """Make a manifest whose part after the sender is this one."""
    return manifest(signers(), SENDER, *parts)


def with_document(href: str = "a.pdf", mime: str = "application/pdf", inside: str = TITLE) -> tuple[str, str]:
    """Make a present and a deprecated manifest with this document."""
    document = f'<document href="{href}" mime="{mime}">{inside}</document>'
    return with_job(TITLE, f"<documents>{document}</documents>"), with_job(document)


def test_the_smallest_manifest_is_valid(portal_accepts: Verdict) -> None:
    assert portal_accepts(manifest())


EVERYTHING = [
    pytest.param(
        manifest(
            signers(
                signer(BY_NUMBER, ADVANCED, BOTH, FOR_SELF, order="1"),
                signer(BY_CONTACT, f"<notifications>{SMS}</notifications>"),
                signer(BY_NUMBER, LOOKUP.replace("<email/>", "<email/><sms/>")),
            ),
            SENDER,
            *job,
            LEVEL,
            AVAILABILITY,
            IDENTIFIER,
        ),
        id=form,
    )
    for form, job in {
        "present": (TITLE, NONSENSITIVE, DESCRIPTION, DOCUMENTS),
        "deprecated": (DOCUMENT.replace(TITLE, TITLE + NONSENSITIVE + DESCRIPTION),),
    }.items()
]


@pytest.mark.parametrize("message", EVERYTHING)
def test_a_manifest_may_have_everything_at_once(portal_accepts: Verdict, message: str) -> None:
    assert portal_accepts(message)


@pytest.mark.parametrize("message", EVERYTHING)
@pytest.mark.parametrize("attribute", ["any", "{http://www.w3.org/2001/XMLSchema-instance}nil"])
def test_no_element_takes_an_attribute_too_many(portal_accepts: Verdict, message: str, attribute: str) -> None:
    root = etree.fromstring(message)
    for element in root.iter():
        element.set(attribute, "false")
        assert not portal_accepts(etree.tostring(root, encoding="unicode")), element.tag
        del element.attrib[attribute]


@pytest.mark.parametrize("message", EVERYTHING)
def test_no_element_mixes_text_and_elements(portal_accepts: Verdict, message: str) -> None:
    root = etree.fromstring(message)
    for element in root.iter():
        if element.text is None:
            element.text = "text"
            assert not portal_accepts(etree.tostring(root, encoding="unicode")), element.tag
            element.text = None


@pytest.mark.parametrize(
    ("parts", "valid"),
    [
        pytest.param((SENDER, TITLE, DOCUMENTS), False, id="no signers"),
        pytest.param((signers(), signers(), SENDER, TITLE, DOCUMENTS), False, id="signers twice"),
        pytest.param((signers(), TITLE, DOCUMENTS), False, id="no sender"),
        pytest.param((signers(), SENDER, SENDER, TITLE, DOCUMENTS), False, id="two senders"),
        pytest.param((SENDER, signers(), TITLE, DOCUMENTS), False, id="sender before signers"),
        pytest.param((signers(), SENDER), False, id="neither documents nor document"),
        pytest.param((signers(), SENDER, DOCUMENTS), False, id="documents without a title"),
        pytest.param((signers(), SENDER, TITLE), False, id="a title without documents"),
        pytest.param((signers(), SENDER, TITLE, TITLE, DOCUMENTS), False, id="two titles"),
        pytest.param((signers(), SENDER, TITLE, DOCUMENTS, DOCUMENTS), False, id="documents twice"),
        pytest.param((signers(), SENDER, DOCUMENTS, TITLE), False, id="documents before the title"),
        pytest.param((signers(), SENDER, NONSENSITIVE, TITLE, DOCUMENTS), False, id="nonsensitive title first"),
        pytest.param((signers(), SENDER, TITLE, NONSENSITIVE, DOCUMENTS), True, id="without a description"),
        pytest.param((signers(), SENDER, TITLE, DESCRIPTION, DOCUMENTS), True, id="without a nonsensitive title"),
        pytest.param((signers(), SENDER, TITLE, DESCRIPTION, NONSENSITIVE, DOCUMENTS), False, id="description first"),
        pytest.param((signers(), SENDER, TITLE, NONSENSITIVE * 2, DOCUMENTS), False, id="two nonsensitive titles"),
        pytest.param((signers(), SENDER, TITLE, DESCRIPTION * 2, DOCUMENTS), False, id="two descriptions"),
        pytest.param((signers(), SENDER, DOCUMENT), True, id="the deprecated form"),
        pytest.param((signers(), SENDER, DOCUMENT, DOCUMENT), False, id="two deprecated documents"),
        pytest.param((signers(), SENDER, TITLE, DOCUMENT), False, id="a title and a deprecated document"),
        pytest.param((signers(), SENDER, TITLE, DOCUMENTS, DOCUMENT), False, id="both forms"),
        pytest.param((signers(), SENDER, DOCUMENT, LEVEL, AVAILABILITY, IDENTIFIER), True, id="deprecated, with more"),
    ],
)
def test_the_parts_of_a_manifest_come_in_one_order(
    portal_accepts: Verdict, parts: tuple[str, ...], *, valid: bool
) -> None:
    assert portal_accepts(manifest(*parts)) is valid


@pytest.mark.parametrize(
    ("end", "valid"),
    [
        pytest.param((LEVEL,), True, id="level"),
        pytest.param((AVAILABILITY,), True, id="availability"),
        pytest.param((IDENTIFIER,), True, id="identifier"),
        pytest.param((LEVEL, IDENTIFIER), True, id="level and identifier"),
        pytest.param((AVAILABILITY, LEVEL), False, id="level after availability"),
        pytest.param((IDENTIFIER, AVAILABILITY), False, id="availability after identifier"),
        pytest.param((LEVEL, LEVEL), False, id="level twice"),
        pytest.param((AVAILABILITY, AVAILABILITY), False, id="availability twice"),
        pytest.param((IDENTIFIER, IDENTIFIER), False, id="identifier twice"),
        pytest.param(("<unknown/>",), False, id="something unknown"),
        pytest.param(("text",), False, id="text"),
        pytest.param(("<!-- a comment --><?an instruction?>\n",), True, id="comment, instruction and white space"),
    ],
)
def test_what_may_follow_the_documents(portal_accepts: Verdict, end: tuple[str, ...], *, valid: bool) -> None:
    assert portal_accepts(with_job(TITLE, DOCUMENTS, *end)) is valid


@pytest.mark.parametrize(("count", "valid"), [(0, False), (1, True), (10, True), (11, False)])
def test_a_job_has_1_to_10_signers(portal_accepts: Verdict, count: int, *, valid: bool) -> None:
    listed = f"<signers>{signer() * count}</signers>"
    assert portal_accepts(manifest(listed, SENDER, TITLE, DOCUMENTS)) is valid


@pytest.mark.parametrize(("count", "valid"), [(0, False), (1, True), (20, True), (21, False)])
def test_a_job_has_1_to_20_documents(portal_accepts: Verdict, count: int, *, valid: bool) -> None:
    assert portal_accepts(with_job(TITLE, f"<documents>{DOCUMENT * count}</documents>")) is valid


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


def lengths(shortest: int, longest: int) -> list[tuple[str, bool]]:
    """Make texts of the shortest and the longest legal length and of the next length on either side."""
    beside = [n for n in (shortest - 1, longest + 1) if n >= 0]
    return [*(("x" * n, True) for n in (shortest, longest)), *(("x" * n, False) for n in beside)]


TITLES = [
    *lengths(1, 80),
    ("ø" * 80, True),
    ("\U0001f600" * 80, True),
    ("\U0001f600" * 81, False),
    ("e\u0301" * 40, True),
    ("e\u0301" * 41, False),
    (" ", True),
    ("\n" * 80, True),
    (" " * 81, False),
    ("&amp;" * 80, True),
    ("x" * 40 + "<!-- a comment -->" + "x" * 40, True),
    ("x<b>y</b>", False),
]
"""A title's length is counted in characters (code points), white space included, comments not."""


@pytest.mark.parametrize(("title", "valid"), TITLES)
def test_titles_have_1_to_80_characters(portal_accepts: Verdict, title: str, *, valid: bool) -> None:
    said, quiet = f"<title>{title}</title>", f"<nonsensitive-title>{title}</nonsensitive-title>"
    assert portal_accepts(with_job(said, DOCUMENTS)) is valid
    assert portal_accepts(with_job(TITLE, quiet, DOCUMENTS)) is valid
    for inside in (said, TITLE + quiet):
        assert portal_accepts(with_document(inside=inside)[1]) is valid
    assert portal_accepts(with_document(inside=said)[0]) is valid


@pytest.mark.parametrize(
    ("text", "valid"), [*lengths(0, 220), ("\U0001f600" * 220, True), ("\n", True), (" " * 221, False)]
)
def test_a_description_has_at_most_220_characters(portal_accepts: Verdict, text: str, *, valid: bool) -> None:
    description = f"<description>{text}</description>"
    assert portal_accepts(with_job(TITLE, description, DOCUMENTS)) is valid
    assert portal_accepts(with_document(inside=TITLE + description)[1]) is valid


@pytest.mark.parametrize(("href", "valid"), [*lengths(4, 100), ("a%20b.pdf", True), ("a b&lt;", True), ("  a ", True)])
def test_href_has_4_to_100_characters(portal_accepts: Verdict, href: str, *, valid: bool) -> None:
    for message in with_document(href=href):
        assert portal_accepts(message) is valid


@pytest.mark.parametrize(("mime", "valid"), [*lengths(1, 100), ("text/plain", True), (" ", True)])
def test_mime_has_1_to_100_characters(portal_accepts: Verdict, mime: str, *, valid: bool) -> None:
    for message in with_document(mime=mime):
        assert portal_accepts(message) is valid


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(f'<document mime="application/pdf">{TITLE}</document>', id="no href"),
        pytest.param(f'<document href="a.pdf">{TITLE}</document>', id="no mime"),
        pytest.param(DOCUMENT.replace("href", 'lang="nb" href'), id="another attribute"),
        pytest.param('<document href="a.pdf" mime="application/pdf"/>', id="no title"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE * 2), id="two titles"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE + "text"), id="text"),
        pytest.param(DOCUMENT.replace(TITLE, NONSENSITIVE + TITLE), id="nonsensitive title first"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE + DESCRIPTION + NONSENSITIVE), id="description before it"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE + NONSENSITIVE * 2), id="two nonsensitive titles"),
        pytest.param(DOCUMENT.replace(TITLE, TITLE + DESCRIPTION * 2), id="two descriptions"),
    ],
)
def test_a_document_is_refused(portal_accepts: Verdict, document: str) -> None:
    assert not portal_accepts(with_job(TITLE, f"<documents>{document}</documents>"))
    assert not portal_accepts(with_job(document))


@pytest.mark.parametrize("more", [NONSENSITIVE, DESCRIPTION, NONSENSITIVE + DESCRIPTION])
def test_only_a_deprecated_document_describes_the_job(portal_accepts: Verdict, more: str) -> None:
    present, deprecated = with_document(inside=TITLE + more)
    assert portal_accepts(deprecated)
    assert not portal_accepts(present)


@pytest.mark.parametrize(
    ("inside", "valid"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param(OPENS, True, id="opening time"),
        pytest.param(SECONDS, True, id="seconds"),
        pytest.param(SECONDS + OPENS, False, id="seconds first"),
        pytest.param(OPENS + OPENS, False, id="two opening times"),
        pytest.param(SECONDS + SECONDS, False, id="seconds twice"),
        pytest.param("864000", False, id="text"),
    ],
)
def test_availability_is_an_opening_time_and_seconds(portal_accepts: Verdict, inside: str, *, valid: bool) -> None:
    assert portal_accepts(with_job(TITLE, DOCUMENTS, f"<availability>{inside}</availability>")) is valid


@pytest.mark.parametrize(
    ("seconds", "valid"),
    [
        ("0", True), ("-0", True), ("+5", True), ("05", True), (" 5 ", True), ("\n5\n", True), ("5<!-- a -->5", True),
        ("9223372036854775807", True), ("9223372036854775808", False), ("-1", False), ("5 5", False), ("", False),
        ("5.0", False), ("1e3", False), ("P1D", False),
    ],
)  # fmt: skip
def test_available_seconds_is_a_long_from_0(portal_accepts: Verdict, seconds: str, *, valid: bool) -> None:
    assert portal_accepts(with_job(TITLE, DOCUMENTS, AVAILABILITY.replace("864000", seconds))) is valid


@pytest.mark.parametrize(
    ("time", "valid"),
    [
        ("2031-02-10T12:00:00", True), ("2031-02-10T12:00:00Z", True), ("2031-02-10T12:00:00.123456789+14:00", True),
        ("2032-02-29T24:00:00Z", True), ("-0001-01-01T00:00:00Z", True), ("12031-02-10T12:00:00Z", True),
        ("2031-02-29T12:00:00Z", False), ("2031-02-10", False), ("2031-02-10 12:00:00Z", False),
        ("2031-02-10T12:00:00z", False), ("2031-02-10T12:00Z", False), ("2031-02-10T12:00:00+0100", False),
        ("2031-02-10T12:00:00+14:01", False), ("2031-02-10T12:00:60Z", False), ("", False), ("tomorrow", False),
    ],
)  # fmt: skip
def test_activation_time_is_a_date_and_time(portal_accepts: Verdict, time: str, *, valid: bool) -> None:
    message = with_job(TITLE, DOCUMENTS, AVAILABILITY.replace("2031-02-10T12:00:00+01:00", time))
    assert portal_accepts(message) is valid


@pytest.mark.parametrize(
    ("message", "allowed"),
    [
        pytest.param(
            with_job(TITLE, DOCUMENTS, LEVEL.replace("4", "{}")),
            ["3", "4"],
            id="required-authentication",
        ),
        pytest.param(
            with_job(TITLE, DOCUMENTS, IDENTIFIER.replace("NAME", "{}")),
            ["PERSONAL_IDENTIFICATION_NUMBER_AND_NAME", "DATE_OF_BIRTH_AND_NAME", "NAME"],
            id="identifier-in-signed-documents",
        ),
        pytest.param(
            with_signer(BY_NUMBER, "<signature-type>{}</signature-type>", BOTH),
            ["ADVANCED_ELECTRONIC_SIGNATURE", "AUTHENTICATED_ELECTRONIC_SIGNATURE"],
            id="signature-type",
        ),
        pytest.param(
            with_signer(BY_NUMBER, BOTH, "<on-behalf-of>{}</on-behalf-of>"),
            ["SELF", "OTHER"],
            id="on-behalf-of",
        ),
    ],
)
def test_listed_values_are_taken_to_the_letter(portal_accepts: Verdict, message: str, allowed: list[str]) -> None:
    assert all(portal_accepts(message.format(value)) for value in allowed)
    for wrong in ("", "2", "5", "NONE", *(f" {value}" for value in allowed), *(f"{value}\n" for value in allowed)):
        assert not portal_accepts(message.format(wrong))
    assert not any(portal_accepts(message.format(value.lower())) for value in allowed if value.isalpha())


@pytest.mark.parametrize(
    "namespace", ["", "http://signering.posten.no/schema/v2", "http://signering.posten.no/schema/v1/"]
)
def test_another_namespace_is_another_message(portal_accepts: Verdict, namespace: str) -> None:
    assert not portal_accepts(manifest().replace("http://signering.posten.no/schema/v1", namespace))


def test_every_element_is_qualified(portal_accepts: Verdict) -> None:
    prefixed = manifest().replace("</", "\0").replace("<", "<p:").replace("\0", "</p:").replace("xmlns=", "xmlns:p=")
    assert portal_accepts(prefixed)
    assert not portal_accepts(prefixed.replace("p:title", "title"))


@pytest.mark.parametrize(
    "root", ["signers", "signer", "sender", "title", "document", "documents", "availability", "file", "presentation"]
)
def test_a_part_is_no_message(portal_accepts: Verdict, root: str) -> None:
    assert not portal_accepts(f'<{root} xmlns="http://signering.posten.no/schema/v1"/>')


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(with_signer(order="٣"), id="an Arabic digit as order"),
        pytest.param(with_signer(order="\u00a05"), id="a no-break space before order"),
        pytest.param(
            with_job(TITLE, DOCUMENTS, AVAILABILITY.replace("864000", "\uff15")), id="a full-width digit as seconds"
        ),
    ],
)
def test_the_verdict_of_lxml_knows_ascii_numbers_only(message: str) -> None:
    assert not load_portal().validate(etree.fromstring(message.encode()))
