"""The service's messages are read, unknown content is ignored, and missing content is refused."""

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signature_model.api.messages.reading import maybe_refusal, parse_created_job, parse_status_change
from signature_model.api.messages.writing import write_created_job, write_refusal, write_status_change
from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange
from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnreadableInput
from signature_model.xml.trees import MANIFEST, MAX_SIZE
from tests.kits.jobs import KARI
from tests.signature_model import answers
from tests.signature_model.scripts import CHANGE, CREATED

Read = Callable[[bytes], object]

REFUSAL = Refusal(code="NOT_AUTHORIZED", message="Not for you", type="CLIENT")
CREATED_XML = write_created_job(CREATED).decode()
CHANGE_XML = write_status_change(CHANGE).decode()
REFUSAL_XML = write_refusal(REFUSAL).decode()

reads = pytest.mark.parametrize(
    ("read", "xml", "value"),
    [
        pytest.param(parse_created_job, CREATED_XML, CREATED, id="a created job"),
        pytest.param(parse_status_change, CHANGE_XML, CHANGE, id="a status change"),
        pytest.param(maybe_refusal, REFUSAL_XML, REFUSAL, id="a refusal"),
    ],
)
refuses = pytest.mark.parametrize(
    ("read", "xml"),
    [
        pytest.param(parse_created_job, CREATED_XML, id="a created job"),
        pytest.param(parse_status_change, CHANGE_XML, id="a status change"),
    ],
)


def prefixed(xml: bytes, prefix: str) -> bytes:
    """The document with this prefix on every element."""
    tags = re.sub(rb"<(/?)(?=[a-z])", rb"<\g<1>" + prefix.encode() + b":", xml)
    return tags.replace(b" xmlns=", f" xmlns:{prefix}=".encode(), 1)


def without(xml: str, name: str) -> bytes:
    """The document without its first element of this name."""
    left, found = re.subn(rf"<{name}\b[^>]*>[^<]*</{name}>", "", xml, count=1)
    assert found
    return left.encode()


def with_text(xml: str, name: str, text: str) -> bytes:
    """The document with this text in its first element of this name."""
    changed, found = re.subn(rf"(<{name}\b[^>]*>)[^<]*(</{name}>)", rf"\g<1>{text}\g<2>", xml, count=1)
    assert found
    return changed.encode()


# What does not matter


@given(answers.status_changes(), st.sampled_from(["ns4", "p", "signing-1"]))
def test_any_prefix_is_read(change: StatusChange, prefix: str) -> None:
    assert parse_status_change(prefixed(write_status_change(change), prefix)) == change


@reads
def test_a_prefix_makes_no_difference(read: Read, xml: str, value: object) -> None:
    written = prefixed(xml.encode(), "ns2")
    assert b"<ns2:" in written
    assert read(written) == value


@reads
def test_comments_instructions_and_a_byte_order_mark_make_no_difference(read: Read, xml: str, value: object) -> None:
    noisy = re.sub(r"(?<=[a-zA-Z0-9])</", "<!-- c --><?p?></", xml.replace("'?>\n", "'?>\n<!-- first -->", 1))
    assert noisy.count("<!-- c -->") > 2
    assert read(b"\xef\xbb\xbf" + noisy.encode()) == value


@given(answers.status_changes(), st.randoms(use_true_random=False))
def test_unknown_elements_are_ignored(change: StatusChange, random: Random) -> None:
    root = etree.fromstring(write_status_change(change))
    inner = [each for each in root.iter() if etree.QName(each).localname in {"signatures", "signature", "identifier"}]
    for parent in (root, *inner):
        parent.insert(random.randint(0, len(parent)), _unknown(random))
    assert parse_status_change(etree.tostring(root)) == change


def _unknown(random: Random) -> etree._Element:
    name = random.choice([f"{{{MANIFEST}}}later", "{urn:other}status", "later", "{urn:other}signature"])
    element = etree.Element(name, since="never")
    etree.SubElement(element, f"{{{MANIFEST}}}status").text = "not this one"
    return element


@reads
def test_unknown_attributes_are_ignored(read: Read, xml: str, value: object) -> None:
    assert read(xml.replace(f' xmlns="{MANIFEST}"', f' xmlns="{MANIFEST}" later="yes"', 1).encode()) == value


def test_unknown_elements_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    xml = CHANGE_XML.replace("</signature-job-id>", "</signature-job-id><later/><later/><sooner/>")
    xml = xml.replace("</signature>", f'<n{KARI}/></signature><x:signature xmlns:x="urn:x"/>')
    change = replace(CHANGE, signatures=[*CHANGE.signatures, Signature(status="WAITING", email="kari@example.com")])
    assert parse_status_change(xml.encode()) == CHANGE
    assert [(each.levelname, each.message) for each in caplog.records] == [
        ("INFO", "unknown elements in `portal-signature-job-status-change-response`: later, sooner"),
        ("INFO", "unknown elements in `signatures`: signature"),
        ("INFO", "unknown elements in `signature`: n018180*****"),
    ]
    caplog.clear()
    written = write_status_change(change).replace(b"</identifier>", b"<fax/></identifier>")
    assert parse_status_change(written) == change
    assert [each.message for each in caplog.records] == ["unknown elements in `identifier`: fax"]


def test_many_unknown_elements_take_little_time_and_one_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    many = "".join(f"<l{number}/>" for number in range(90_000))
    xml = CREATED_XML.replace("<signature-job-id>", f"{many}<signature-job-id>")
    assert parse_created_job(xml.encode()) == CREATED
    assert [len(each.message) < 400 for each in caplog.records] == [True]


# What is kept


def test_signers_are_read_by_number_or_contact() -> None:
    xml = CHANGE_XML.replace(
        "<pades-url>",
        "<signature><status since='2030-01-01T12:00:00'>WAITING</status>"
        '<identifier><email address="a@example.com"/><sms number="99999999"/></identifier></signature>'
        "<signature><status>WAITING</status><identifier><sms/></identifier></signature><pades-url>",
    )
    change = parse_status_change(xml.encode())
    assert change.signatures[1:] == (
        Signature(status="WAITING", since=datetime(2030, 1, 1, 12, tzinfo=UTC), email="a@example.com", sms="99999999"),
        Signature(status="WAITING"),
    )


@pytest.mark.parametrize("since", ["", "yesterday", "2030-02-30T00:00:00Z"])
def test_an_invalid_time_is_ignored(since: str) -> None:
    xml = re.sub(r'since="[^"]*"', f'since="{since}"', CHANGE_XML)
    assert parse_status_change(xml.encode()).signatures[0].since is None


def test_a_time_beyond_the_range_is_the_last_one() -> None:
    xml = re.sub(r'since="[^"]*"', 'since="20000-01-01T00:00:00Z"', CHANGE_XML)
    since = parse_status_change(xml.encode()).signatures[0].since
    assert since
    assert datetime.max.replace(tzinfo=UTC) - since < timedelta(days=1)


def test_a_change_may_have_no_signatures() -> None:
    xml = re.sub(r"<signatures>.*</signatures>", "", CHANGE_XML)
    assert parse_status_change(xml.encode()) == replace(CHANGE, signatures=[], pades_url=None)


@pytest.mark.parametrize("number", ["+17", " 17\n", "0017"])
def test_an_id_may_be_written_in_any_way(number: str) -> None:
    assert parse_created_job(with_text(CREATED_XML, "signature-job-id", number)) == CREATED


def test_the_published_examples_are_read(vectors: Path) -> None:
    examples = vectors / "official-examples"
    url = "https://api.signering.posten.no/api/123456789/portal/signature-jobs/1"
    assert parse_created_job((examples / "response.xml").read_bytes()) == CreatedJob(
        signature_job_id=1, cancellation_url=f"{url}/cancel"
    )
    change = parse_status_change((examples / "status-change-response.xml").read_bytes())
    assert change.signatures
    assert change.signatures[0].since
    assert change == StatusChange(
        signature_job_id=1,
        status="COMPLETED_SUCCESSFULLY",
        confirmation_url=f"{url}/complete",
        pades_url=f"{url}/pades",
        signatures=[
            Signature(
                status="SIGNED",
                since=datetime.fromisoformat("2017-01-23T12:51:43+01:00"),
                personal_identification_number="12345678910",
                xades_url=f"{url}/xades/1",
            )
        ],
    )


# What is refused


@pytest.mark.parametrize(
    ("read", "xml", "name"),
    [
        (parse_created_job, CREATED_XML, "signature-job-id"),
        (parse_created_job, CREATED_XML, "cancellation-url"),
        (parse_status_change, CHANGE_XML, "signature-job-id"),
        (parse_status_change, CHANGE_XML, "status"),
        (parse_status_change, CHANGE_XML, "confirmation-url"),
    ],
)
def test_a_message_without_required_content_is_refused(read: Read, xml: str, name: str) -> None:
    with pytest.raises(MalformedXml, match=rf"^`portal-signature-job-[a-z-]*response` has no `{name}`$"):
        read(without(xml, name))
    for blank in ("", " \n"):
        with pytest.raises(MalformedXml, match=f"^`{name}` is empty$"):
            read(with_text(xml, name, blank))


def test_a_signature_without_a_status_is_refused() -> None:
    xml = re.sub(r"(<signature>)<status.*?</status>", r"\1", CHANGE_XML)
    with pytest.raises(MalformedXml, match=r"^`signature` has no `status`$"):
        parse_status_change(xml.encode())


@pytest.mark.parametrize(
    "number", ["x", "1.0", "0x11", "1e3", "1" * 101, "\N{ARABIC-INDIC DIGIT ONE}7", "1 7", f"n{KARI}"]
)
@refuses
def test_an_id_is_a_whole_number(read: Read, xml: str, number: str) -> None:
    with pytest.raises(MalformedXml, match=r"^`signature-job-id` is '.*, not a whole number$") as caught:
        read(with_text(xml, "signature-job-id", number))
    assert KARI not in str(caught.value)


@refuses
def test_another_document_is_named(read: Read, xml: str) -> None:
    with pytest.raises(OtherDocument, match=r"^the root element is `error`, not `portal-signature-job-"):
        read(REFUSAL_XML.encode())
    with pytest.raises(OtherDocument, match=r"in the namespace urn:other, not `portal-signature-job-"):
        read(xml.replace(MANIFEST, "urn:other").encode())


@refuses
def test_a_document_type_declaration_is_refused(read: Read, xml: str) -> None:
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(ForbiddenXml, match="document type declaration"):
        read(xml.replace("'?>\n", f"'?>\n{entity}", 1).replace("contract 17", "&e;").encode())


@refuses
def test_a_message_that_is_too_large_is_refused(read: Read, xml: str) -> None:
    with pytest.raises(ForbiddenXml, match="bytes of XML; the maximum is 1,048,576"):
        read(xml.encode() + b" " * MAX_SIZE)


@refuses
def test_a_message_that_is_too_deep_is_refused(read: Read, xml: str) -> None:
    deep = "<later>" * 40 + "</later>" * 40
    with pytest.raises(ForbiddenXml, match="more than 32 levels"):
        read(xml.replace("<signature-job-id>", f"{deep}<signature-job-id>").encode())


NO_XML = [b"", b" ", b"no", b"{}", b"<html><body><br></html>", b"\0\0", b"\xff\xfe", CHANGE_XML[:-9].encode()]


@pytest.mark.parametrize("content", NO_XML)
@pytest.mark.parametrize("read", [parse_created_job, parse_status_change])
def test_a_body_that_is_not_xml_is_refused(read: Read, content: bytes) -> None:
    with pytest.raises(MalformedXml):
        read(content)


@given(st.binary() | st.text().map(str.encode))
def test_no_body_raises_another_error(content: bytes) -> None:
    for read in (parse_created_job, parse_status_change):
        with pytest.raises(UnreadableInput):
            read(content)
    assert maybe_refusal(content) is None


@given(st.data())
def test_a_damaged_message_is_read_or_refused(data: st.DataObject) -> None:
    for read, xml in (
        (parse_created_job, CREATED_XML),
        (parse_status_change, CHANGE_XML),
        (maybe_refusal, REFUSAL_XML),
    ):
        at = data.draw(st.integers(0, len(xml)))
        damaged = xml[:at] + data.draw(st.text(max_size=3)) + xml[at + data.draw(st.integers(0, 9)) :]
        with suppress(UnreadableInput):
            read(damaged.encode())


# The service's own words for saying no


@pytest.mark.parametrize("content", [*NO_XML, CHANGE_XML.encode(), REFUSAL_XML.encode() + b" " * MAX_SIZE])
def test_a_body_without_an_error_document_is_none(content: bytes) -> None:
    assert maybe_refusal(content) is None


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("error-code", replace(REFUSAL, code="")),
        ("error-message", replace(REFUSAL, message="")),
        ("error-type", replace(REFUSAL, type="")),
    ],
)
def test_a_refusal_may_lack_code_message_or_type(name: str, refusal: Refusal) -> None:
    assert maybe_refusal(without(REFUSAL_XML, name)) == refusal


def test_blanks_around_code_message_and_type_are_removed() -> None:
    assert maybe_refusal(with_text(REFUSAL_XML, "error-code", "\n NOT_AUTHORIZED ")) == REFUSAL
