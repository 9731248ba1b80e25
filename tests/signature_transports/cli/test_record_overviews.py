"""What a record says is shown completely, and without id numbers."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signature_model import Signature, StatusChange
from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
from signature_model.api.records import Record
from signature_transports.cli.record_overviews import record_lines, record_object
from tests.kits.jobs import KARI

SINCE = datetime(2030, 1, 1, 12, tzinfo=UTC)
CHANGE = StatusChange(
    signature_job_id=7,
    status="IN_PROGRESS",
    confirmation_url="https://a/confirm",
    signatures=[
        Signature(status="SIGNED", since=SINCE, personal_identification_number=KARI, xades_url="https://a/x"),
        Signature(status="WAITING", email="ola@example.com", sms="99999999"),
        Signature(status="WAITING"),
    ],
)
DIRECT = DirectStatus(
    signature_job_id=8,
    status="IN_PROGRESS",
    signatures=[DirectSignature(status="WAITING"), DirectSignature(status="x", signer=KARI)],
)
LINKED = DirectCreatedJob(
    signature_job_id=9,
    signers=[
        DirectSignerLink(signer_url="https://a/1", signer_identifier="customer 1"),
        DirectSignerLink(signer_url="https://a/2"),
    ],
    status_url="https://a/status",
    reference=KARI,
)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(
            CHANGE,
            [
                "Job            7",
                "Status         in progress",
                "Signer 1       018180*****: signed since Tue 1 January 2030 13:00 CET",
                "Signer 2       ola@example.com, 99999999: waiting",
                "Signer 3       unknown: waiting",
                "You can        confirm, download the signatures",
            ],
            id="a status change",
        ),
        pytest.param(
            DIRECT,
            [
                "Job            8",
                "Status         in progress",
                "Signer 1       the only signer: waiting",
                "Signer 2       018180*****: x",
                "You can        wait for a status change",
            ],
            id="a direct status",
        ),
        pytest.param(
            LINKED,
            [
                "Job            9",
                "Reference      018180*****",
                "Status         created",
                "Signer 1       customer 1",
                "Signer 2       the only signer",
                "You can        status",
            ],
            id="a direct job",
        ),
    ],
)
def test_a_record(record: Record, expected: list[str]) -> None:
    assert [*record_lines(record)] == expected
    assert KARI not in json.dumps(record_object(record))


def test_each_url_is_an_operation() -> None:
    change = replace(CHANGE, cancellation_url="a", pades_url="b", delete_documents_url="c", signatures=())
    assert record_object(change)["operations"] == [
        "cancel",
        "confirm",
        "download the signed documents",
        "delete the documents",
    ]
