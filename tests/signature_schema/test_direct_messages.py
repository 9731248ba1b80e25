"""Tests of the schema of the direct flow's messages."""

from collections.abc import Callable

import pytest
from lxml import etree

from signature_schema import DIRECT

Verdict = Callable[[str], bool]

NUMBER = "<personal-identification-number>12345678910</personal-identification-number>"
OWN = "<signer-identifier>customer 17</signer-identifier>"
SIGNER = f"<signer>{NUMBER}</signer>"
SENDER = "<sender><organization-number>123456789</organization-number></sender>"
TITLE = "<title>Contract</title>"
TEXT = "<description>Please sign</description>"
DOCUMENT = f'<document href="a.pdf" mime="application/pdf">{TITLE}</document>'
DOCUMENTS = f"<documents>{DOCUMENT}</documents>"
SINGLE = f'<document href="a.pdf" mime="application/pdf">{TITLE}{TEXT}</document>'
LEVEL = "<required-authentication>3</required-authentication>"
SHOWN = "<identifier-in-signed-documents>NAME</identifier-in-signed-documents>"
DONE, NO, FAILED = (f"<{name}-url>https://example.com</{name}-url>" for name in ("completion", "rejection", "error"))
EXITS = f"<exit-urls>{DONE}{NO}{FAILED}</exit-urls>"
POLLING = "<status-retrieval-method>POLLING</status-retrieval-method>"
QUEUE = "<polling-queue>hr</polling-queue>"
REFERENCE = "<reference>contract 17</reference>"
JOB_ID = "<signature-job-id>17</signature-job-id>"
REDIRECT = "<redirect-url>https://example.com#/redirect/x</redirect-url>"
STATUS_URL = "<status-url>https://example.com/status</status-url>"
LINK = f'<signer href="https://example.com/1">{OWN}{REDIRECT}</signer>'
STATE = "<signature-job-status>IN_PROGRESS</signature-job-status>"
SIGNED = '<status signer="x" since="2031-02-10T12:00:00">SIGNED</status>'
CONFIRM = "<confirmation-url>https://example.com/confirm</confirmation-url>"
DELETE = "<delete-documents-url>https://example.com/delete</delete-documents-url>"
XADES = '<xades-url signer="x">https://example.com/xades</xades-url>'
PADES = "<pades-url>https://example.com/pades</pades-url>"


def message(name: str, content: str) -> str:
    """Return a message of the direct flow."""
    return (
        f'<direct-{name} xmlns="http://signering.posten.no/schema/v1"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{content}</direct-{name}>'
    )


REQUEST, MANIFEST = "signature-job-request", "signature-job-manifest"
RESPONSE, STATUS = "signature-job-response", "signature-job-status-response"
UPDATE, LINKED = "signer-update-request", "signer-response"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(REQUEST, EXITS, id="smallest-request"),
        pytest.param(REQUEST, REFERENCE + EXITS + POLLING + QUEUE, id="full-request"),
        pytest.param(REQUEST, EXITS.replace("https://example.com", ""), id="empty-exit-urls"),
        pytest.param(REQUEST, EXITS.replace("https://example.com", "x" * 500), id="longest-exit-urls"),
        pytest.param(MANIFEST, SIGNER + SENDER + TITLE + DOCUMENTS, id="smallest-manifest"),
        pytest.param(MANIFEST, SIGNER + SENDER + TITLE + TEXT + DOCUMENTS + LEVEL + SHOWN, id="full-manifest"),
        pytest.param(MANIFEST, SIGNER + SENDER + SINGLE, id="deprecated-manifest"),
        pytest.param(
            MANIFEST, SIGNER + SENDER + SINGLE.replace(TEXT, ""), id="deprecated-manifest-without-description"
        ),
        pytest.param(MANIFEST, SIGNER * 10 + SENDER + TITLE + DOCUMENTS, id="ten-signers"),
        pytest.param(MANIFEST, f"<signer>{OWN}</signer>{SENDER}{TITLE}{DOCUMENTS}", id="own-identifier"),
        pytest.param(RESPONSE, JOB_ID + REDIRECT + LINK, id="smallest-response"),
        pytest.param(RESPONSE, REFERENCE + JOB_ID + REDIRECT * 2 + STATUS_URL + LINK * 2, id="full-response"),
        pytest.param(UPDATE, "<redirect-url/>", id="update"),
        pytest.param(UPDATE, "<redirect-url><!-- new --></redirect-url>", id="update-with-comment"),
        pytest.param(STATUS, JOB_ID + STATE + SIGNED, id="smallest-status"),
        pytest.param(STATUS, REFERENCE + JOB_ID + STATE + SIGNED + CONFIRM + DELETE + XADES + PADES, id="full-status"),
        pytest.param(STATUS, JOB_ID + STATE + SIGNED.replace("SIGNED", ""), id="empty-signer-status"),
        pytest.param(
            STATUS,
            JOB_ID + STATE + SIGNED + CONFIRM.replace("-url>", '-url xsi:type="signer-specific-url" signer="x">', 1),
            id="a-url-with-a-signer-by-xsi-type",
        ),
    ],
)
def test_a_valid_message(direct_accepts: Verdict, name: str, content: str) -> None:
    assert direct_accepts(message(name, content))


def test_a_signer_response_has_an_address(direct_accepts: Verdict) -> None:
    valid = message(LINKED, OWN + REDIRECT).replace(" xmlns=", ' href="https://example.com/1" xmlns=', 1)
    assert direct_accepts(valid)
    assert not direct_accepts(message(LINKED, OWN + REDIRECT))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(REQUEST, "", id="no-exit-urls"),
        pytest.param(REQUEST, EXITS.replace(NO, ""), id="missing-rejection-url"),
        pytest.param(REQUEST, EXITS.replace(DONE + NO, NO + DONE), id="exit-urls-in-another-order"),
        pytest.param(REQUEST, EXITS.replace("https://example.com", "x" * 501), id="long-exit-urls"),
        pytest.param(REQUEST, EXITS + POLLING.replace("POLLING", "polling"), id="small-letters"),
        pytest.param(REQUEST, EXITS + POLLING.replace("POLLING", " POLLING"), id="blank-before-the-method"),
        pytest.param(REQUEST, EXITS + QUEUE + POLLING, id="method-after-the-queue"),
        pytest.param(MANIFEST, SENDER + TITLE + DOCUMENTS, id="no-signer"),
        pytest.param(MANIFEST, SIGNER * 11 + SENDER + TITLE + DOCUMENTS, id="eleven-signers"),
        pytest.param(MANIFEST, f"<signers>{SIGNER}</signers>{SENDER}{TITLE}{DOCUMENTS}", id="signers"),
        pytest.param(MANIFEST, SIGNER.replace("r>", 'r order="1">', 1) + SENDER + TITLE + DOCUMENTS, id="order"),
        pytest.param(MANIFEST, f"<signer>{NUMBER}{OWN}</signer>{SENDER}{TITLE}{DOCUMENTS}", id="two-identities"),
        pytest.param(
            MANIFEST, f"<signer><signer-identifier/></signer>{SENDER}{TITLE}{DOCUMENTS}", id="empty-identifier"
        ),
        pytest.param(MANIFEST, f"{SIGNER}{SENDER}{TITLE}<documents/>", id="no-document"),
        pytest.param(
            MANIFEST,
            f"{SIGNER}{SENDER}{TITLE}<nonsensitive-title>x</nonsensitive-title>{DOCUMENTS}",
            id="nonsensitive-title",
        ),
        pytest.param(
            MANIFEST,
            SIGNER + SENDER + SINGLE.replace(TEXT, "<nonsensitive-title>x</nonsensitive-title>"),
            id="deprecated-nonsensitive-title",
        ),
        pytest.param(MANIFEST, SIGNER + SENDER + TITLE + DOCUMENTS + "<availability/>", id="availability"),
        pytest.param(RESPONSE, JOB_ID + STATUS_URL + LINK, id="no-redirect-url"),
        pytest.param(RESPONSE, JOB_ID + REDIRECT + LINK.replace(' href="https://example.com/1"', ""), id="no-href"),
        pytest.param(UPDATE, "", id="empty-update"),
        pytest.param(UPDATE, "<redirect-url> </redirect-url>", id="blank-in-the-update"),
        pytest.param(STATUS, JOB_ID + STATE, id="no-signer-status"),
        pytest.param(STATUS, JOB_ID + STATE.replace("IN_", "NOT_IN_") + SIGNED, id="unknown-job-status"),
        pytest.param(STATUS, JOB_ID + STATE + "<status>SIGNED</status>", id="no-since"),
        pytest.param(STATUS, JOB_ID + STATE + SIGNED + XADES * 11, id="eleven-xades"),
    ],
)
def test_an_invalid_message(direct_accepts: Verdict, name: str, content: str) -> None:
    assert not direct_accepts(message(name, content))


def test_the_named_types_are_those_of_the_published_interface() -> None:
    named = {
        each.get("name")
        for file in ("direct.xsd", "deprecated-direct-document.xsd")
        for each in etree.parse(DIRECT.with_name(file)).getroot().iterchildren("{*}complexType", "{*}simpleType")
    }
    assert named == {
        "direct-document", "direct-signature-job-response", "direct-signature-job-status", "direct-signer",
        "direct-signer-response", "direct-signer-status-value", "exit-urls", "legacy-direct-document",
        "signer-specific-url", "signer-status", "status-retrieval-method",
    }  # fmt: skip
