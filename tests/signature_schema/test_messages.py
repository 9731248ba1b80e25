"""Tests of the schema of job requests and responses, and of xsi:type in them."""

from collections.abc import Callable

import pytest
from lxml import etree

from signature_schema import PORTAL, load_portal

Verdict = Callable[[str], bool]

NUMBER = "<personal-identification-number>12345678910</personal-identification-number>"
EMAIL = '<email address="kari@example.com"/>'
SMS = '<sms number="99999999"/>'
REFERENCE = "<reference>contract 17</reference>"
QUEUE = "<polling-queue>hr</polling-queue>"
JOB_ID = "<signature-job-id>17</signature-job-id>"
STATUS = "<status>IN_PROGRESS</status>"
CONFIRM = "<confirmation-url>https://example.com/confirm</confirmation-url>"
CANCEL = "<cancellation-url>https://example.com/cancel</cancellation-url>"
DELETE = "<delete-documents-url>https://example.com/delete</delete-documents-url>"
XADES = "<xades-url>https://example.com/xades</xades-url>"
PADES = "<pades-url>https://example.com/pades</pades-url>"
SIGNED = '<status since="2031-02-10T12:00:00+01:00">SIGNED</status>'
SIGNATURE = f"<signature>{SIGNED}{NUMBER}</signature>"
SIGNATURES = f"<signatures>{SIGNATURE}</signatures>"
CODE = "<error-code>NOT_AUTHORIZED</error-code>"
MESSAGE = "<error-message>Not for you</error-message>"
TYPE = "<error-type>CLIENT</error-type>"


def message(name: str, *parts: str) -> str:
    """Return a message with these children."""
    return (
        f'<{name} xmlns="http://signering.posten.no/schema/v1" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{"".join(parts)}</{name}>'
    )


def request(*parts: str) -> str:
    """Return a job request."""
    return message("portal-signature-job-request", *parts)


def response(*parts: str) -> str:
    """Return a response to creation."""
    return message("portal-signature-job-response", *parts)


def change(*parts: str) -> str:
    """Return a status change; the smallest one by default."""
    return message("portal-signature-job-status-change-response", *(parts or (JOB_ID, STATUS, CONFIRM, SIGNATURES)))


def change_with(*signatures: str) -> str:
    """Return a status change with these signatures."""
    return change(JOB_ID, STATUS, CONFIRM, "<signatures>", *signatures, "</signatures>")


@pytest.mark.parametrize(
    ("parts", "valid"),
    [
        pytest.param((), True, id="nothing"),
        pytest.param((REFERENCE,), True, id="reference"),
        pytest.param((QUEUE,), True, id="queue"),
        pytest.param((REFERENCE, QUEUE), True, id="both"),
        pytest.param((QUEUE, REFERENCE), False, id="queue first"),
        pytest.param((REFERENCE, REFERENCE), False, id="two references"),
        pytest.param((QUEUE, QUEUE), False, id="two queues"),
        pytest.param((JOB_ID,), False, id="a job id"),
        pytest.param(("text",), False, id="text"),
    ],
)
def test_a_request_is_a_reference_and_a_queue(portal_accepts: Verdict, parts: tuple[str, ...], *, valid: bool) -> None:
    assert portal_accepts(request(*parts)) is valid


@pytest.mark.parametrize(
    ("parts", "valid"),
    [
        pytest.param((JOB_ID, CANCEL), True, id="without a reference"),
        pytest.param((REFERENCE, JOB_ID, CANCEL), True, id="with a reference"),
        pytest.param((JOB_ID, REFERENCE, CANCEL), False, id="reference second"),
        pytest.param((CANCEL, JOB_ID), False, id="url first"),
        pytest.param((REFERENCE, CANCEL), False, id="no job id"),
        pytest.param((JOB_ID,), False, id="no url"),
        pytest.param((REFERENCE, REFERENCE, JOB_ID, CANCEL), False, id="two references"),
        pytest.param((JOB_ID, JOB_ID, CANCEL), False, id="two job ids"),
        pytest.param((JOB_ID, CANCEL, CANCEL), False, id="two urls"),
    ],
)
def test_the_response_to_a_creation(portal_accepts: Verdict, parts: tuple[str, ...], *, valid: bool) -> None:
    assert portal_accepts(response(*parts)) is valid


@pytest.mark.parametrize(
    ("parts", "valid"),
    [
        pytest.param((), True, id="the smallest"),
        pytest.param((REFERENCE, JOB_ID, STATUS, CONFIRM, CANCEL, DELETE, SIGNATURES), True, id="everything"),
        pytest.param((JOB_ID, STATUS, CONFIRM, DELETE, SIGNATURES), True, id="without a cancellation url"),
        pytest.param((JOB_ID, STATUS, CONFIRM, DELETE, CANCEL, SIGNATURES), False, id="deletion before cancellation"),
        pytest.param((JOB_ID, STATUS, CANCEL, CONFIRM, SIGNATURES), False, id="cancellation before confirmation"),
        pytest.param((STATUS, JOB_ID, CONFIRM, SIGNATURES), False, id="status first"),
        pytest.param((JOB_ID, STATUS, SIGNATURES), False, id="no confirmation url"),
        pytest.param((JOB_ID, CONFIRM, SIGNATURES), False, id="no status"),
        pytest.param((STATUS, CONFIRM, SIGNATURES), False, id="no job id"),
        pytest.param((JOB_ID, STATUS, CONFIRM), False, id="no signatures"),
        pytest.param((JOB_ID, STATUS, STATUS, CONFIRM, SIGNATURES), False, id="two statuses"),
        pytest.param((JOB_ID, STATUS, CONFIRM, CONFIRM, SIGNATURES), False, id="two confirmation urls"),
        pytest.param((JOB_ID, STATUS, CONFIRM, CANCEL, CANCEL, SIGNATURES), False, id="two cancellation urls"),
        pytest.param((JOB_ID, STATUS, CONFIRM, DELETE, DELETE, SIGNATURES), False, id="two deletion urls"),
        pytest.param((JOB_ID, STATUS, CONFIRM, SIGNATURES, SIGNATURES), False, id="signatures twice"),
        pytest.param((JOB_ID, STATUS, CONFIRM, SIGNATURES, "<next/>"), False, id="something unknown"),
    ],
)
def test_the_response_to_a_poll(portal_accepts: Verdict, parts: tuple[str, ...], *, valid: bool) -> None:
    assert portal_accepts(change(*parts)) is valid


@pytest.mark.parametrize(
    ("parts", "valid"),
    [
        pytest.param((CODE, MESSAGE, TYPE), True, id="all three"),
        pytest.param((MESSAGE, CODE, TYPE), False, id="message first"),
        pytest.param((CODE, TYPE, MESSAGE), False, id="type before message"),
        pytest.param((MESSAGE, TYPE), False, id="no code"),
        pytest.param((CODE, TYPE), False, id="no message"),
        pytest.param((CODE, MESSAGE), False, id="no type"),
        pytest.param((CODE, CODE, MESSAGE, TYPE), False, id="two codes"),
        pytest.param((CODE, MESSAGE, MESSAGE, TYPE), False, id="two messages"),
        pytest.param((CODE, MESSAGE, TYPE, TYPE), False, id="two types"),
        pytest.param(("<error-code/>", "<error-message/>", "<error-type/>"), True, id="all empty"),
        pytest.param((CODE, f"<error-message>{'x ' * 5000}</error-message>", TYPE), True, id="a long message"),
    ],
)
def test_an_error_is_a_code_a_message_and_a_type(
    portal_accepts: Verdict, parts: tuple[str, ...], *, valid: bool
) -> None:
    assert portal_accepts(message("error", *parts)) is valid


EVERYTHING = [
    request(REFERENCE, QUEUE),
    response(REFERENCE, JOB_ID, CANCEL),
    change(
        REFERENCE,
        JOB_ID,
        STATUS,
        CONFIRM,
        CANCEL,
        DELETE,
        f"<signatures><signature>{SIGNED}{NUMBER}{XADES}</signature>",
        f"<signature>{SIGNED}<identifier>{EMAIL}{SMS}</identifier></signature>{PADES}</signatures>",
    ),
    message("error", CODE, MESSAGE, TYPE),
]
each_message = pytest.mark.parametrize("whole", EVERYTHING, ids=["request", "response", "change", "error"])


@each_message
def test_a_message_may_name_the_location_of_a_schema(portal_accepts: Verdict, whole: str) -> None:
    assert portal_accepts(whole)
    assert portal_accepts(whole.replace(" xmlns:xsi", ' xsi:schemaLocation="urn:a b.xsd" xmlns:xsi', 1))


@each_message
@pytest.mark.parametrize("attribute", ["any", "{http://www.w3.org/2001/XMLSchema-instance}nil"])
def test_no_element_has_additional_attributes(portal_accepts: Verdict, whole: str, attribute: str) -> None:
    root = etree.fromstring(whole)
    for element in root.iter():
        element.set(attribute, "false")
        assert not portal_accepts(etree.tostring(root, encoding="unicode")), element.tag
        del element.attrib[attribute]


@each_message
def test_no_element_mixes_text_and_elements(portal_accepts: Verdict, whole: str) -> None:
    root = etree.fromstring(whole)
    for element in root.iter():
        if element.text is None:
            element.text = "text"
            assert not portal_accepts(etree.tostring(root, encoding="unicode")), element.tag
            element.text = None


@pytest.mark.parametrize("part", [CODE, MESSAGE, TYPE])
def test_the_parts_of_an_error_are_any_text(portal_accepts: Verdict, part: str) -> None:
    said = part.replace(">", ' xsi:type="url">', 1)
    assert portal_accepts(message("error", CODE, MESSAGE, TYPE).replace(part, said))


@pytest.mark.parametrize(("count", "valid"), [(0, False), (1, True), (10, True), (11, False)])
def test_a_status_change_has_1_to_10_signers(portal_accepts: Verdict, count: int, *, valid: bool) -> None:
    assert portal_accepts(change_with(SIGNATURE * count, PADES)) is valid


@pytest.mark.parametrize(
    ("parts", "valid"),
    [
        pytest.param((SIGNATURE, PADES), True, id="after the signatures"),
        pytest.param((PADES, SIGNATURE), False, id="before them"),
        pytest.param((SIGNATURE, PADES, PADES), False, id="twice"),
        pytest.param((SIGNATURE, PADES, SIGNATURE), False, id="among them"),
        pytest.param((PADES,), False, id="alone"),
    ],
)
def test_the_signed_document_comes_last(portal_accepts: Verdict, parts: tuple[str, ...], *, valid: bool) -> None:
    assert portal_accepts(change_with(*parts)) is valid


@pytest.mark.parametrize(
    ("parts", "valid"),
    [
        pytest.param((SIGNED, NUMBER, XADES), True, id="by number"),
        pytest.param((SIGNED, f"<identifier>{EMAIL}</identifier>"), True, id="by e-mail"),
        pytest.param((SIGNED, f"<identifier>{SMS}</identifier>", XADES), True, id="by sms"),
        pytest.param((SIGNED, f"<identifier>{EMAIL}{SMS}</identifier>"), True, id="by e-mail and sms"),
        pytest.param((SIGNED, f"<identifier>{SMS}{EMAIL}</identifier>"), False, id="by sms and e-mail"),
        pytest.param((SIGNED, "<identifier/>"), False, id="by nothing"),
        pytest.param((SIGNED, "<identifier>kari@example.com</identifier>"), False, id="by text"),
        pytest.param((SIGNED, NUMBER, f"<identifier>{EMAIL}</identifier>"), False, id="in two ways"),
        pytest.param((SIGNED, NUMBER, NUMBER), False, id="by two numbers"),
        pytest.param((SIGNED, f"<identifier>{EMAIL}</identifier>" * 2), False, id="by e-mail twice"),
        pytest.param((SIGNED,), False, id="not at all"),
        pytest.param((NUMBER,), False, id="no status"),
        pytest.param((NUMBER, SIGNED), False, id="status second"),
        pytest.param((SIGNED, SIGNED, NUMBER), False, id="two statuses"),
        pytest.param((SIGNED, XADES, NUMBER), False, id="url second"),
        pytest.param((SIGNED, NUMBER, XADES, XADES), False, id="two urls"),
    ],
)
def test_a_signature_is_a_status_and_a_signer(portal_accepts: Verdict, parts: tuple[str, ...], *, valid: bool) -> None:
    assert portal_accepts(change_with("<signature>", *parts, "</signature>")) is valid


@pytest.mark.parametrize(
    ("status", "valid"),
    [
        pytest.param(SIGNED.replace("SIGNED", "WAITING"), True, id="another one"),
        pytest.param(SIGNED.replace("SIGNED", "NOT_HEARD_OF_YET"), True, id="an unknown one"),
        pytest.param(SIGNED.replace("SIGNED", ""), True, id="none"),
        pytest.param(SIGNED.replace("SIGNED", "<b/>"), False, id="an element"),
        pytest.param("<status>SIGNED</status>", False, id="no time"),
        pytest.param(SIGNED.replace("+01:00", ""), True, id="a time without a zone"),
        pytest.param(SIGNED.replace("T12:00:00+01:00", ""), False, id="a day"),
        pytest.param(SIGNED.replace("since", 'until="now" since'), False, id="another attribute"),
    ],
)
def test_the_status_of_a_signer_is_any_text_with_a_time(portal_accepts: Verdict, status: str, *, valid: bool) -> None:
    assert portal_accepts(change_with(SIGNATURE.replace(SIGNED, status))) is valid


@pytest.mark.parametrize(
    ("status", "valid"),
    [
        ("IN_PROGRESS", True), ("COMPLETED_SUCCESSFULLY", True), ("FAILED", True), ("", False), ("COMPLETED", False),
        ("failed", False), (" FAILED", False), ("FAILED\n", False),
    ],
)  # fmt: skip
def test_the_status_of_a_job_is_one_of_three(portal_accepts: Verdict, status: str, *, valid: bool) -> None:
    assert portal_accepts(change(JOB_ID, f"<status>{status}</status>", CONFIRM, SIGNATURES)) is valid


@pytest.mark.parametrize("build", [request, lambda reference: response(reference, JOB_ID, CANCEL)])
@pytest.mark.parametrize(
    ("reference", "valid"),
    [("", True), (" ", True), ("x" * 50, True), ("x" * 51, False), (" " * 51, False), ("\U0001f600" * 50, True)],
)
def test_a_reference_has_at_most_50_characters(
    portal_accepts: Verdict, build: Callable[[str], str], reference: str, *, valid: bool
) -> None:
    assert portal_accepts(build(f"<reference>{reference}</reference>")) is valid


@pytest.mark.parametrize("queue", ["", " ", "x" * 5000])
def test_a_polling_queue_is_any_text(portal_accepts: Verdict, queue: str) -> None:
    assert portal_accepts(request(f"<polling-queue>{queue}</polling-queue>"))


@pytest.mark.parametrize(
    ("job_id", "valid"),
    [
        ("0", True), ("-1", True), (" 17\n", True), ("+17", True), ("9223372036854775807", True),
        ("-9223372036854775808", True), ("9223372036854775808", False), ("-9223372036854775809", False), ("", False),
        ("1 7", False), ("1.0", False), ("x", False),
    ],
)  # fmt: skip
def test_a_job_id_is_a_long(portal_accepts: Verdict, job_id: str, *, valid: bool) -> None:
    identified = JOB_ID.replace("17", job_id)
    assert portal_accepts(response(identified, CANCEL)) is valid
    assert portal_accepts(change(identified, STATUS, CONFIRM, SIGNATURES)) is valid


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda url: response(JOB_ID, CANCEL.replace("https://example.com/cancel", url)), id="created"),
        pytest.param(
            lambda url: change(JOB_ID, STATUS, CONFIRM, CANCEL.replace("https://example.com/cancel", url), SIGNATURES),
            id="cancellation",
        ),
        pytest.param(
            lambda url: change(JOB_ID, STATUS, CONFIRM.replace("https://example.com/confirm", url), SIGNATURES),
            id="confirmation",
        ),
        pytest.param(
            lambda url: change(JOB_ID, STATUS, CONFIRM, DELETE.replace("https://example.com/delete", url), SIGNATURES),
            id="deletion",
        ),
        pytest.param(lambda url: change_with(SIGNATURE, PADES.replace("https://example.com/pades", url)), id="pades"),
        pytest.param(
            lambda url: change_with(
                SIGNATURE.replace("</signature>", XADES.replace("https://example.com/xades", url) + "</signature>")
            ),
            id="xades",
        ),
    ],
)
def test_a_url_is_a_text_of_at_most_500_characters(portal_accepts: Verdict, build: Callable[[str], str]) -> None:
    assert all(portal_accepts(build(url)) for url in ("", "x" * 500, " not a url ", "ø" * 500))
    assert not portal_accepts(build("x" * 501))
    assert not portal_accepts(build(" " * 501))


@pytest.mark.parametrize(
    ("said", "text", "valid"),
    [
        ("xs:string", "hr", True),
        ("xs:token", "hr", True),
        ("xs:int", "1", False),
        ("url", "x" * 500, True),
        ("url", "x" * 501, False),
        ("signature-job-reference", "x" * 50, True),
        ("signature-job-reference", "x" * 51, False),
        ("signer-identifier", " ", True),
        ("signer-identifier", "x" * 80, True),
        ("signer-identifier", "", False),
        ("signer-identifier", "x" * 81, False),
        ("personal-identification-number", "12345678910", True),
        ("personal-identification-number", "1", False),
        ("signature-type", "ADVANCED_ELECTRONIC_SIGNATURE", True),
        ("signing-on-behalf-of", "SELF", True),
        ("authentication-level", "3", True),
        ("authentication-level", "5", False),
        ("identifier-in-signed-documents", "NAME", True),
        ("portal-signature-job-status", "FAILED", True),
        ("portal-signature-status-value", "any", True),
        ("signature-job-id", "17", False),
        ("nonNegativeLong", "17", False),
        ("signature-status", "SIGNED", False),
        ("sender", "hr", False),
    ],
)
def test_xsi_type_may_name_a_type_derived_from_the_declared_one(
    portal_accepts: Verdict, said: str, text: str, *, valid: bool
) -> None:
    assert portal_accepts(request(f'<polling-queue xsi:type="{said}">{text}</polling-queue>')) is valid


def test_a_type_that_extends_a_text_may_replace_it(portal_accepts: Verdict) -> None:
    since = ' xsi:type="signature-status" since="2031-02-10T12:00:00Z"'
    assert portal_accepts(request(f"<polling-queue{since}>SIGNED</polling-queue>"))


@pytest.mark.parametrize("name", ["nonNegativeLong", "xs:long", "xs:short"])
def test_xsi_type_may_not_name_another_branch_of_the_numbers(portal_accepts: Verdict, name: str) -> None:
    assert not portal_accepts(response(f'<signature-job-id xsi:type="{name}">17</signature-job-id>', CANCEL))


def test_an_unknown_type_is_refused() -> None:
    unknown = request('<polling-queue xsi:type="presentation">hr</polling-queue>')
    assert not load_portal().validate(etree.fromstring(unknown.encode()))


NAMED_TYPES = {
    "accessible-by-url", "authentication-level", "availability", "email", "empty-element", "enabled",
    "identifier-in-signed-documents", "legacy-portal-document", "nonNegativeLong", "notifications",
    "notifications-using-lookup", "personal-identification-number", "portal-document", "portal-signature-job-status",
    "portal-signature-status-value", "portal-signer", "portal-signers", "sender", "signature", "signature-job-id",
    "signature-job-reference", "signature-status", "signature-type", "signatures", "signer-identifier",
    "signing-on-behalf-of", "sms", "url",
}  # fmt: skip
MESSAGES = {
    "error", "portal-signature-job-manifest", "portal-signature-job-request", "portal-signature-job-response",
    "portal-signature-job-status-change-response",
}  # fmt: skip


def test_messages_and_named_types_are_those_of_the_published_interface() -> None:
    components = [
        component
        for file in ("portal.xsd", "common.xsd", "deprecated-document.xsd")
        for component in etree.parse(PORTAL.with_name(file)).getroot().iterchildren("{*}*")
    ]
    named: dict[str, set[str | None]] = {}
    for component in components:
        named.setdefault(etree.QName(component).localname, set()).add(component.get("name"))
    assert named["element"] == MESSAGES
    assert named["simpleType"] | named["complexType"] == NAMED_TYPES
