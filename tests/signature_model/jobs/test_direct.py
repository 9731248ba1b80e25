"""Direct jobs are values: errors can be expressed, wrong types cannot, and no whole id number is shown."""

import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from signature_model.jobs.direct import DirectJob, DirectSigner, ExitUrls, StatusRetrieval
from signature_model.jobs.portal import Document, Sender
from signature_model.jobs.signers import OnBehalfOf, SignatureType
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.kits.types import require_checked_types

JOB = DirectJob(
    title="Contract",
    documents=[Document(title="Contract", content=b"%PDF-1.7")],
    signers=[DirectSigner.by_national_id(KARI), DirectSigner.by_identifier("customer 17")],
    sender=Sender(NUMBER, polling_queue="hr"),
    exit_urls=ExitUrls.single("https://example.com/back"),
    status_retrieval=StatusRetrieval.POLLING,
)


def test_a_single_exit_url_is_used_for_all_outcomes() -> None:
    url = "https://example.com/back"
    assert ExitUrls.single(url) == ExitUrls(completion_url=url, rejection_url=url, error_url=url)


def test_a_signer_by_number_or_by_identifier() -> None:
    kinds: dict[str, Any] = {"signature_type": SignatureType.ADVANCED, "on_behalf_of": OnBehalfOf.OTHER}
    assert DirectSigner.by_national_id(KARI, **kinds) == DirectSigner(personal_identification_number=KARI, **kinds)
    assert DirectSigner.by_identifier("x", **kinds) == DirectSigner(signer_identifier="x", **kinds)


@pytest.mark.parametrize("identities", [{}, {"personal_identification_number": KARI, "signer_identifier": "x"}])
def test_a_signer_has_exactly_one_identity(identities: dict[str, Any]) -> None:
    with pytest.raises(
        ValueError, match=r"^a signer needs either personal_identification_number or signer_identifier$"
    ):
        DirectSigner(**identities)


def test_jobs_are_frozen_values_that_can_be_pickled() -> None:
    assert isinstance(JOB.documents, tuple)
    assert isinstance(JOB.signers, tuple)
    assert pickle.loads(pickle.dumps(JOB)) == JOB
    frozen: Any = JOB
    with pytest.raises(FrozenInstanceError):
        frozen.title = "Other"


@pytest.mark.parametrize("value", [JOB, JOB.exit_urls, *JOB.signers[:1]], ids=lambda value: type(value).__name__)
def test_values_of_wrong_types_are_refused(value: object) -> None:
    require_checked_types(value, "deprecated_single_document")


def test_the_deprecated_form_has_one_document_with_the_title_of_the_job() -> None:
    assert replace(JOB, deprecated_single_document=True).deprecated_single_document
    with pytest.raises(ValueError, match=r"^the deprecated form needs exactly one document"):
        replace(JOB, title="Other", deprecated_single_document=True)


def test_no_repr_shows_a_whole_id_number() -> None:
    job = replace(JOB, exit_urls=ExitUrls.single(f"https://example.com/{KARI}"), reference=KARI)
    for value in (job, job.exit_urls, DirectSigner.by_national_id(KARI), DirectSigner.by_identifier(KARI)):
        assert KARI not in repr(value)


def test_a_signer_is_named_by_the_number_or_the_identifier() -> None:
    assert DirectSigner.by_national_id(KARI).identification == KARI
    for identifier in ("customer 17", ""):
        assert DirectSigner.by_identifier(identifier).identification == identifier
