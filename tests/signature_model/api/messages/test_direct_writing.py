"""The messages of the direct flow that are written are valid, and are read as they were written."""

from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
from signature_model.api.messages.direct_reading import parse_direct_job, parse_direct_signer, parse_direct_status
from signature_model.api.messages.direct_writing import (
    write_direct_job,
    write_direct_signer,
    write_direct_status,
    write_signer_update,
)
from signature_model.api.statuses import job_status_text
from signature_model.xml.trees import MANIFEST, parse
from signature_schema import load_direct
from tests.signature_model import answers
from tests.signature_model.direct_scripts import BY_NUMBER, DIRECT_CREATED, DIRECT_JOB, DIRECT_STATUS, SITE

SCHEMA = load_direct()


@given(answers.direct_jobs())
def test_a_created_job_is_valid_and_is_read_as_it_was_written(job: DirectCreatedJob) -> None:
    written = write_direct_job(job)
    SCHEMA.assertValid(parse(written))
    assert parse_direct_job(written) == job


@given(answers.direct_links())
def test_a_signer_is_valid_and_is_read_as_it_was_written(link: DirectSignerLink) -> None:
    written = write_direct_signer(link)
    SCHEMA.assertValid(parse(written))
    assert parse_direct_signer(written) == link


@given(answers.direct_statuses())
def test_a_status_is_valid_and_is_read_as_it_was_written(status: DirectStatus) -> None:
    written = write_direct_status(status)
    SCHEMA.assertValid(parse(written))
    assert parse_direct_status(written) == status


def test_the_request_for_a_new_redirect_url() -> None:
    written = write_signer_update()
    SCHEMA.assertValid(parse(written))
    assert written.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<direct-signer-update-request xmlns="{MANIFEST}"><redirect-url/></direct-signer-update-request>'
    )


def test_a_created_job_has_the_deprecated_redirect_urls() -> None:
    root = etree.fromstring(write_direct_job(DIRECT_CREATED))
    found = [(each.get("signer"), each.text) for each in root.iterchildren(f"{{{MANIFEST}}}redirect-url")]
    assert found == [(each.signer, each.redirect_url) for each in DIRECT_CREATED.signers]


def test_the_xml_of_a_signer() -> None:
    assert write_direct_signer(BY_NUMBER).decode().partition("\n")[2] == (
        f'<direct-signer-response xmlns="{MANIFEST}" href="{DIRECT_JOB}/signers/1">'
        f"<personal-identification-number>{BY_NUMBER.signer}</personal-identification-number>"
        f"<redirect-url>{SITE}#/redirect/one</redirect-url></direct-signer-response>"
    )


@pytest.mark.parametrize("status", ["ON_HOLIDAY", " signed ", ""])
def test_missing_values_and_unknown_statuses_are_read_as_they_were_written(status: str) -> None:
    bare = DirectStatus(
        signature_job_id=1, status=job_status_text("PAUSED"), signatures=[DirectSignature(status=status)]
    )
    assert parse_direct_status(write_direct_status(bare)) == bare
    link = replace(BY_NUMBER, redirect_url=None, personal_identification_number=None)
    job = DirectCreatedJob(signature_job_id=1, signers=[link])
    assert parse_direct_job(write_direct_job(job)) == job


@pytest.mark.parametrize("character", ["\0", "\x1f", "\ud800", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_replaced(character: str) -> None:
    signature = DirectSignature(status=f"A{character}B", signer=f"x{character}")
    status = parse_direct_status(write_direct_status(replace(DIRECT_STATUS, signatures=[signature])))
    assert status.signatures == (DirectSignature(status="A\ufffdB", signer="x\ufffd"),)
