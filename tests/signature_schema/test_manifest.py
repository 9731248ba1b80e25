"""Tests of the schema of manifests: elements, order, availability, enumerations."""

from collections.abc import Callable

import pytest
from lxml import etree

from signature_schema import load_portal
from tests.signature_schema.manifests import (
    ADVANCED,
    AVAILABILITY,
    BOTH,
    BY_CONTACT,
    BY_NUMBER,
    DESCRIPTION,
    DOCUMENT,
    DOCUMENTS,
    FOR_SELF,
    IDENTIFIER,
    LEVEL,
    LOOKUP,
    NONSENSITIVE,
    OPENS,
    SECONDS,
    SENDER,
    SMS,
    TITLE,
    manifest,
    signer,
    signers,
    with_job,
    with_signer,
)

Verdict = Callable[[str], bool]


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
def test_a_manifest_may_have_all_elements(portal_accepts: Verdict, message: str) -> None:
    assert portal_accepts(message)


@pytest.mark.parametrize("message", EVERYTHING)
@pytest.mark.parametrize("attribute", ["any", "{http://www.w3.org/2001/XMLSchema-instance}nil"])
def test_no_element_has_additional_attributes(portal_accepts: Verdict, message: str, attribute: str) -> None:
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
        pytest.param(with_job(TITLE, DOCUMENTS, LEVEL.replace("4", "{}")), ["3", "4"], id="required-authentication"),
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
            with_signer(BY_NUMBER, BOTH, "<on-behalf-of>{}</on-behalf-of>"), ["SELF", "OTHER"], id="on-behalf-of"
        ),
    ],
)
def test_enumerated_values_are_case_sensitive(portal_accepts: Verdict, message: str, allowed: list[str]) -> None:
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
def test_a_part_is_not_a_message(portal_accepts: Verdict, root: str) -> None:
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
