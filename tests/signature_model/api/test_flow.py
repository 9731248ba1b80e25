"""Running a flow performs its effects, in blocking and in asynchronous programs."""

import asyncio
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.api.flow import Clock, Flow, Stopped, Wait, clock, prepare, run, run_async, send, wait
from signature_model.api.http import Request, Response
from signature_model.errors import NoAnswer, UntrustedServer
from signature_transports.clocks import ManualClock
from signature_transports.fake import AsyncFakeTransport, FakeTransport
from tests.signature_model.scripts import LOST, scripted

Run = Callable[..., Any]

REQUEST = Request(method="GET", url="https://service.example/api")
ANSWER = Response(status=200, body=b"pong")


def awaited(flow: Flow[Any], transport: FakeTransport, stop: Event | None = None) -> Any:  # noqa: ANN401 - as the flow
    """What a flow comes to for a program that awaits."""

    async def main() -> object:
        result = None if stop is None else asyncio.Event()
        if result is not None and stop is not None and stop.is_set():
            result.set()
        return await run_async(flow, AsyncFakeTransport(transport), result)

    return asyncio.run(main())


runs = pytest.mark.parametrize("carried_out", [pytest.param(run, id="run"), pytest.param(awaited, id="run_async")])


@dataclass
class Ended:
    """Whether a flow has come to its end, in whatever way."""

    marks: list[str] = field(default_factory=list)

    def flow(self) -> Flow[None]:
        try:
            yield REQUEST
        finally:
            self.marks.append("ended")


@runs
def test_a_flow_receives_the_results_of_its_effects(carried_out: Run) -> None:
    def flow() -> Flow[tuple[float, Response, float]]:
        before = yield from clock()
        yield from wait(2.5)
        answer = yield from send(REQUEST)
        return before, answer, (yield from clock())

    script = scripted(ANSWER)
    assert carried_out(flow(), FakeTransport(script)) == (0.0, ANSWER, 2.5)
    assert script.requests == [REQUEST]


@given(st.lists(st.floats(-1, 100).map(lambda seconds: round(seconds, 3))))
def test_time_passes_only_during_a_wait(seconds: list[float]) -> None:
    def flow() -> Flow[None]:
        for each in seconds:
            yield from wait(each)

    passed = ManualClock()
    run(flow(), FakeTransport(scripted(ANSWER), clock=passed))
    assert passed.seconds() == pytest.approx(sum(each for each in seconds if each > 0))


@pytest.mark.parametrize("seconds", [0, -1, -0.0])
def test_a_wait_of_zero_seconds_has_no_effect(seconds: float) -> None:
    assert list(wait(seconds)) == []
    assert list(wait(1)) == [Wait(1)]


@runs
def test_a_transport_that_needs_it_prepares(carried_out: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = []

    def ready(_: object) -> None:
        prepared.append("now")

    async def ready_later(_: object) -> None:
        prepared.append("now")

    monkeypatch.setattr(FakeTransport, "prepare", ready, raising=False)
    monkeypatch.setattr(AsyncFakeTransport, "prepare", ready_later, raising=False)
    carried_out(prepare(), FakeTransport(scripted(ANSWER)))
    assert prepared == ["now"]


def test_the_clock_of_the_transport_is_read() -> None:
    asking: Generator[Any, Any, float] = clock()
    assert next(asking) == Clock()
    with pytest.raises(StopIteration, match="7"):
        asking.send(7.0)


@runs
@pytest.mark.parametrize("error", [LOST, UntrustedServer("another server")])
def test_an_error_of_the_transport_is_raised_in_the_flow(carried_out: Run, error: NoAnswer) -> None:
    def flow() -> Flow[tuple[NoAnswer, Response]]:
        try:
            yield from send(REQUEST)
        except NoAnswer as caught:
            return caught, (yield from send(REQUEST))
        raise AssertionError

    assert carried_out(flow(), FakeTransport(scripted(error, ANSWER))) == (error, ANSWER)


@runs
def test_an_error_of_the_flow_is_raised(carried_out: Run) -> None:
    with pytest.raises(NoAnswer) as caught:
        carried_out(send(REQUEST), FakeTransport(scripted(LOST)))
    assert caught.value is LOST


@runs
@pytest.mark.parametrize("kind", [KeyboardInterrupt, OSError, asyncio.CancelledError])
def test_a_flow_cleans_up_before_another_exception_goes_on(carried_out: Run, kind: type[BaseException]) -> None:
    def interrupted(_: Request) -> Response:
        raise kind

    ended = Ended()
    with pytest.raises(kind):
        carried_out(ended.flow(), FakeTransport(interrupted))
    assert ended.marks == ["ended"]


@runs
def test_a_wait_ends_when_stop_is_set(carried_out: Run) -> None:
    def flow() -> Flow[None]:
        yield from wait(600)
        yield from send(REQUEST)

    script, passed, stop = scripted(ANSWER), ManualClock(), Event()
    stop.set()
    with pytest.raises(Stopped):
        carried_out(flow(), FakeTransport(script, clock=passed), stop)
    assert (script.calls, passed.seconds()) == ([], 0)


@runs
def test_a_call_is_not_interrupted_when_stop_is_set(carried_out: Run) -> None:
    stop = Event()
    stop.set()
    assert carried_out(send(REQUEST), FakeTransport(scripted(ANSWER)), stop) == ANSWER


@runs
def test_a_flow_continues_if_stop_is_not_set(carried_out: Run) -> None:
    def flow() -> Flow[Response]:
        yield from wait(600)
        return (yield from send(REQUEST))

    assert carried_out(flow(), FakeTransport(scripted(ANSWER)), Event()) == ANSWER


@runs
def test_a_flow_without_effects_returns(carried_out: Run) -> None:
    assert carried_out(wait(0), FakeTransport(scripted(ANSWER))) is None
