"""A job of the direct flow is sent once, and its redirect URLs are checked."""

import re
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from signature_model.api.http import TRANSFER, Response
from signature_model.api.messages.multipart import parts
from signature_model.errors import NoAnswer, OutcomeUnknown, ServiceError, SigningError
from signature_model.jobs.direct import ExitUrls, StatusRetrieval
from signature_model.jobs.requests import DirectJobRequest
from signature_model.manifests.requests import write_request
from tests.kits.certificates import NUMBER
from tests.signature_model.direct_scripts import (
    BY_IDENTIFIER,
    BY_NUMBER,
    DIRECT_CREATED,
    DIRECT_JOBS,
    a_direct,
    direct_created,
    direct_status,
)
from tests.signature_model.scripts import BLOCKED, LOST, UNSENT, Script, created, done, refused, scripted

REQUEST = DirectJobRequest(
    reference="contract 17",
    exit_urls=ExitUrls.single("https://sender.example/back"),
    status_retrieval=StatusRetrieval.POLLING,
    polling_queue="hr",
)
BUNDLE = b"a sealed bundle"


def created_by(*answers: Response | SigningError) -> tuple[Any, Script]:
    """What comes of a creation that is answered so."""
    script = scripted(*answers)
    try:
        return done(a_direct().create(NUMBER, REQUEST, BUNDLE), script), script
    except SigningError as error:
        return error, script


def test_the_request_of_a_creation() -> None:
    job, script = created_by(direct_created())
    assert job == DIRECT_CREATED
    assert script.calls == [("POST", DIRECT_JOBS)]
    (request,) = script.requests
    frame_parts = parts(dict(request.headers)["Content-Type"], b"".join(request.body))
    assert frame_parts == (("application/xml", write_request(REQUEST)), ("application/octet-stream", BUNDLE))
    assert request.timeouts is TRANSFER


@pytest.mark.parametrize(
    "answer",
    [LOST, refused(503), created(), direct_status(), Response(status=200)],
    ids=["lost", "refused by a gateway", "the other flow", "a status", "nothing"],
)
def test_the_outcome_of_a_creation_may_be_unknown(answer: Response | SigningError) -> None:
    error, script = created_by(answer, direct_created())
    assert type(error) is OutcomeUnknown
    assert (error.reference, error.bundle_sha256) == ("contract 17", sha256(BUNDLE).hexdigest())
    assert str(error.hint).startswith("its redirect URLs are lost, so the job cannot be signed and will expire")
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("answer", "kind"), [(UNSENT, NoAnswer), (refused(403), ServiceError), (BLOCKED, ServiceError)]
)
def test_a_job_that_was_not_created_is_not_sent_again(answer: Response | SigningError, kind: type) -> None:
    error, script = created_by(answer, direct_created())
    assert type(error) is kind
    assert len(script.requests) == 1


def test_a_job_that_can_be_sealed_again_is_repeated_when_the_organisation_called_too_often() -> None:
    script = scripted(BLOCKED, direct_created())
    assert done(a_direct().create(NUMBER, REQUEST, b"first", lambda: b"second"), script) == DIRECT_CREATED
    assert [each.body[3] for each in script.requests] == [b"first", b"second"]


def test_a_redirect_url_to_somebody_else_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    evil = replace(BY_NUMBER, redirect_url="https://evil.example/#/redirect/secret")
    job, _ = created_by(direct_created(replace(DIRECT_CREATED, signers=[evil, BY_IDENTIFIER])))
    assert job == replace(DIRECT_CREATED, signers=[replace(BY_NUMBER, redirect_url=None), BY_IDENTIFIER])
    assert re.fullmatch(
        "the redirect URL of 'https://.*/signers/1' does not lead to a page of the service; it is not used",
        caplog.messages[0],
    )
