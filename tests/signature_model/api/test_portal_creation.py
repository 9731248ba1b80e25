"""A job is sent once, and the caller learns whether it was created or that this is unknown."""

import pickle
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.flow import Flow, run
from signature_model.api.http import MAX_MESSAGE, Request, Response
from signature_model.api.portal import Portal
from signature_model.api.rate_limit import CallLimit
from signature_model.api.retries import Retries
from signature_model.errors import (
    NoAnswer,
    OutcomeUnknown,
    ServiceError,
    SigningError,
    UnexpectedAnswer,
    UnwritableText,
)
from signature_model.jobs.requests import JobRequest
from signature_transports.clocks import ManualClock
from signature_transports.fake import FakeTransport, Loss
from tests.kits.certificates import NUMBER
from tests.signature_model.scripts import (
    BLOCKED,
    CREATED,
    LOST,
    NO_CONTENT,
    STRANGER,
    UNSENT,
    Script,
    a_portal,
    changed,
    created,
    done,
    refused,
    scripted,
)

Operation = Callable[[Portal], Flow[Any]]

REQUEST = JobRequest(reference="contract 17", polling_queue="hr")
BUNDLE = b"a sealed bundle"
HTML = Response(status=200, headers={"content-type": "text/html"}, body=b"<html>Welcome<br></html>")
CUT = Response(status=200, body=bytes(MAX_MESSAGE + 1))
ENCODED = Response(status=200, headers={"content-encoding": "gzip"}, body=b"\x1f\x8b")


def created_by(*answers: Response | SigningError, request: JobRequest = REQUEST) -> tuple[Any, Script]:
    """What comes of a creation that is answered so."""
    script = scripted(*answers)
    try:
        return done(a_portal().create(NUMBER, request, BUNDLE), script), script
    except SigningError as error:
        return error, script


def test_a_created_job_is_returned() -> None:
    assert created_by(created())[0] == CREATED


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(LOST, id="lost"),
        *[pytest.param(refused(status), id=str(status)) for status in (408, 500, 501, 502, 503, 504, 599)],
        *[pytest.param(Response(status=status), id=f"{status} without words") for status in (408, 500, 503)],
        pytest.param(Response(status=302, headers={"location": "/"}), id="a redirection"),
        pytest.param(Response(status=200), id="nothing"),
        pytest.param(NO_CONTENT, id="no content"),
        pytest.param(HTML, id="a page"),
        pytest.param(changed(), id="another document"),
        pytest.param(Response(status=202, body=created().body[:-9]), id="half an answer"),
        pytest.param(Response(status=200, body=created().body.replace(b"signature-job-id", b"id")), id="no id"),
        pytest.param(CUT, id="an endless answer"),
        pytest.param(ENCODED, id="an encoded answer"),
    ],
)
def test_the_outcome_of_a_creation_may_be_unknown(answer: Response | SigningError) -> None:
    error, script = created_by(answer, created())
    assert type(error) is OutcomeUnknown
    assert error.message.startswith("it is unknown whether the job was created: ")
    assert error.hint == OutcomeUnknown.default_hint
    for each in (error, pickle.loads(pickle.dumps(error))):
        assert (each.reference, each.bundle_sha256) == ("contract 17", sha256(BUNDLE).hexdigest())
    assert isinstance(error.__cause__, NoAnswer | ServiceError | UnexpectedAnswer)
    assert len(script.requests) == 1


def test_a_job_without_a_reference_is_identified_by_its_bundle() -> None:
    error, _ = created_by(LOST, request=JobRequest())
    assert (error.reference, error.bundle_sha256) == (None, sha256(BUNDLE).hexdigest())


@pytest.mark.parametrize("answer", [UNSENT, STRANGER], ids=["unsent", "another server"])
def test_a_job_that_was_not_sent_was_not_created(answer: SigningError) -> None:
    error, script = created_by(answer, created())
    assert error is answer
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422, 429, 499])
def test_a_job_that_was_refused_was_not_created(status: int) -> None:
    error, script = created_by(refused(status, "NOT_AUTHORIZED"), created())
    assert (type(error), error.status, error.code) == (ServiceError, status, "NOT_AUTHORIZED")
    assert len(script.requests) == 1


def test_a_creation_of_an_organisation_that_is_blocked_is_refused() -> None:
    error, script = created_by(BLOCKED, created())
    assert (type(error), error.is_retryable) == (ServiceError, True)
    assert len(script.requests) == 1


def test_a_job_that_can_be_sealed_again_is_repeated_when_the_organisation_called_too_often() -> None:
    clock, script = ManualClock(), scripted(BLOCKED, BLOCKED, created())
    seals = iter((b"second", b"third"))
    flow = a_portal().create(NUMBER, REQUEST, b"first", lambda: next(seals))
    assert done(flow, script, clock) == CREATED
    assert [each.body[3] for each in script.requests] == [b"first", b"second", b"third"]
    assert clock.seconds() == 60


def test_a_short_wait_for_the_limit_does_not_make_a_seal_old() -> None:
    clock, script, portal = ManualClock(), scripted(created()), a_portal(limit=CallLimit(calls=1))
    for _ in range(2):
        done(portal.create(NUMBER, REQUEST, BUNDLE, lambda: b"another"), script, clock)
    assert clock.seconds() == pytest.approx(1.2)
    assert [each.body[3] for each in script.requests] == [BUNDLE, BUNDLE]


def test_a_job_is_sealed_again_after_a_long_wait_for_the_limit() -> None:
    limit, script = CallLimit(), scripted(created())
    limit.block(0)
    done(a_portal(limit=limit).create(NUMBER, REQUEST, BUNDLE, lambda: b"fresh"), script)
    assert script.requests[0].body[3] == b"fresh"


def test_a_creation_is_repeated_no_more_often_than_the_call_policy_says() -> None:
    script = scripted(BLOCKED)
    portal = a_portal(retries=Retries(times=2))
    with pytest.raises(ServiceError) as caught:
        done(portal.create(NUMBER, REQUEST, BUNDLE, lambda: BUNDLE), script)
    assert (caught.value.status, caught.value.is_retryable) == (429, True)
    assert len(script.requests) == 3


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(LOST, id="lost"),
        pytest.param(UNSENT, id="unsent"),
        pytest.param(refused(429), id="429 of another kind"),
        pytest.param(Response(status=503), id="503"),
        pytest.param(Response(status=503, headers={"dosfilter": "unavailable"}), id="503 of the filter"),
    ],
)
def test_a_creation_is_not_repeated_after_any_other_fault(answer: Response | SigningError) -> None:
    script = scripted(answer, created())
    with pytest.raises(SigningError):
        done(a_portal().create(NUMBER, REQUEST, BUNDLE, lambda: BUNDLE), script)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("loss", "kind"), [(Loss.UNSENT, NoAnswer), (Loss.BEFORE, OutcomeUnknown), (Loss.AFTER, OutcomeUnknown)]
)
def test_a_lost_creation_is_sent_once(loss: Loss, kind: type[SigningError]) -> None:
    def lost(request: Request) -> Loss:
        tried.append(request)
        return loss

    tried = list[Request]()
    transport = FakeTransport(scripted(created()), losses=lost)
    with pytest.raises(SigningError) as caught:
        run(a_portal().create(NUMBER, REQUEST, BUNDLE), transport)
    assert type(caught.value) is kind
    assert len(tried) == 1


@given(st.sampled_from([LOST, UNSENT, STRANGER, BLOCKED, CUT, HTML]) | st.integers(100, 999) | st.binary())
def test_a_job_is_sent_once_for_any_response(answer: SigningError | Response | int | bytes) -> None:
    if isinstance(answer, int):
        answer = Response(status=answer)
    elif isinstance(answer, bytes):
        answer = Response(status=200, body=answer)
    error, script = created_by(answer, created())
    assert isinstance(error, OutcomeUnknown | NoAnswer | ServiceError)
    assert len(script.requests) == 1


def test_a_request_that_cannot_be_written_is_not_sent() -> None:
    error, script = created_by(created(), request=JobRequest(reference="\0"))
    assert type(error) is UnwritableText
    assert script.requests == []
