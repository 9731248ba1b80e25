"""Unsuccessful responses become exceptions with the service's reason."""

import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.http import Response
from signature_model.api.messages.writing import write_refusal
from signature_model.api.refusals import require_success
from signature_model.api.responses import Refusal
from signature_model.errors import AlreadyFinished, ServiceError, SigningError, UnexpectedAnswer
from signature_model.masking import masked
from tests.kits.jobs import KARI
from tests.signature_model import answers
from tests.signature_model.scripts import permitted_after, refused

HTML = b"<html><body>Bad Gateway<br></body></html>"
ERROR_STATUSES = st.integers(400, 999)


def refusal_of(response: Response, operation: str = "the ping") -> ServiceError:
    """Return the error for a refused operation."""
    with pytest.raises(ServiceError) as caught:
        require_success(response, operation)
    return caught.value


def surprise_of(response: Response, operation: str = "the ping") -> UnexpectedAnswer:
    """The answer that nobody expected to a operation."""
    with pytest.raises(UnexpectedAnswer) as caught:
        require_success(response, operation)
    return caught.value


# Success


@given(st.integers(200, 299), st.binary(), st.sampled_from(["", "identity", " Identity"]))
def test_any_complete_response_with_2xx_is_successful(status: int, body: bytes, encoding: str) -> None:
    response = Response(status=status, headers={"content-encoding": encoding} if encoding else {}, body=body)
    assert require_success(response, "the ping") is response


def test_a_response_that_was_cut_is_unexpected() -> None:
    error = surprise_of(Response(status=200, body=b"hal", is_cut=True))
    assert error.message == "the ping: the response is too large, so the rest was not read"
    assert (error.status, error.body) == (200, b"hal")


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, identity", f"of {KARI}"])
def test_an_encoded_response_is_unexpected(encoding: str) -> None:
    error = surprise_of(Response(status=200, headers={"content-encoding": encoding}, body=b"\x1f\x8b"))
    assert error.message.startswith("the ping: the response has the encoding '")
    assert error.message.endswith(", which was not requested")
    assert KARI not in str(error)


# Redirection


@pytest.mark.parametrize("status", [100, 199, 300, 302, 304, 399])
def test_other_statuses_are_unexpected(status: int) -> None:
    error = surprise_of(Response(status=status, body=b"there"))
    assert error.message == f"the ping: the response has status {status}"
    assert (error.status, error.body) == (status, b"there")


def test_a_redirect_is_reported_with_its_target() -> None:
    error = surprise_of(Response(status=302, headers={"location": f"https://evil.example/{KARI}"}))
    assert error.message == (
        "the ping: the response has status 302, a redirect to 'https://evil.example/018180*****', which is not followed"
    )


# The service says no


@given(ERROR_STATUSES, answers.refusals())
def test_code_message_and_type_of_the_service_are_kept(status: int, refusal: Refusal) -> None:
    body = write_refusal(refusal)
    error = refusal_of(Response(status=status, body=body))
    assert (error.status, error.body) == (status, body)
    result = [each or "" for each in (error.code, error.said, error.type)]
    assert result == [masked(each) for each in (refusal.code, refusal.message, refusal.type)]


def test_a_refusal_in_words() -> None:
    error = refusal_of(refused(403, "NOT_AUTHORIZED", "Not for you"))
    assert (error.message, error.code, error.said, error.type) == (
        "the ping: NOT_AUTHORIZED: Not for you",
        "NOT_AUTHORIZED",
        "Not for you",
        "CLIENT",
    )
    assert (
        error.hint == "check that the certificate is the sender's, permits authentication, and is for this environment"
    )
    assert not error.is_retryable


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("NOT_AUTHORIZED", "certificate"),
        ("BROKER_NOT_AUTHORIZED", "broker"),
        ("SCHEMA_VALIDATION_ERROR", "validate-bundle"),
        ("ASICE_VALIDATION_FAILED", "validate-bundle"),
        ("ARCHIVED_DOCUMENT_NOT_FOUND", "long-term storage"),
    ],
)
def test_a_known_code_has_a_hint(code: str, word: str) -> None:
    for status in (400, 503):
        hint = refusal_of(refused(status, code)).hint
        assert hint
        assert word in hint


def test_an_unknown_code_has_the_hint_of_the_error() -> None:
    assert refusal_of(refused(400, "ON_HOLIDAY")).hint == ServiceError.default_hint
    assert refusal_of(refused(503, "ON_HOLIDAY")).hint == "try again later"


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (Refusal(code="", message="Not so", type="CLIENT"), "the ping: Not so"),
        (Refusal(code="NO", message="", type=""), "the ping: NO"),
        (Refusal(code="", message="", type="CLIENT"), "the ping: status 418 (I'm a Teapot)"),
    ],
)
def test_missing_codes_and_messages_are_none(refusal: Refusal, message: str) -> None:
    error = refusal_of(Response(status=418, body=write_refusal(refusal)))
    assert error.message.startswith(message)
    assert [error.code, error.said, error.type] == [
        each or None for each in (refusal.code, refusal.message, refusal.type)
    ]


@pytest.mark.parametrize(
    ("response", "words"),
    [
        pytest.param(
            Response(status=502, headers={"content-type": "text/html"}, body=HTML),
            "status 502 (Bad Gateway) without an error document: 41 bytes, 'text/html'",
            id="a gateway",
        ),
        pytest.param(
            Response(status=404),
            "status 404 (Not Found) without an error document: 0 bytes, 'no content type'",
            id="nobody",
        ),
        pytest.param(
            Response(status=599, headers={"content-type": f"text/{KARI}"}, body=b"no"),
            "status 599 without an error document: 2 bytes, 'text/018180*****'",
            id="an unknown status",
        ),
    ],
)
def test_a_response_without_an_error_document_is_described(response: Response, words: str) -> None:
    error = refusal_of(response)
    assert error.message == f"the ping: {words}"
    assert (error.status, error.body) == (response.status, response.body)
    assert (error.code, error.said, error.type) == (None, None, None)


@given(ERROR_STATUSES, st.binary())
def test_the_status_is_kept_for_any_body(status: int, body: bytes) -> None:
    error = refusal_of(Response(status=status, body=body))
    assert (error.status, error.body) == (status, body)


@pytest.mark.parametrize(
    ("status", "is_retryable"),
    [
        (400, False),
        (401, False),
        (404, False),
        (408, True),
        (409, False),
        (429, True),
        (500, True),
        (501, False),
        (502, True),
        (503, True),
        (504, True),
        (505, False),
    ],
)
def test_temporary_refusals_are_retryable(status: int, *, is_retryable: bool) -> None:
    error = refusal_of(Response(status=status))
    assert error.is_retryable is is_retryable
    hints = {404: "check the URL of the service: it ends", 401: "check that the certificate or the token"}
    assert error.hint.startswith("try again later" if is_retryable else hints.get(status, ServiceError.default_hint))


@pytest.mark.parametrize(("status", "seconds"), [(503, 7.0), (429, 7.0), (400, None)])
def test_a_temporary_refusal_says_how_long_to_wait(status: int, seconds: float | None) -> None:
    assert refusal_of(Response(status=status, headers={"retry-after": "7"})).retry_after == seconds
    assert refusal_of(Response(status=status)).retry_after is None


def test_a_poll_that_was_too_early_is_not_retryable() -> None:
    assert not refusal_of(Response(status=429, headers=permitted_after())).is_retryable


@pytest.mark.parametrize(("status", "kind"), [(409, AlreadyFinished), (404, ServiceError)])
def test_the_operation_decides_what_a_conflict_means(status: int, kind: type[ServiceError]) -> None:
    with pytest.raises(ServiceError) as caught:
        require_success(refused(status), "the cancellation", conflict=AlreadyFinished)
    assert type(caught.value) is kind
    assert type(refusal_of(refused(status))) is ServiceError


# What is shown


def test_no_refusal_shows_a_whole_id_number_or_a_long_text() -> None:
    error = refusal_of(refused(400, f"OF {KARI} {'x' * 9_000}", f"{KARI} {'y' * 9_000}", KARI))
    for each in (error, pickle.loads(pickle.dumps(error))):
        shown = [str(each), repr(each), repr(each.args), str(each.said), str(each.code), str(each.type)]
        assert all(KARI not in text for text in [*shown, *traceback.format_exception(each)])
        assert len(str(each).partition("…")[0]) == len("the ping: ") + 500


@given(ERROR_STATUSES | st.sampled_from([200, 302]), answers.refusals())
def test_every_refusal_survives_pickling(status: int, refusal: Refusal) -> None:
    response = Response(status=status, body=write_refusal(refusal), is_cut=status == 200)
    with pytest.raises(SigningError) as caught:
        require_success(response, "the cancellation", conflict=AlreadyFinished)
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is type(caught.value)
    assert (vars(again), again.args) == (vars(caught.value), caught.value.args)
