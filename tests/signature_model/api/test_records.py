"""Created jobs and status changes are stored as JSON, and another process reads them."""

import json
import subprocess
import sys
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.records import Record, from_json, to_json
from signature_model.api.responses import Signature, StatusChange
from signature_model.errors import UnreadableInput, UnreadableRecord
from tests.kits import wild
from tests.kits.jobs import KARI
from tests.kits.processes import ENVIRONMENT
from tests.signature_model import answers
from tests.signature_model.direct_scripts import DIRECT_CREATED, DIRECT_JOB, DIRECT_STATUS, SITE
from tests.signature_model.scripts import CHANGE, CREATED, JOB

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ODD_CHANGES = st.builds(
    StatusChange,
    signature_job_id=st.integers(),
    status=ANY_TEXT,
    confirmation_url=ANY_TEXT,
    reference=st.none() | ANY_TEXT,
    signatures=st.lists(
        st.builds(
            Signature,
            status=ANY_TEXT,
            since=st.none() | wild.moments(),
            personal_identification_number=st.none() | ANY_TEXT,
            email=st.none() | ANY_TEXT,
            sms=st.none() | ANY_TEXT,
            xades_url=st.none() | ANY_TEXT,
        ),
        max_size=3,
    ),
)
"""Changes with everything that a value can hold, whether or not the service would tell it."""


@given(answers.records() | ODD_CHANGES)
def test_a_record_is_read_as_it_was_written(value: Record) -> None:
    kept = to_json(value)
    assert from_json(kept) == from_json(kept.encode()) == value
    assert type(from_json(kept)) is type(value)
    assert "\n" not in kept


def test_the_json_of_a_created_job() -> None:
    assert json.loads(to_json(CREATED)) == {
        "format": 1,
        "kind": "created-job",
        "signature_job_id": 17,
        "cancellation_url": f"{JOB}/cancel",
        "reference": "contract 17",
    }


def test_the_json_of_a_status_change() -> None:
    assert json.loads(to_json(replace(CHANGE, reference="æ"))) == {
        "format": 1,
        "kind": "status-change",
        "signature_job_id": 17,
        "status": "COMPLETED_SUCCESSFULLY",
        "confirmation_url": f"{JOB}/complete",
        "signatures": [
            {
                "status": "SIGNED",
                "since": "2030-01-01T12:00:00+00:00",
                "personal_identification_number": KARI,
                "xades_url": f"{JOB}/xades/1",
            }
        ],
        "reference": "æ",
        "cancellation_url": f"{JOB}/cancel",
        "delete_documents_url": f"{JOB}/documents",
        "pades_url": f"{JOB}/pades",
    }


def test_the_json_of_a_created_job_of_the_direct_flow() -> None:
    assert json.loads(to_json(DIRECT_CREATED)) == {
        "format": 1,
        "kind": "direct-created-job",
        "signature_job_id": 17,
        "signers": [
            {
                "signer_url": f"{DIRECT_JOB}/signers/1",
                "redirect_url": f"{SITE}#/redirect/one",
                "personal_identification_number": KARI,
            },
            {
                "signer_url": f"{DIRECT_JOB}/signers/2",
                "redirect_url": f"{SITE}#/redirect/two",
                "signer_identifier": "customer 2",
            },
        ],
        "status_url": f"{DIRECT_JOB}/status",
        "reference": "contract 17",
    }


def test_the_json_of_a_status_of_the_direct_flow() -> None:
    assert json.loads(to_json(DIRECT_STATUS)) == {
        "format": 1,
        "kind": "direct-status",
        "signature_job_id": 17,
        "status": "IN_PROGRESS",
        "signatures": [
            {
                "status": "SIGNED",
                "since": "2030-01-01T12:00:00+00:00",
                "signer": KARI,
                "xades_url": f"{DIRECT_JOB}/xades/191",
            },
            {"status": "WAITING", "since": "2030-01-01T12:00:00+00:00", "signer": "customer 2"},
        ],
        "reference": "contract 17",
        "confirmation_url": f"{DIRECT_JOB}/complete",
        "delete_documents_url": f"{DIRECT_JOB}/documents",
        "pades_url": f"{DIRECT_JOB}/pades",
    }


def test_the_json_is_ascii() -> None:
    job = replace(CREATED, reference="Søknad 7")
    assert to_json(job).isascii()
    assert from_json(to_json(job)) == job


def test_missing_values_are_left_out() -> None:
    bare = StatusChange(signature_job_id=1, status="FAILED", confirmation_url="u")
    assert set(json.loads(to_json(bare))) == {
        "format",
        "kind",
        "signature_job_id",
        "status",
        "confirmation_url",
        "signatures",
    }


def test_another_process_reads_a_record() -> None:
    trial = "import sys; from signature_model import from_json, to_json; print(to_json(from_json(sys.stdin.read())))"
    for value in (CREATED, CHANGE, DIRECT_CREATED, DIRECT_STATUS):
        command = [sys.executable, "-c", trial]
        answer = subprocess.run(
            command, input=to_json(value), capture_output=True, encoding="utf-8", env=ENVIRONMENT, check=True
        )
        assert from_json(answer.stdout) == value


# What was not kept by us


def changed(value: Record, changes: Mapping[str, Any]) -> str:
    """The kept value with other members; those that are ... are missing."""
    record = json.loads(to_json(value)) | dict(changes)
    return json.dumps({name: each for name, each in record.items() if each is not ...})


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "no",
        "{",
        "[]",
        "[1]",
        "{}",
        "null",
        "1",
        '"format"',
        "NaN",
        "[" * 100_000,
        "1" * 5_000,
        '{"format": 1}',
        '{"format": 1, "kind": "signature", "status": "SIGNED"}',
        to_json(CREATED)[:-1],
        to_json(CREATED) * 2,
    ],
)
def test_other_text_is_refused(text: str) -> None:
    for content in (text, text.encode()):
        with pytest.raises(UnreadableRecord, match="this is not the record of a job or a status change"):
            from_json(content)


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        pytest.param(CREATED, {"format": ...}, id="no format"),
        pytest.param(CREATED, {"format": 2}, id="a later format"),
        pytest.param(CREATED, {"format": "1"}, id="a format of another type"),
        pytest.param(CREATED, {"kind": ...}, id="no kind"),
        pytest.param(CREATED, {"kind": "refusal"}, id="another kind"),
        pytest.param(CREATED, {"kind": []}, id="a kind of another type"),
        pytest.param(CREATED, {"kind": "status-change"}, id="the other kind"),
        pytest.param(CREATED, {"signature_job_id": ...}, id="no id"),
        pytest.param(CREATED, {"signature_job_id": "17"}, id="an id of another type"),
        pytest.param(CREATED, {"signature_job_id": 17.0}, id="an id in parts"),
        pytest.param(CREATED, {"cancellation_url": None}, id="no url"),
        pytest.param(CREATED, {"later": "yes"}, id="an unknown member"),
        pytest.param(CREATED, {"since": "2030-01-01T12:00:00Z"}, id="a time of nothing"),
        pytest.param(CREATED, {"since": None}, id="no time of nothing"),
        pytest.param(CHANGE, {"signatures": [{}]}, id="an empty signature"),
        pytest.param(CHANGE, {"signatures": ["SIGNED"]}, id="a status for a signature"),
        pytest.param(CHANGE, {"signatures": {"status": "SIGNED"}}, id="one signature"),
        pytest.param(CHANGE, {"signatures": 0}, id="a number of signatures"),
        pytest.param(CHANGE, {"signatures": False}, id="signatures denied"),
        pytest.param(CHANGE, {"signatures": [{"status": "SIGNED", "since": "yesterday"}]}, id="no time"),
        pytest.param(CHANGE, {"signatures": [{"status": "SIGNED", "since": ""}]}, id="an empty time"),
        pytest.param(CHANGE, {"signatures": [{"status": "SIGNED", "since": 7}]}, id="a number for a time"),
        pytest.param(CHANGE, {"signatures": [{"status": "SIGNED", "signatures": []}]}, id="signatures of a signature"),
        pytest.param(CREATED, {"": []}, id="a member without a name"),
        pytest.param(DIRECT_CREATED, {"signers": [{}]}, id="an empty signer"),
        pytest.param(DIRECT_CREATED, {"signers": ...}, id="no signers"),
        pytest.param(DIRECT_CREATED, {"signers": [{"signer_url": "u", "signers": []}]}, id="signers of a signer"),
        pytest.param(DIRECT_CREATED, {"kind": "created-job"}, id="the other flow"),
        pytest.param(DIRECT_STATUS, {"signatures": [{"status": 1}]}, id="a status of another type"),
        pytest.param(DIRECT_STATUS, {"status": ...}, id="no status"),
    ],
)
def test_a_changed_record_is_refused(value: Record, changes: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRecord) as caught:
        from_json(changed(value, changes))
    assert isinstance(caught.value, UnreadableInput)


@pytest.mark.parametrize("content", [b"\xff", b"\xff\xfe{", b"{\xe6}", b"\0"])
def test_bytes_that_are_not_text_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableRecord):
        from_json(content)


MEMBERS = st.sampled_from(
    ["format", "kind", "signature_job_id", "status", "signatures", "signers", "since", "cancellation_url"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["created-job", "SIGNED"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | MEMBERS, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(MEMBERS, JSON), st.sampled_from([CREATED, CHANGE, DIRECT_CREATED, DIRECT_STATUS]))
def test_any_changed_record_is_read_or_refused(changes: dict[str, Any], value: Record) -> None:
    try:
        read = from_json(changed(value, changes))
    except UnreadableRecord:
        return
    assert from_json(to_json(read)) == read


@given(st.text() | st.binary() | JSON.map(json.dumps))
def test_any_other_text_is_refused(content: str | bytes) -> None:
    with pytest.raises(UnreadableRecord):
        from_json(content)


@pytest.mark.parametrize(
    "changes",
    [
        {KARI: "a name"},
        {"kind": KARI},
        {"signatures": [{"status": "SIGNED", "since": KARI}]},
        {"signatures": [{"status": "SIGNED", KARI: ""}]},
    ],
)
def test_no_refusal_shows_a_whole_id_number(changes: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRecord) as caught:
        from_json(changed(CHANGE, changes))
    assert KARI not in "".join(traceback.format_exception(caught.value))
