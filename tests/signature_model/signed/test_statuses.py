"""Who has signed, by status changes of both flows: as the service sends them, and as records."""

from datetime import UTC, datetime

import pytest

from signature_model.api.direct_responses import DirectSignature, DirectStatus
from signature_model.api.messages.direct_writing import write_direct_status
from signature_model.api.messages.writing import write_status_change
from signature_model.api.records import to_json
from signature_model.api.responses import Signature, StatusChange
from signature_model.errors import UnreadableInput
from signature_model.signed.statuses import StatedStatus, statuses_in
from tests.kits.jobs import KARI, OLA

URL = "https://example.com/"
SINCE = datetime(2030, 1, 31, 11, 0, tzinfo=UTC)
CHANGE = StatusChange(
    signature_job_id=1,
    status="IN_PROGRESS",
    confirmation_url=URL,
    signatures=[
        Signature(status="SIGNED", since=SINCE, personal_identification_number=KARI),
        Signature(status="SIGNED", email="ola@example.com"),
        Signature(status="REJECTED", personal_identification_number=OLA),
    ],
)
DIRECT = DirectStatus(
    signature_job_id=1,
    status="IN_PROGRESS",
    signatures=[
        DirectSignature(status="SIGNED", since=SINCE, signer=KARI),
        DirectSignature(status="SIGNED", signer="customer-1"),
        DirectSignature(status="REJECTED", signer=OLA),
    ],
)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(CHANGE, id="portal, as the client returns it"),
        pytest.param(DIRECT, id="direct, as the client returns it"),
        pytest.param(write_status_change(CHANGE), id="portal"),
        pytest.param(write_direct_status(DIRECT), id="direct"),
        pytest.param(to_json(CHANGE).encode(), id="a record"),
        pytest.param(to_json(DIRECT).encode(), id="a record of the direct flow"),
    ],
)
def test_the_status_of_each_signer_is_found(change: bytes | StatusChange | DirectStatus) -> None:
    assert statuses_in(change) == (
        StatedStatus(status="SIGNED", number=KARI, since=SINCE),
        StatedStatus(status="SIGNED", number=None, since=None),
        StatedStatus(status="REJECTED", number=OLA, since=None),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{}",
        b"<portal-signature-job-manifest><signature><status>SIGNED</status></signature></portal-signature-job-manifest>",
        b'{"signatures": 1}',
        b'{"signatures": [1]}',
        b'{"signatures": [{"status": "SIGNED", "signer": 1}]}',
        b'{"signatures": [{"status": "SIGNED", "since": 1}]}',
        b'{"signatures": [{"status": "SIGNED", "since": "yesterday"}]}',
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableInput):
        statuses_in(content)
