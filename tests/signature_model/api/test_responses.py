"""Responses are values: unknown statuses are kept, and no whole id number is shown."""

import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.responses import Poll, Refusal, Signature
from signature_model.api.statuses import JobStatus, SignerStatus, job_status_text
from signature_model.jobs.signers import Lookup, Signer
from tests.kits.jobs import KARI, OLA
from tests.kits.types import require_checked_types
from tests.signature_model import answers
from tests.signature_model.direct_scripts import DIRECT_STATUS
from tests.signature_model.scripts import CHANGE, CREATED, SIGNED

BY_EMAIL = Signature(status="WAITING", email="ola@example.com")
BY_MOBILE = Signature(status="WAITING", sms="99999999")
BY_BOTH = Signature(status="WAITING", email="ola@example.com", sms="99999999")
SIGNATURES = [SIGNED, BY_EMAIL, BY_MOBILE, BY_BOTH]


# Statuses


@pytest.mark.parametrize(
    ("text", "successful", "failed", "finished"),
    [
        ("IN_PROGRESS", False, False, False),
        ("COMPLETED_SUCCESSFULLY", True, False, True),
        ("FAILED", False, True, True),
        ("PAUSED", False, False, False),
    ],
)
def test_a_status_says_how_far_a_job_is(text: str, *, successful: bool, failed: bool, finished: bool) -> None:
    for change in (replace(CHANGE, status=job_status_text(text)), replace(DIRECT_STATUS, status=job_status_text(text))):
        assert (change.is_successful, change.is_failed, change.is_finished) == (successful, failed, finished)


@pytest.mark.parametrize("text", ["COMPLETED_SUCCESSFULLY", "completed_successfully", " Completed_Successfully\n"])
def test_a_job_status_is_compared_without_case_and_blanks(text: str) -> None:
    change = replace(CHANGE, status=job_status_text(text))
    assert change.known_status is JobStatus.COMPLETED_SUCCESSFULLY
    assert change.status == text


@pytest.mark.parametrize("text", ["", "PAUSED", "COMPLETED SUCCESSFULLY"])
def test_an_unknown_status_is_kept(text: str) -> None:
    assert replace(CHANGE, status=job_status_text(text)).known_status is None
    assert replace(SIGNED, status=text).known_status is None


def test_a_known_status_of_a_signer_is_known() -> None:
    assert replace(SIGNED, status=" signed ").known_status is SignerStatus.SIGNED


# Whose signature it is


@pytest.mark.parametrize(
    ("signer", "signature"),
    [
        (Signer.by_national_id(KARI, notify=Lookup()), SIGNED),
        (Signer.by_email("ola@example.com"), BY_EMAIL),
        (Signer.by_mobile("99999999"), BY_MOBILE),
        (Signer.by_contact_information(email="ola@example.com", sms="99999999"), BY_BOTH),
        (Signer.by_national_id(OLA, notify=Lookup()), None),
        (Signer.by_email("kari@example.com"), None),
        (Signer.by_contact_information(email="ola@example.com", sms="88888888"), None),
        (Signer(notify=None), None),
    ],
)
def test_a_signer_is_found_by_number_or_contact(signer: Signer, signature: Signature | None) -> None:
    for signatures in (SIGNATURES, SIGNATURES[::-1]):
        assert replace(CHANGE, signatures=signatures).signature_of(signer) == signature
    assert [each.is_of(signer) for each in SIGNATURES] == [each is signature for each in SIGNATURES]


def test_a_signer_with_a_number_is_not_found_by_an_address() -> None:
    signer = Signer.by_email("ola@example.com")
    assert not replace(BY_EMAIL, personal_identification_number=OLA).is_of(signer)


# Values


def test_signatures_may_be_any_iterable() -> None:
    given_once: Any = iter(SIGNATURES)
    change = replace(CHANGE, signatures=given_once)
    assert change.signatures == tuple(SIGNATURES)
    assert hash(change) == hash(replace(CHANGE, signatures=SIGNATURES))


@given(answers.status_changes() | answers.created_jobs() | answers.refusals())
def test_responses_survive_pickling(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value


def test_responses_are_immutable() -> None:
    values: list[tuple[Any, str]] = [(CREATED, "reference"), (CHANGE, "status"), (SIGNED, "status"), (Poll(), "change")]
    for value, name in values:
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)


def test_a_poll_has_no_change_by_default() -> None:
    assert Poll() == Poll(change=None, next_permitted_poll_time=None, wait=timedelta(), was_too_early=False)


@pytest.mark.parametrize("value", [CREATED, SIGNED, CHANGE], ids=lambda value: type(value).__name__)
def test_values_of_wrong_types_are_refused(value: object) -> None:
    require_checked_types(value)


@given(st.sampled_from(["", " ", "-", "\N{NO-BREAK SPACE}"]))
def test_no_repr_shows_a_whole_id_number(separator: str) -> None:
    number = f"{KARI[:6]}{separator}{KARI[6:]}"
    values = [
        replace(CREATED, reference=number, cancellation_url=f"https://service.example/{number}"),
        replace(SIGNED, personal_identification_number=number, email=f"{number}@example.com"),
        replace(CHANGE, reference=number, signatures=[replace(SIGNED, personal_identification_number=number)]),
        Poll(change=replace(CHANGE, signatures=[replace(SIGNED, personal_identification_number=number)])),
        Refusal(code="C", message=f"{number} is unknown"),
    ]
    for value in values:
        assert KARI[6:] not in repr(value)
        assert "018180*****" in repr(value)
