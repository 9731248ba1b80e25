"""Tests of overviews: what they contain, and that every way of showing them is complete and masked."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from signature_model import (
    Context,
    DirectSigner,
    Document,
    Notifications,
    OnBehalfOf,
    Sender,
    Signer,
    UnreadableInput,
    write_manifest,
)
from signature_model.preview import json as as_json
from signature_model.preview import overviews, text, words
from signature_model.preview.overviews import (
    JobOverview,
    overview_of_bundle,
    overview_of_job,
    overview_of_manifest,
)
from signature_model.preview.page import page
from signature_model.strategies import broken_bundles, bundles
from tests.kits.bundles import changed
from tests.kits.certificates import MOMENT, NUMBER
from tests.kits.jobs import KARI, a_bundle, a_direct_job, a_job, documents

NOW = Context(now=datetime(2030, 1, 1, 12, tzinfo=UTC))


def shown(overview: JobOverview) -> tuple[str, dict[str, Any], html.HtmlElement]:
    """Return an overview as text, JSON and a page."""
    schema = json.loads(Path(overviews.__file__).with_name("overview.schema.json").read_text())
    value = json.loads(json.dumps(as_json.as_object(overview)))
    jsonschema.validate(value, schema)
    written = "".join(page(overview, "job.toml"))
    assert written.isascii()
    return "\n".join(text.lines(overview)), value, html.document_fromstring(written)


def test_a_job() -> None:
    overview = overview_of_job(a_job(reference="our own", description="Please sign."), NOW)
    lines, value, tree = shown(overview)
    assert lines.splitlines() == [
        "Title          Employment contract",
        "Notifications  A contract",
        "Description    Please sign.",
        f"Sender         {NUMBER}, public sector, reference our own",
        "Flow           portal, open for at most 20 days",
        "Security       authentication level 4",
        "Signed as      PERSONAL_IDENTIFICATION_NUMBER_AND_NAME",
        "Documents",
        f"  1. Contract: contract.pdf, {overview.documents[0].size} bytes, 1 page, PDF 1.3",
        "Group 1: opens Tue 1 January 2030 13:00 CET, for 10 days",
        "  1. 018180*****, authenticated signature, SMS and e-mail (addresses from the contact register)",
        "     Tue 1 January 2030 13:00 CET  e-mail",
        "     Sun 6 January 2030 13:00 CET  reminder by e-mail",
        "     Wed 9 January 2030 13:00 CET  reminder by SMS",
        "Group 2: opens when group 1 has signed (at the latest Fri 11 January 2030 13:00 CET), for 10 days",
        "  2. ola@example.com, authenticated signature, e-mail",
        "     Fri 11 January 2030 13:00 CET  e-mail",
        "     Wed 16 January 2030 13:00 CET  reminder by e-mail",
        "Findings       none",
    ]
    assert [len(each["signers"]) for each in value["groups"]] == [1, 1]
    assert len(tree.xpath("//*[@class='lane']/circle | //*[@class='lane']/rect[starts-with(@class, 'sms')]")) == 5
    assert [each.get("aria-label") for each in tree.find_class("lane")] == [
        "Group 1: Tue 1 January 2030 13:00 CET to Fri 11 January 2030 13:00 CET, 3 notifications",
        "Group 2: Fri 11 January 2030 13:00 CET to Mon 21 January 2030 13:00 CET, 2 notifications",
    ]


def test_a_bundle_shows_its_seal() -> None:
    overview = overview_of_bundle(a_bundle(), NOW)
    assert overview.seal is not None
    assert (overview.seal.organization_number, overview.seal.signing_time) == (NUMBER, MOMENT)
    lines, value, tree = shown(overview)
    assert f"({NUMBER})" in lines
    assert value["seal"]["valid_until"] is not None
    assert "Sealed by" in tree.text_content()


def test_a_manifest_has_documents_without_content() -> None:
    overview = overview_of_manifest(write_manifest(a_job()), NOW)
    assert overview.documents[0].size is None
    lines, value, _ = shown(overview)
    assert "  1. Contract: contract.pdf\n" in lines
    assert value["documents"][0]["pages"] is None


def test_a_direct_job_without_a_time() -> None:
    job = a_direct_job(signers=[DirectSigner.by_identifier("customer 1", on_behalf_of=OnBehalfOf.OTHER)])
    lines, value, tree = shown(overview_of_job(replace(job, sender=Sender(NUMBER, polling_queue="hr"))))
    assert "Group 1: opens when the job is created, for 30 days" in lines
    assert "  1. customer 1, default signature, on behalf of others, redirected by the sender" in lines
    assert "sector not stated, queue hr" in lines
    assert value["groups"][0]["signers"][0]["notifications"] == []
    assert [each.get("aria-label") for each in tree.find_class("lane")] == ["Group 1: from day 0 to day 30"]


def test_a_job_without_signers() -> None:
    _, value, tree = shown(overview_of_job(a_job(signers=[]), NOW))
    assert value["groups"] == []
    assert "There are no signers." in tree.text_content()


def test_documents_of_all_kinds() -> None:
    papers = [*documents(b"%PDF-"), Document.from_bytes(b"Hello", title="A text", href="a.txt", mime="text/plain")]
    lines, _, _ = shown(overview_of_job(a_job(documents=papers), NOW))
    assert "  1. Paper 1: 1.pdf, 5 bytes\n  2. A text: a.txt, 5 bytes, text/plain\n" in lines
    assert "  error PSR" in lines


def test_findings_are_on_the_page() -> None:
    _, value, tree = shown(overview_of_job(a_job(signers=[Signer.by_contact_information(email="")]), NOW))
    assert {each["code"] for each in value["findings"]} <= set(tree.text_content().replace("\n", " ").split())
    assert "error" in (tree.findtext(".//header//span[1]") or "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK", "not a ZIP archive"),
        (changed(manifest=None), "no manifest.xml"),
        (changed(manifest=b"<a>"), "manifest.xml: "),
    ],
)
def test_a_bundle_without_a_job(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableInput, match=reason):
        overview_of_bundle(content)


def test_a_bundle_without_a_seal() -> None:
    assert overview_of_bundle(changed(seal=None)).seal is None


@given(st.one_of(bundles(), broken_bundles().map(lambda each: each.thing)))
def test_any_bundle_can_be_shown(content: bytes) -> None:
    try:
        overview = overview_of_bundle(content, NOW)
    except UnreadableInput:
        return
    _, value, tree = shown(overview)
    assert not tree.xpath("//script | //link")
    assert len(value["documents"]) == len(overview.documents)


def test_id_numbers_are_masked_everywhere() -> None:
    job = a_job(title=KARI, nonsensitive_title=KARI, description=KARI, reference=KARI)
    overview = overview_of_job(job, NOW)
    lines, value, _ = shown(overview)
    for output in (lines, json.dumps(value), "".join(page(overview, f"{KARI}.toml")), repr(overview)):
        assert KARI not in output


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 seconds"), (86_400, "1 day"), (90_061, "1 day 1 hour 1 minute 1 second"), (7_200, "2 hours")],
)
def test_durations(seconds: int, expected: str) -> None:
    assert words.duration(timedelta(seconds=seconds)) == expected


def test_how_a_signer_is_reached() -> None:
    signer = Signer.by_national_id(KARI, notify=Notifications(sms="+4799999999"))
    lines, _, _ = shown(overview_of_job(a_job(signers=[signer, Signer(notify=None)]), NOW))
    assert "  1. 018180*****, authenticated signature, SMS (+4799999999)" in lines
    assert "  2. unknown, authenticated signature, nothing" in lines


def test_what_a_seal_does_not_say() -> None:
    seal = overviews.SealOverview(
        signed_by=None, organization_number=None, signing_time=None, valid_from=None, valid_until=None
    )
    assert words.seal(seal) == "unknown"
    assert words.seal(replace(seal, signing_time=datetime(2030, 1, 1))) == "unknown, 2030-01-01T00:00:00"  # noqa: DTZ001
