"""A call that is safe to repeat is repeated, and never beyond the limits."""

import io
import logging
import os
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.exchange import ExchangeResult, Manner, exchange, is_temporary, send_once
from signature_model.api.flow import run
from signature_model.api.http import Request, Response, Sink
from signature_model.api.rate_limit import CallLimit
from signature_model.api.retries import Retries
from signature_model.errors import NoAnswer, SigningError, UntrustedServer
from signature_transports.clocks import ManualClock
from signature_transports.fake import FakeTransport
from tests.kits.jobs import KARI
from tests.signature_model.scripts import (
    BLOCKED,
    LOST,
    SERVICE,
    UNSENT,
    a_manner,
    done,
    interleaved,
    permitted_after,
    scripted,
)

GET = Request(method="GET", url=f"{SERVICE.root}/x")
SUCCESS = Response(status=200, body=b"yes")
PASSING = [408, 429, 500, 502, 503, 504]
FINAL = [200, 204, 226, 302, 400, 401, 403, 404, 409, 410, 418, 501, 505]
STRANGER = UntrustedServer("another server")


def into(file: Any) -> Request:  # noqa: ANN401 - any binary file
    """A request whose answer is written to a file."""
    return Request(method="GET", url=GET.url, sink=Sink(file))


# Trying again


@pytest.mark.parametrize("status", FINAL)
def test_a_final_response_is_returned_immediately(status: int) -> None:
    script = scripted(Response(status=status))
    assert done(exchange(GET, a_manner()), script) == ExchangeResult(Response(status=status), was_repeated=False)
    assert script.requests == [GET]


@pytest.mark.parametrize(
    "fault",
    [*(Response(status=status) for status in PASSING), LOST, UNSENT],
    ids=[*map(str, PASSING), "lost", "unsent"],
)
def test_a_temporary_fault_is_retried(fault: Response | SigningError) -> None:
    script = scripted(fault, SUCCESS)
    assert done(exchange(GET, a_manner()), script).response == SUCCESS
    assert script.requests == [GET, GET]


@pytest.mark.parametrize(
    ("fault", "was_repeated"),
    [
        pytest.param(Response(status=408), True, id="408"),
        pytest.param(Response(status=503), True, id="503"),
        pytest.param(Response(status=429), False, id="429 is carried out by nobody"),
        pytest.param(LOST, True, id="lost"),
        pytest.param(UNSENT, False, id="unsent"),
    ],
)
def test_the_result_says_whether_an_earlier_attempt_may_have_succeeded(
    fault: Response | SigningError, *, was_repeated: bool
) -> None:
    assert done(exchange(GET, a_manner()), scripted(fault, SUCCESS)).was_repeated is was_repeated
    assert done(exchange(GET, a_manner()), scripted(LOST, fault, SUCCESS)).was_repeated


@given(st.integers(0, 12), st.sampled_from([Response(status=503), LOST, UNSENT, BLOCKED]))
def test_the_number_of_retries_is_limited(times: int, fault: Response | SigningError) -> None:
    script = scripted(fault)
    manner = a_manner(retries=Retries(times=times, random=lambda: 0.5))
    if isinstance(fault, Response):
        assert done(exchange(GET, manner), script).response == fault
    else:
        with pytest.raises(NoAnswer) as caught:
            done(exchange(GET, manner), script)
        assert caught.value is fault
    assert len(script.requests) == times + 1


@pytest.mark.parametrize("before", [0, 1, 4])
def test_an_untrusted_server_is_not_called_again(before: int) -> None:
    script = scripted(*[LOST] * before, STRANGER)
    with pytest.raises(UntrustedServer):
        done(exchange(GET, a_manner()), script)
    assert len(script.requests) == before + 1


def test_a_poll_that_was_too_early_is_not_retried() -> None:
    too_early = Response(status=429, headers=permitted_after())
    script = scripted(too_early)
    assert done(exchange(GET, a_manner()), script).response == too_early
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_failed_poll_with_a_poll_time_may_succeed_later(status: int) -> None:
    assert is_temporary(Response(status=status, headers=permitted_after()))


# How long is waited


def test_the_default_is_four_retries_and_waits_of_at_most_thirty_seconds() -> None:
    script = scripted(Response(status=503))
    done(exchange(GET, Manner()), script)
    assert len(script.requests) == 5
    assert (Retries().first, Retries().longest) == (1, 30)
    assert "random" not in repr(Retries())


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=3, max_size=3))
def test_the_time_between_attempts_is_the_wait(chances: list[float]) -> None:
    drawn = iter(chances)
    retries = Retries(times=3, random=lambda: next(drawn))
    left = []

    def failing(_: Request) -> Response:
        left.append(clock.seconds())
        return Response(status=503)

    clock = ManualClock()
    done(exchange(GET, Manner(retries=retries)), failing, clock)
    waited = [later - earlier for earlier, later in pairwise(left)]
    assert waited == pytest.approx(
        [full * (1 + chance) / 2 for full, chance in zip([1, 2, 4], chances, strict=True)], abs=1e-5
    )


@pytest.mark.parametrize(
    ("status", "asked", "waited"),
    [
        pytest.param(503, "7", 7, id="seconds"),
        pytest.param(429, "7", 7, id="of a 429"),
        pytest.param(503, "0", 0.75, id="less than the usual wait"),
        pytest.param(503, "Tue, 01 Jan 2030 12:00:09 GMT", 9, id="date"),
        pytest.param(503, "300", 300, id="the longest"),
    ],
)
def test_the_next_attempt_is_not_earlier_than_the_service_asks(status: int, asked: str, waited: float) -> None:
    headers = {"retry-after": asked, "date": "Tue, 01 Jan 2030 12:00:00 GMT"}
    clock, script = ManualClock(), scripted(Response(status=status, headers=headers), SUCCESS)
    assert done(exchange(GET, a_manner()), script, clock).response == SUCCESS
    assert clock.seconds() == waited


def test_a_call_is_not_repeated_if_the_service_asks_for_a_long_wait() -> None:
    clock, script = ManualClock(), scripted(Response(status=503, headers={"retry-after": "301"}), SUCCESS)
    assert done(exchange(GET, a_manner()), script, clock).response.status == 503
    assert (clock.seconds(), len(script.requests)) == (0, 1)


# Answers that are written to a file


def test_a_lost_response_leaves_nothing_in_the_file() -> None:
    def breaking(request: Request) -> Response:
        if request.sink and not broken:
            broken.append(request)
            request.sink.take(b"the first half of a longer answer")
            raise LOST
        return SUCCESS

    broken: list[Request] = []
    file = io.BytesIO()
    assert done(exchange(into(file), a_manner()), breaking).response.is_success
    assert file.getvalue() == b"yes"


@pytest.mark.parametrize("fault", [LOST, UNSENT, Response(status=503)], ids=["lost", "unsent", "503"])
def test_a_download_to_a_pipe_is_not_retried(fault: Response | SigningError) -> None:
    reading, writing = os.pipe()
    script = scripted(fault, SUCCESS)
    with os.fdopen(reading, "rb"), os.fdopen(writing, "wb") as file, suppress(NoAnswer):
        assert done(exchange(into(file), a_manner()), script).response == fault
    assert len(script.requests) == 1


# Sent once


@pytest.mark.parametrize("fault", [LOST, UNSENT, STRANGER, BLOCKED, Response(status=503), SUCCESS])
def test_once_sends_a_request_once(fault: Response | SigningError) -> None:
    script = scripted(fault, SUCCESS)
    if isinstance(fault, Response):
        assert done(send_once(GET, a_manner()), script) == fault
    else:
        with pytest.raises(type(fault)):
            done(send_once(GET, a_manner()), script)
    assert len(script.requests) == 1


class RefusingTokens(FakeTransport):
    """Takes every response with status 401 for the refusal of a token."""

    def send(self, request: Request) -> Response:
        response = super().send(request)
        return replace(response, is_token_refused=response.status == 401)


def test_a_request_whose_token_was_refused_is_sent_again() -> None:
    script = scripted(Response(status=401), SUCCESS)
    assert run(send_once(GET, a_manner()), RefusingTokens(script)) == SUCCESS
    assert script.requests == [GET, GET]


# How often the organisation calls


STARTS = st.lists(st.floats(0, 3) | st.just(0.0), min_size=1, max_size=40)
CHANCES = st.randoms(use_true_random=False)


@given(STARTS, CHANCES)
def test_at_most_ten_calls_are_sent_in_a_second(starts: list[float], chance: Random) -> None:
    def service(_: Request, __: float) -> tuple[Response, float]:
        return chance.choice([SUCCESS, Response(status=503), BLOCKED]), chance.choice([0, 0.01, 0.3, 5])

    manner = Manner(retries=Retries(times=2, first=0.1, random=chance.random))
    seen = interleaved([(start, exchange(GET, manner)) for start in starts], service)
    left = sorted(each.left for each in seen)
    assert len(left) >= len(starts)
    assert all(later - earlier > 1 for earlier, later in zip(left, left[10:], strict=False))


@given(STARTS, CHANCES)
def test_no_call_is_sent_while_the_service_refuses_all_calls(starts: list[float], chance: Random) -> None:
    def service(_: Request, __: float) -> tuple[Response, float]:
        return chance.choice([SUCCESS, SUCCESS, BLOCKED]), chance.choice([0, 0.01, 0.3, 5])

    manner = Manner(retries=Retries(times=2, first=0.1, random=chance.random))
    seen = interleaved([(start, exchange(GET, manner)) for start in starts], service)
    for shut in (each.arrived for each in seen if each.answer is BLOCKED):
        assert not [each.left for each in seen if shut < each.left < shut + 29.999]


def test_waiting_calls_wait_longer_when_the_service_refuses_all_calls() -> None:
    def service(_: Request, time: float) -> tuple[Response, float]:
        return (BLOCKED if time == 0 else SUCCESS), 0.5

    manner = a_manner(limit=CallLimit(calls=1))
    seen = interleaved([(0, send_once(GET, manner)), (0.1, send_once(GET, manner))], service)
    assert [each.left for each in seen] == pytest.approx([0, 30.5])


def test_a_call_that_was_blocked_is_repeated_after_thirty_seconds() -> None:
    clock, script = ManualClock(), scripted(BLOCKED, SUCCESS)
    assert done(exchange(GET, a_manner()), script, clock).response == SUCCESS
    assert clock.seconds() == pytest.approx(30)


def test_another_429_does_not_hold_back_other_calls() -> None:
    clock, script = ManualClock(), scripted(Response(status=429), SUCCESS)
    done(exchange(GET, a_manner()), script, clock)
    assert clock.seconds() == pytest.approx(0.75)


@pytest.mark.parametrize("status", [200, 503])
def test_the_header_of_the_filter_counts_only_with_status_429(status: int) -> None:
    clock, script = ManualClock(), scripted(Response(status=status, headers={"dosfilter": "no"}))
    transport = FakeTransport(script, clock=clock)
    manner = a_manner()
    for _ in range(2):
        run(send_once(GET, manner), transport)
    assert clock.seconds() == 0


# What is logged


def test_retries_are_logged_as_info_and_calls_as_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    done(exchange(GET, a_manner()), scripted(Response(status=503, body=b"secret"), LOST, SUCCESS))
    assert [(each.levelname, each.message) for each in caplog.records] == [
        ("DEBUG", f"GET {GET.url}: status 503"),
        ("INFO", f"GET {GET.url}: status 503; next attempt in 0.8 s"),
        ("INFO", f"GET {GET.url}: the answer was lost; next attempt in 1.5 s"),
        ("DEBUG", f"GET {GET.url}: status 200"),
    ]


def test_shutting_out_is_logged_as_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    done(send_once(GET, a_manner()), scripted(BLOCKED))
    assert [(each.levelname, each.message) for each in caplog.records] == [
        ("WARNING", "the organisation called too often: the service refuses its calls for 30 s")
    ]


def test_no_log_shows_a_whole_id_number(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    request = Request(method="GET", url=f"{GET.url}/{KARI}")
    done(exchange(request, a_manner()), scripted(NoAnswer(f"no answer for {KARI}"), SUCCESS))
    assert len(caplog.records) == 2
    assert KARI not in caplog.text
