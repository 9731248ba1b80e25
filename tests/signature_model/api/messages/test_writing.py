"""The messages that an emulator writes are valid, and are read as they were written."""

from dataclasses import replace

import pytest
from hypothesis import given

from signature_model.api.messages.reading import maybe_refusal, parse_created_job, parse_status_change
from signature_model.api.messages.writing import write_created_job, write_refusal, write_status_change
from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange
from signature_model.api.statuses import job_status_text
from signature_model.xml.schemas import PORTAL_SCHEMA
from signature_model.xml.trees import MANIFEST, parse
from tests.signature_model import answers
from tests.signature_model.scripts import CHANGE, CREATED, JOB, NOW


@given(answers.created_jobs())
def test_a_created_job_is_valid_and_is_read_as_it_was_written(job: CreatedJob) -> None:
    written = write_created_job(job)
    assert PORTAL_SCHEMA.accepts(parse(written))
    assert parse_created_job(written) == job


@given(answers.status_changes())
def test_a_status_change_is_valid_and_is_read_as_it_was_written(change: StatusChange) -> None:
    written = write_status_change(change)
    assert PORTAL_SCHEMA.accepts(parse(written))
    assert parse_status_change(written) == change


@given(answers.refusals())
def test_a_refusal_is_valid_and_is_read_as_it_was_written(refusal: Refusal) -> None:
    written = write_refusal(refusal)
    assert PORTAL_SCHEMA.accepts(parse(written))
    assert maybe_refusal(written) == refusal


@pytest.mark.parametrize("status", ["ON_HOLIDAY", " signed ", ""])
def test_an_unknown_status_is_read_as_it_was_written(status: str) -> None:
    signature = Signature(status=status, since=NOW, email="kari@example.com")
    change = replace(CHANGE, status=job_status_text("PAUSED"), signatures=[signature])
    assert parse_status_change(write_status_change(change)) == change
    assert signature.known_status == (None if status.strip() != "signed" else "SIGNED")
    assert change.known_status is None


def test_the_xml_of_a_created_job() -> None:
    assert write_created_job(CREATED).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f'<portal-signature-job-response xmlns="{MANIFEST}"><reference>contract 17</reference>'
        f"<signature-job-id>17</signature-job-id><cancellation-url>{JOB}/cancel</cancellation-url>"
        "</portal-signature-job-response>"
    )


def test_missing_values_are_not_written() -> None:
    bare = replace(
        CHANGE,
        reference=None,
        cancellation_url=None,
        delete_documents_url=None,
        pades_url=None,
        signatures=[Signature(status="WAITING", sms="99999999")],
    )
    written = write_status_change(bare)
    assert b"<signature><status>WAITING</status><identifier><sms " in written
    assert not [name for name in (b"reference", b"cancel", b"delete", b"-url/>", b"email", b"since") if name in written]
    assert parse_status_change(written) == bare


@pytest.mark.parametrize("character", ["\0", "\b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_replaced(character: str) -> None:
    refusal = Refusal(code="NOT_FOUND", message=f"there is no {character}\t\U0010ffff", type="CLIENT")
    written = maybe_refusal(write_refusal(refusal))
    assert written == replace(refusal, message="there is no \ufffd\t\U0010ffff")
