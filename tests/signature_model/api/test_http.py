"""A response is received piece by piece, to memory or to a file, and never more than the limit."""

import io
import os
import tracemalloc
from collections.abc import Iterable
from dataclasses import FrozenInstanceError
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import IO, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api import http
from signature_model.api.http import (
    MAX_DOCUMENT,
    MAX_MESSAGE,
    MESSAGE,
    TRANSFER,
    Receiver,
    Request,
    Response,
    Sink,
    maybe_retry_after,
    now,
)
from tests.kits.jobs import KARI

URL = "https://service.example/api"
ENCODINGS = ["gzip", "GZIP", "br, identity", "identity, identity"]


def received(request: Request, *pieces: bytes, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """What is taken in of an answer, all its pieces offered, even those after the limit."""
    receiver = Receiver(request, status, headers)
    for piece in pieces:
        receiver.takes(piece)
    return receiver.response()


def a_request(**changes: Any) -> Request:  # noqa: ANN401 - any field of the request
    return Request(**{"method": "GET", "url": URL} | changes)


def unseekable() -> tuple[IO[bytes], IO[bytes]]:
    """A file that cannot seek, and where it is read."""
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb", buffering=0)


# What is taken


@given(st.lists(st.binary(max_size=8)), st.integers(0, 30), st.sampled_from([200, 204, 299, 302, 404, 503]))
def test_a_body_is_received_up_to_the_limit(pieces: list[bytes], limit: int, status: int) -> None:
    answer = received(a_request(limit=limit), *pieces, status=status)
    whole = b"".join(pieces)
    assert answer == Response(status=status, body=whole[:limit], is_cut=len(whole) > limit)


@given(st.lists(st.binary(max_size=8)), st.integers(0, 30))
def test_nothing_is_received_after_the_limit(pieces: list[bytes], limit: int) -> None:
    receiver, taken = Receiver(a_request(limit=limit), 200, ()), 0
    for piece in pieces:
        taken += len(piece)
        assert receiver.takes(piece) is (taken <= limit)


def test_small_pieces_take_no_more_memory_than_large_ones() -> None:
    receiver, pieces = Receiver(a_request(limit=MAX_DOCUMENT), 200, ()), 100_000
    tracemalloc.start()
    try:
        for number in range(pieces):
            receiver.takes(b"%02d" % (number % 100))
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held < 2 * len(receiver.response().body)
    assert len(receiver.response().body) == 2 * pieces


@pytest.mark.parametrize("status", [200, 299])
def test_a_successful_body_may_be_as_large_as_the_request_permits(status: int) -> None:
    answer = received(a_request(limit=MAX_DOCUMENT), bytes(MAX_MESSAGE), b"more", status=status)
    assert (len(answer.body), answer.is_cut) == (MAX_MESSAGE + 4, False)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        pytest.param(199, (), id="before success"),
        pytest.param(302, (), id="elsewhere"),
        pytest.param(503, (), id="a failure"),
        pytest.param(200, [("Content-Encoding", "gzip")], id="an encoded success"),
    ],
)
def test_an_error_body_is_limited_to_the_size_of_a_message(status: int, headers: list[tuple[str, str]]) -> None:
    answer = received(a_request(limit=MAX_DOCUMENT), bytes(MAX_MESSAGE), b"x", status=status, headers=headers)
    assert (len(answer.body), answer.is_cut) == (MAX_MESSAGE, True)


def test_header_names_are_in_lower_case_and_repeated_headers_are_joined() -> None:
    headers = [("Set-Cookie", "a"), ("DATE", "d"), ("set-cookie", "b"), ("SET-COOKIE", "c")]
    assert received(a_request(), headers=headers).headers == {"set-cookie": "a, b, c", "date": "d"}


@pytest.mark.parametrize("status", [199, 200, 204, 226, 299, 300, 404, 500])
def test_success_is_any_status_2xx(status: int) -> None:
    assert http.is_success(status) is Response(status=status).is_success is (status // 100 == 2)


# Into a file


@given(st.binary(max_size=5), st.lists(st.binary(max_size=8)), st.integers(0, 30))
def test_a_body_is_written_from_the_position_of_the_file(before: bytes, pieces: list[bytes], limit: int) -> None:
    file = io.BytesIO()
    file.write(before)
    sink = Sink(file)
    answer = received(a_request(sink=sink, limit=limit), *pieces)
    whole = b"".join(pieces)
    assert answer == Response(status=200, is_cut=len(whole) > limit)
    assert file.getvalue() == before + whole[:limit]
    assert sink.taken == len(whole[:limit])


@pytest.mark.parametrize("status", [199, 300, 404, 503])
def test_an_error_body_is_not_written_to_the_file(status: int) -> None:
    file = io.BytesIO()
    answer = received(a_request(sink=Sink(file)), b"no", status=status)
    assert (answer.body, file.getvalue()) == (b"no", b"")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoded_body_is_not_written_to_the_file(encoding: str) -> None:
    file = io.BytesIO()
    answer = received(a_request(sink=Sink(file)), b"zip", headers=[("Content-Encoding", encoding)])
    assert (answer.body, file.getvalue()) == (b"zip", b"")


@pytest.mark.parametrize("encoding", ["identity", " Identity ", ""])
def test_the_encoding_identity_is_plain(encoding: str) -> None:
    file = io.BytesIO()
    answer = received(a_request(sink=Sink(file)), b"plain", headers=[("Content-Encoding", encoding)])
    assert (answer.body, file.getvalue()) == (b"", b"plain")


@given(st.binary(max_size=5), st.binary(min_size=1, max_size=5), st.binary(max_size=5))
def test_what_was_written_can_be_removed(before: bytes, taken: bytes, again: bytes) -> None:
    file = io.BytesIO()
    file.write(before)
    sink = Sink(file)
    assert sink.can_rewind
    sink.take(taken)
    sink.rewind()
    assert (file.getvalue(), file.tell(), sink.taken) == (before, len(before), 0)
    sink.take(again)
    assert (file.getvalue(), sink.taken) == (before + again, len(again))


def test_removing_nothing_leaves_the_file_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(b"an older one")
    with path.open("r+b") as file:
        Sink(file).rewind()
    assert path.read_bytes() == b"an older one"


def test_a_partly_written_piece_is_removed_too() -> None:
    class Full(io.BytesIO):
        def write(self, content: Any, /) -> int:  # noqa: ANN401 - any buffer
            super().write(bytes(content[:2]))
            message = "no space left"
            raise OSError(message)

    file = Full()
    sink = Sink(file)
    with pytest.raises(OSError, match="no space left"):
        sink.take(b"piece")
    sink.rewind()
    assert file.getvalue() == b""


def test_what_was_written_to_a_pipe_cannot_be_removed() -> None:
    reading, writing = unseekable()
    with reading, writing:
        sink = Sink(cast("Any", writing))
        assert not sink.can_rewind
        sink.take(b"gone")
        sink.rewind()
        assert sink.taken == 4
        writing.close()
        assert reading.read() == b"gone"


# Headers


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        pytest.param("7", 7, id="seconds"),
        pytest.param(" 0 ", 0, id="none"),
        pytest.param("Tue, 01 Jan 2030 12:00:09 GMT", 9, id="date"),
        pytest.param("Tue, 01 Jan 2030 11:00:00 GMT", 0, id="past date"),
        pytest.param("", None, id="empty"),
        pytest.param("-7", None, id="negative"),
        pytest.param("7.5", None, id="fraction"),
        pytest.param("\N{ARABIC-INDIC DIGIT SEVEN}", None, id="other digits"),
        pytest.param("9" * 10, None, id="too many digits"),
        pytest.param("7, 8", None, id="twice"),
        pytest.param("soon", None, id="a word"),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    headers = {"retry-after": value, "date": "Tue, 01 Jan 2030 12:00:00 GMT"}
    assert maybe_retry_after(Response(status=503, headers=headers)) == seconds


@pytest.mark.parametrize("date", ["", "soon"])
def test_the_time_of_this_machine_replaces_the_date_of_the_response(date: str) -> None:
    later = format_datetime(now() + timedelta(seconds=100), usegmt=True)
    seconds = maybe_retry_after(Response(status=503, headers={"retry-after": later, "date": date}))
    assert seconds is not None
    assert 90 < seconds <= 100
    assert maybe_retry_after(Response(status=503)) is None


@given(st.text(), st.text())
def test_any_header_is_read_without_an_exception(value: str, date: str) -> None:
    seconds = maybe_retry_after(Response(status=503, headers={"retry-after": value, "date": date}))
    assert seconds is None or seconds >= 0


# What is asked for


def test_timeouts_are_those_of_the_official_clients() -> None:
    assert (MESSAGE.connect, MESSAGE.silence, MESSAGE.whole) == (5, 10, 30)
    assert (TRANSFER.connect, TRANSFER.silence, TRANSFER.whole) == (10, 60, 600)
    assert a_request().timeouts is MESSAGE


def test_the_limits_on_messages_and_documents() -> None:
    assert MAX_MESSAGE == a_request().limit == 1_048_576
    assert MAX_DOCUMENT == 134_217_728


def test_requests_and_responses_are_immutable() -> None:
    values: list[Any] = [a_request(), Response(status=200), MESSAGE]
    for value, name in zip(values, ["url", "status", "whole"], strict=True):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)


# What is shown


def test_no_repr_shows_a_body_or_a_whole_id_number() -> None:
    request = a_request(url=f"{URL}/{KARI}", headers=(("X", KARI),), body=(b"secret",))
    answer = Response(status=200, headers={"x": KARI}, body=b"secret")
    for shown in (repr(request), repr(answer)):
        assert "secret" not in shown
        assert KARI not in shown
    assert f"{URL}/018180*****" in repr(request)
    assert repr(answer) == "Response(status=200, headers={'x': '018180*****'}, is_cut=False)"
