"""The messages of the direct flow are read, and nothing in them is joined by its position."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
from signature_model.api.messages.direct_reading import parse_direct_job, parse_direct_signer, parse_direct_status
from signature_model.api.messages.direct_writing import write_direct_job, write_direct_signer, write_direct_status
from signature_model.errors import MalformedXml, OtherDocument, UnreadableInput
from signature_model.xml.trees import MANIFEST
from tests.kits.jobs import KARI
from tests.signature_model.direct_scripts import (
    BY_IDENTIFIER,
    BY_NUMBER,
    DIRECT_CREATED,
    DIRECT_JOB,
    DIRECT_STATUS,
    HAS_SIGNED,
    IS_WAITING,
)

Read = Callable[[bytes], object]

CREATED_XML = write_direct_job(DIRECT_CREATED).decode()
SIGNER_XML = write_direct_signer(BY_NUMBER).decode()
STATUS_XML = write_direct_status(DIRECT_STATUS).decode()
API = "https://api.signering.posten.no/api/123456789/direct/signature-jobs/1"

reads = pytest.mark.parametrize(
    ("read", "xml", "value"),
    [
        pytest.param(parse_direct_job, CREATED_XML, DIRECT_CREATED, id="a created job"),
        pytest.param(parse_direct_signer, SIGNER_XML, BY_NUMBER, id="a signer"),
        pytest.param(parse_direct_status, STATUS_XML, DIRECT_STATUS, id="a status"),
    ],
)


@reads
def test_urls_are_read_without_white_space_and_comments(read: Read, xml: str, value: object) -> None:
    padded = re.sub(r"(<[a-z]+-url\b[^>]*>)([^<]*)", r"\1\n <!-- c -->\t\2<!-- c --> \n", xml)
    padded = re.sub(r'href="([^"]*)"', r'href="\n \1 "', padded)
    assert padded != xml
    assert read(padded.encode()) == value


@reads
def test_unknown_content_is_ignored_and_logged(
    read: Read, xml: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    later = xml.replace(f' xmlns="{MANIFEST}"', f' xmlns="{MANIFEST}" later="1"').replace("</", "<later/></", 1)
    later = re.sub(r"(</direct-[a-z-]*>)", r'<sooner/><x:status xmlns:x="urn:x"/>\1', later)
    assert read(later.encode()) == value
    assert "sooner, status" in caplog.text


@reads
def test_another_document_is_named(read: Read, xml: str, value: object) -> None:
    assert read(xml.encode()) == value
    with pytest.raises(OtherDocument, match=r"^the root element is `error`, not `direct-"):
        read(f'<error xmlns="{MANIFEST}"/>'.encode())


# Whose status and XAdES it is


def test_an_xades_is_that_of_the_signer_it_names() -> None:
    swapped = re.sub(r"(<status .*?</status>)(<status .*?</status>)", r"\2\1", STATUS_XML)
    assert parse_direct_status(swapped.encode()) == replace(DIRECT_STATUS, signatures=[IS_WAITING, HAS_SIGNED])


@pytest.mark.parametrize("stripped", ["status", "xades-url", "(?:status|xades-url)"])
def test_a_missing_signer_is_the_only_one(stripped: str) -> None:
    only = replace(DIRECT_STATUS, signatures=[HAS_SIGNED])
    xml = re.sub(rf'(<{stripped}) signer="[^"]*"', r"\1", write_direct_status(only).decode())
    signer = None if "status" in stripped else KARI
    assert parse_direct_status(xml.encode()) == replace(only, signatures=[replace(HAS_SIGNED, signer=signer)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(rf'xades-url signer="{KARI}"', "xades-url", id="nobody's"),
        pytest.param(rf'xades-url signer="{KARI}"', 'xades-url signer="somebody"', id="somebody else's"),
        pytest.param(rf'status signer="{KARI}"', "status", id="a status of nobody"),
        pytest.param('status signer="customer 2"', f'status signer="{KARI}"', id="two statuses"),
        pytest.param(r"(<xades-url.*</xades-url>)", r"\1\1", id="two URLs"),
    ],
)
def test_an_xades_that_is_not_clearly_one_signers_is_nobodys(
    before: str, after: str, caplog: pytest.LogCaptureFixture
) -> None:
    status = parse_direct_status(re.sub(before, after, STATUS_XML, count=1).encode())
    assert [each.xades_url for each in status.signatures] == [None, None]
    assert [each.status for each in status.signatures] == ["SIGNED", "WAITING"]
    assert re.fullmatch(r"[12] of [12] XAdES URLs do not belong to exactly one signer", caplog.messages[0])


# The published examples


@pytest.mark.parametrize(
    "name", ["response.xml", "signer-response.xml", "documentation/guide-7-direct-signer-response.xml"]
)
def test_the_published_links_are_read(vectors: Path, name: str) -> None:
    content = (vectors / "direct-examples" / name).read_bytes()
    if name == "response.xml":
        job = parse_direct_job(content)
        assert job == DirectCreatedJob(signature_job_id=1, signers=job.signers, status_url=f"{API}/status")
        (link,) = job.signers
    else:
        link = parse_direct_signer(content)
    assert link == DirectSignerLink(
        signer_url=f"{API}/signers/1", redirect_url=link.redirect_url, personal_identification_number="12345678910"
    )
    assert re.fullmatch(r"https://signering\.posten\.no#/redirect/\w+", link.redirect_url or "")


def test_the_published_links_of_two_signers_are_read(vectors: Path) -> None:
    job = parse_direct_job((vectors / "direct-examples" / "multiple_signers" / "response.xml").read_bytes())
    found = {each.signer: (each.signer_url, (each.redirect_url or "")[-10:]) for each in job.signers}
    assert found == {
        "10987654321": (f"{API}/signers/1", "PqHOgJj03o"),
        "123abc": (f"{API}/signers/2", "wal_F9FKm0"),
    }


def test_the_published_statuses_are_read(vectors: Path) -> None:
    examples = vectors / "direct-examples"
    one = parse_direct_status((examples / "status-response.xml").read_bytes())
    assert one == DirectStatus(
        signature_job_id=1,
        status="COMPLETED_SUCCESSFULLY",
        signatures=[DirectSignature(status="SIGNED", since=one.signatures[0].since, xades_url=f"{API}/xades/1")],
        confirmation_url=f"{API}/complete",
        pades_url=f"{API}/pades",
    )
    two = parse_direct_status((examples / "multiple_signers" / "status-response.xml").read_bytes())
    found = {each.signer: each.xades_url for each in two.signatures}
    assert found == {"123abc": f"{API}/xades/1", "10987654321": f"{API}/xades/2"}
    guide = parse_direct_status(
        (examples / "documentation" / "guide-8-direct-signature-job-status-response.xml").read_bytes()
    )
    assert [each.xades_url for each in guide.signatures] == [None]


# What is refused, and what may be missing


@pytest.mark.parametrize(
    ("read", "xml", "missing", "message"),
    [
        (parse_direct_job, CREATED_XML, "<signature-job-id>17</signature-job-id>", "has no `signature-job-id`"),
        (parse_direct_job, CREATED_XML, "<signer .*</signer>", "has no `signer`"),
        (parse_direct_job, CREATED_XML, f'href="{DIRECT_JOB}/signers/2"', "`signer` has no `href`"),
        (parse_direct_signer, SIGNER_XML, "<redirect-url>.*</redirect-url>", "has no `redirect-url`"),
        (parse_direct_signer, SIGNER_XML, "(?<=<redirect-url>)[^<]*", "`redirect-url` is empty"),
        (parse_direct_signer, SIGNER_XML, '(?<=href=")[^"]*', "`direct-signer-response` has no `href`"),
        (parse_direct_status, STATUS_XML, "<signature-job-id>17</signature-job-id>", "has no `signature-job-id`"),
        (parse_direct_status, STATUS_XML, "<signature-job-status>.*</signature-job-status>", "has no `signature-job-s"),
        (parse_direct_status, STATUS_XML, "(?<=<signature-job-status>)[A-Z_]*", "`signature-job-status` is empty"),
    ],
)  # fmt: skip
def test_a_message_without_required_content_is_refused(read: Read, xml: str, missing: str, message: str) -> None:
    with pytest.raises(MalformedXml, match=message):
        read(re.sub(missing, "", xml, count=1).encode())


def test_other_content_may_be_missing() -> None:
    xml = re.sub(r"<redirect-url.*?</redirect-url>|<(status-url|reference).*?</\1>", "", CREATED_XML)
    links = [replace(each, redirect_url=None) for each in (BY_NUMBER, BY_IDENTIFIER)]
    assert parse_direct_job(xml.encode()) == DirectCreatedJob(signature_job_id=17, signers=links)
    xml = re.sub(r"<(reference|[a-z-]*-url).*?</\1>| since=\"[^\"]*\"", "", STATUS_XML)
    signatures = [replace(each, since=None, xades_url=None) for each in (HAS_SIGNED, IS_WAITING)]
    assert parse_direct_status(xml.encode()) == DirectStatus(
        signature_job_id=17, status="IN_PROGRESS", signatures=signatures
    )


def test_many_statuses_and_urls_are_read_in_little_time() -> None:
    many = "".join(f'<status signer="{n}">W</status><xades-url signer="{n}">u</xades-url>' for n in range(10_000))
    status = parse_direct_status(STATUS_XML.replace("<status ", f"{many}<status ", 1).encode())
    assert len(status.signatures) == 10_002


@given(st.binary() | st.text().map(str.encode))
def test_no_body_raises_another_error(content: bytes) -> None:
    for read in (parse_direct_job, parse_direct_signer, parse_direct_status):
        with pytest.raises(UnreadableInput):
            read(content)
