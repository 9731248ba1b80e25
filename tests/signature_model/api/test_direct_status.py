"""The status is asked for with a token, which no output shows."""

import logging
import traceback
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.http import Response
from signature_model.errors import (
    CeremonyNotCompleted,
    InvalidStatusQueryToken,
    NoAnswer,
    ServiceError,
    SigningError,
    UnexpectedAnswer,
)
from signature_model.masking import Secret
from tests.signature_model.direct_scripts import DIRECT_CREATED, DIRECT_JOB, DIRECT_STATUS, a_direct, direct_status
from tests.signature_model.scripts import LOST, Script, done, refused, scripted

SECRET = "tok/en+with odd&chars=æ"
ENCODED = "tok%2Fen%2Bwith%20odd%26chars%3D%C3%A6"


def asked(script: Script, **changes: Any) -> Any:  # noqa: ANN401 - the status, or the error
    """What comes of asking for the status."""
    try:
        return done(a_direct().status(replace(DIRECT_CREATED, **changes), SECRET), script)
    except SigningError as error:
        return error


@pytest.mark.parametrize(("query", "joint"), [("", "?"), ("?job=17", "&")])
def test_the_token_is_encoded_and_joined_to_the_query(query: str, joint: str) -> None:
    script = scripted(direct_status())
    assert asked(script, status_url=f"{DIRECT_JOB}/status{query}") == DIRECT_STATUS
    assert script.calls == [("GET", f"{DIRECT_JOB}/status{query}{joint}status_query_token={ENCODED}")]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_token_arrives_as_it_was_given(token: str) -> None:
    script = scripted(direct_status())
    done(a_direct().status(DIRECT_CREATED, token), script)
    query = parse_qs(urlsplit(script.requests[0].url).query, strict_parsing=True)
    assert query == {"status_query_token": [token]}


def test_a_token_that_no_url_can_hold_is_sent_as_another() -> None:
    script = scripted(refused(403, "INVALID_STATUS_QUERY_TOKEN"))
    with pytest.raises(InvalidStatusQueryToken):
        done(a_direct().status(DIRECT_CREATED, "lone \ud800 surrogate"), script)


@pytest.mark.parametrize("token", ["", " \n"])
def test_an_empty_token_is_not_sent(token: str) -> None:
    with pytest.raises(ValueError, match=r"^the status query token is empty$"):
        done(a_direct().status(DIRECT_CREATED, token), scripted(direct_status()))


def test_a_token_is_text() -> None:
    missing: Any = None
    with pytest.raises(TypeError, match=r"^status_query_token must be str, not NoneType$"):
        done(a_direct().status(DIRECT_CREATED, missing), scripted(direct_status()))


@pytest.mark.parametrize(
    ("status", "code", "kind", "hint"),
    [
        (404, "SIGNING_CEREMONY_NOT_COMPLETED", CeremonyNotCompleted, "ask again after a signer has returned"),
        (403, "INVALID_STATUS_QUERY_TOKEN", InvalidStatusQueryToken, "use the token from the query of the exit URL"),
        (404, "SIGNATURE_JOB_NOT_FOUND", ServiceError, "this sender has no such job"),
        (409, "CONFLICT", ServiceError, "correct what the service names"),
    ],
)
def test_a_refusal_has_the_class_of_its_code(status: int, code: str, kind: type, hint: str) -> None:
    error = asked(scripted(refused(status, code, "Not so")))
    assert (type(error), error.status, error.code) == (kind, status, code)
    assert error.message == f"the status: {code}: Not so"
    assert str(error.hint).startswith(hint)


# The token is a secret


def test_the_request_does_not_show_the_token() -> None:
    script = scripted(direct_status())
    asked(script)
    assert isinstance(script.requests[0].url, Secret)
    assert "tok" not in repr(script.requests[0]).replace("status_query_token", "")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(LOST, id="lost"),
        pytest.param(
            refused(403, "INVALID_STATUS_QUERY_TOKEN", f"{SECRET.replace('&', '&amp;')} is wrong"), id="refused"
        ),
        pytest.param(refused(404, "X", f"no ?status_query_token={ENCODED}"), id="repeated as sent"),
        pytest.param(Response(status=502, body=f"GET {ENCODED} {SECRET}".encode()), id="a gateway"),
        pytest.param(
            Response(status=302, headers={"location": f"/login?status_query_token={ENCODED}"}), id="a redirect"
        ),
        pytest.param(Response(status=200, body=f"<html>{SECRET}</html>".encode()), id="a page"),
    ],
)
def test_no_error_and_no_log_shows_the_token(answer: Response | SigningError, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    error = asked(scripted(answer))
    assert isinstance(error, NoAnswer | ServiceError | UnexpectedAnswer)
    shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    kept = f"{vars(error)}{error.args}"
    for text in (shown.replace("SECRET", "").replace("ENCODED", ""), kept, caplog.text):
        assert ENCODED not in text
        assert SECRET not in text


def test_a_short_token_does_not_change_what_the_service_says() -> None:
    with pytest.raises(ServiceError) as caught:
        done(a_direct().status(DIRECT_CREATED, "SOME"), scripted(refused(404)))
    assert caught.value.code == "SOME_CODE"
