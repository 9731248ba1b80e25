"""A document is downloaded completely or not at all."""

import io
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signature_model.api.flow import Clock, Flow, Prepare, Stopped, run
from signature_model.api.http import Request, Response
from signature_model.api.portal import Portal
from signature_model.api.retries import Retries
from signature_model.errors import NoAnswer, ServiceError, SigningError, UnexpectedAnswer
from signature_transports.fake import FakeTransport
from tests.signature_model.scripts import (
    CHANGE,
    DOCUMENT,
    JOB,
    LOST,
    NO_CONTENT,
    STRANGER,
    Script,
    a_portal,
    done,
    refused,
    scripted,
)

Operation = Callable[[Portal], Flow[Any]]

ENCODED = Response(status=200, headers={"content-encoding": "gzip"}, body=b"\x1f\x8b")


def test_a_document_is_downloaded() -> None:
    assert done(a_portal().pades(CHANGE), scripted(LOST, DOCUMENT)) == b"%PDF signed"


@pytest.mark.parametrize("answer", [NO_CONTENT, Response(status=200), Response(status=202)])
def test_an_empty_body_is_not_a_document(answer: Response) -> None:
    file = io.BytesIO()
    for flow in (a_portal().pades(CHANGE), a_portal().save(f"{JOB}/pades", file)):
        with pytest.raises(UnexpectedAnswer, match="the download: the response is empty") as caught:
            done(flow, scripted(answer))
        assert caught.value.status == answer.status


@given(st.binary(max_size=9), st.binary(min_size=1))
def test_a_document_is_saved_at_the_position_of_the_file(before: bytes, content: bytes) -> None:
    file = io.BytesIO()
    file.write(before)
    script = scripted(LOST, Response(status=200, body=content))
    assert done(a_portal().save(f"{JOB}/pades", file), script) == len(content)
    assert file.getvalue() == before + content


def half_then(error: BaseException | Response) -> Callable[[Request], Response]:
    """A service that breaks off in the midst of every document."""

    def service(request: Request) -> Response:
        if request.sink is not None:
            request.sink.take(b"half of a ")
        if isinstance(error, Response):
            return error
        raise error

    return service


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(LOST, id="lost"),
        pytest.param(STRANGER, id="another server"),
        pytest.param(refused(404), id="404"),
        pytest.param(Response(status=503), id="503"),
        pytest.param(Response(status=302), id="a redirection"),
        pytest.param(ENCODED, id="encoded"),
        pytest.param(OSError("no space left"), id="a full disk"),
        pytest.param(KeyboardInterrupt(), id="an interruption"),
    ],
)
def test_a_failure_leaves_nothing_in_the_file(fault: BaseException | Response) -> None:
    file = io.BytesIO()
    file.write(b"before ")
    with pytest.raises((SigningError, OSError, KeyboardInterrupt)) as caught:
        done(a_portal().save(f"{JOB}/pades", file), half_then(fault))
    assert file.getvalue() == b"before "
    assert file.tell() == 7
    assert caught.value is fault or isinstance(caught.value, ServiceError | UnexpectedAnswer)


def test_a_document_beyond_the_limit_is_refused() -> None:
    file = io.BytesIO()
    flow = a_portal().save(f"{JOB}/pades", file)
    request = next(flow)
    while isinstance(request, Clock | Prepare):
        request = flow.send(None if isinstance(request, Prepare) else 0.0)
    assert isinstance(request, Request)
    assert request.sink
    request.sink.take(b"so far")
    with pytest.raises(UnexpectedAnswer, match="the response is too large"):
        flow.send(Response(status=200, is_cut=True))
    assert file.getvalue() == b""


@example(4, 9)
@given(st.integers(0, 6), st.integers(0, 9))
def test_a_file_has_the_complete_document_or_nothing(times: int, failures: int) -> None:
    def service(request: Request) -> Response:
        tried.append(request)
        if request.sink and len(tried) <= failures:
            request.sink.take(b"half of a ")
            raise LOST
        return DOCUMENT

    file, tried = io.BytesIO(), list[Request]()
    portal = a_portal(retries=Retries(times=times))
    try:
        assert done(portal.save(f"{JOB}/pades", file), service) == len(DOCUMENT.body)
    except NoAnswer:
        assert (failures > times, file.getvalue()) == (True, b"")
    else:
        assert (failures > times, file.getvalue()) == (False, DOCUMENT.body)


def test_an_existing_file_is_unchanged_if_nothing_arrives() -> None:
    file = io.BytesIO(b"an older document")
    with pytest.raises(ServiceError):
        done(a_portal().save(f"{JOB}/pades", file), scripted(refused(404)))
    assert file.getvalue() == b"an older document"


def test_a_download_to_a_pipe_is_requested_once() -> None:
    reading, writing = os.pipe()
    script = Script([LOST, DOCUMENT])
    with os.fdopen(reading, "rb"), os.fdopen(writing, "wb") as file:
        with pytest.raises(NoAnswer):
            done(a_portal().save(f"{JOB}/pades", file), script)
        assert len(script.requests) == 1


def test_a_stopped_download_leaves_nothing_in_the_file() -> None:
    class Told:
        def is_set(self) -> bool:
            return bool(file.getvalue())

        def wait(self, timeout: float) -> object: ...

    file = io.BytesIO()
    with pytest.raises(Stopped):
        run(a_portal().save(f"{JOB}/pades", file), FakeTransport(half_then(LOST)), Told())
    assert file.getvalue() == b""


def test_an_archived_document_is_downloaded_with_the_retries_of_the_flow() -> None:
    script = scripted(LOST)
    with pytest.raises(NoAnswer):
        done(a_portal(retries=Retries(times=0)).archived_pades("984661185", "17"), script)
    assert len(script.requests) == 1
