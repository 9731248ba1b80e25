"""Responses of the direct flow are values: signers are joined by name, and no secret is shown."""

import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given

from signature_model.api.direct_responses import DirectSignerLink
from signature_model.api.statuses import DirectSignerStatus, JobStatus, job_status_text
from signature_model.jobs.direct import DirectSigner
from tests.kits.jobs import KARI, OLA
from tests.kits.types import require_checked_types
from tests.signature_model import answers
from tests.signature_model.direct_scripts import (
    BY_IDENTIFIER,
    BY_NUMBER,
    DIRECT_CREATED,
    DIRECT_JOB,
    DIRECT_STATUS,
    HAS_SIGNED,
    IS_WAITING,
)

NAMELESS = DirectSignerLink(signer_url=f"{DIRECT_JOB}/signers/1")


@pytest.mark.parametrize(
    ("signer", "place"),
    [
        pytest.param(DirectSigner.by_national_id(KARI), 0, id="by number"),
        pytest.param(DirectSigner.by_identifier("customer 2"), 1, id="by identifier"),
        pytest.param(DirectSigner.by_identifier(KARI), 0, id="a number as identifier"),
        pytest.param(DirectSigner.by_national_id(OLA), None, id="another number"),
        pytest.param(DirectSigner.by_identifier("customer 22"), None, id="another identifier"),
    ],
)
def test_a_signer_is_found_by_name_in_any_order(signer: DirectSigner, place: int | None) -> None:
    links, signatures = (BY_NUMBER, BY_IDENTIFIER), (HAS_SIGNED, IS_WAITING)
    for step in (1, -1):
        job, status = (
            replace(DIRECT_CREATED, signers=links[::step]),
            replace(DIRECT_STATUS, signatures=signatures[::step]),
        )
        assert job.link_of(signer) == (None if place is None else links[place])
        assert status.signature_of(signer) == (None if place is None else signatures[place])


def test_the_only_signer_needs_no_name() -> None:
    signer, signature = DirectSigner.by_national_id(KARI), replace(HAS_SIGNED, signer=None)
    assert replace(DIRECT_STATUS, signatures=[signature]).signature_of(signer) == signature
    assert replace(DIRECT_STATUS, signatures=[signature, IS_WAITING]).signature_of(signer) is None
    assert replace(DIRECT_CREATED, signers=[NAMELESS]).link_of(signer) == NAMELESS
    assert replace(DIRECT_CREATED, signers=[NAMELESS, BY_IDENTIFIER]).link_of(signer) is None


def test_known_and_unknown_statuses_are_kept() -> None:
    assert replace(HAS_SIGNED, status=" failed\n").known_status is DirectSignerStatus.FAILED
    assert replace(HAS_SIGNED, status="RESERVED").known_status is None
    assert replace(DIRECT_STATUS, status=job_status_text("failed")).known_status is JobStatus.FAILED
    assert replace(DIRECT_STATUS, status=job_status_text("PAUSED")).known_status is None


@given(answers.direct_jobs() | answers.direct_statuses())
def test_values_survive_pickling(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value


def test_values_are_immutable_and_hashable() -> None:
    values: list[tuple[Any, str]] = [(DIRECT_CREATED, "signers"), (DIRECT_STATUS, "status"), (HAS_SIGNED, "signer")]
    for value, name in [*values, (BY_NUMBER, "redirect_url")]:
        assert hash(value) == hash(replace(value))
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)


@pytest.mark.parametrize(
    "value", [BY_NUMBER, DIRECT_CREATED, HAS_SIGNED, DIRECT_STATUS], ids=lambda value: type(value).__name__
)
def test_values_of_wrong_types_are_refused(value: object) -> None:
    require_checked_types(value)


def test_no_repr_shows_a_whole_id_number_or_a_redirect_url() -> None:
    for value in (BY_NUMBER, DIRECT_CREATED, HAS_SIGNED, DIRECT_STATUS):
        assert KARI not in repr(value)
        assert "018180*****" in repr(value)
    assert "redirect_url='***'" in repr(BY_NUMBER)
    assert "/redirect/" not in repr(DIRECT_CREATED)
