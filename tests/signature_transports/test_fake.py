"""The fake transport behaves as the others, without network and time."""

import asyncio
import io
from threading import Event
from typing import Any

import pytest

from signature_model.api.http import MAX_MESSAGE, MESSAGE, TRANSFER, Request, Response, Sink
from signature_model.errors import NoAnswer
from signature_transports.clocks import ManualClock
from signature_transports.emulator import Emulator, Slow
from signature_transports.fake import AsyncFakeTransport, FakeTransport, Loss
from tests.signature_model.scripts import UNSENT, Script, scripted
from tests.signature_transports.emulator.calls import clock_of

REQUEST = Request(method="GET", url="https://service.example/api")
ANSWER = Response(status=200, headers={"date": "today"}, body=b"pong")


class Awaiting:
    """An asynchronous transport with the face of the other."""

    def __init__(self, fake: FakeTransport) -> None:
        self._transport = AsyncFakeTransport(fake)
        self.clock = self._transport.clock

    def send(self, request: Request) -> Response:
        return asyncio.run(self._transport.send(request))

    def wait(self, seconds: float, stop: Any = None) -> None:  # noqa: ANN401 - either kind of stop
        asyncio.run(self._transport.wait(seconds, stop))


both = pytest.mark.parametrize("face", [lambda fake: fake, Awaiting], ids=["sync", "async"])


@both
def test_a_response_is_returned_unchanged(face: Any) -> None:  # noqa: ANN401 - one of two transports
    script = scripted(ANSWER)
    assert face(FakeTransport(script)).send(REQUEST) == ANSWER
    assert script.requests == [REQUEST]


@both
def test_a_response_is_received_as_by_other_transports(face: Any) -> None:  # noqa: ANN401 - one of two transports
    large = Response(status=200, headers={"Date": "today"}, body=bytes(MAX_MESSAGE + 1))
    answer = face(FakeTransport(scripted(large))).send(REQUEST)
    assert (len(answer.body), answer.is_cut, answer.headers) == (MAX_MESSAGE, True, {"date": "today"})
    file = io.BytesIO()
    request = Request(method="GET", url=REQUEST.url, sink=Sink(file))
    assert face(FakeTransport(scripted(ANSWER))).send(request).body == b""
    assert file.getvalue() == b"pong"


@both
@pytest.mark.parametrize(
    ("loss", "was_sent", "acts"), [(Loss.UNSENT, False, False), (Loss.BEFORE, True, False), (Loss.AFTER, True, True)]
)
def test_a_call_is_lost_as_scripted(face: Any, loss: Loss, *, was_sent: bool, acts: bool) -> None:  # noqa: ANN401 - one of two transports
    script = scripted(ANSWER)
    transport = face(FakeTransport(script, losses=lambda request: loss if request.method == "GET" else None))
    with pytest.raises(NoAnswer, match=f"^the call was lost, as scripted: {loss}$") as caught:
        transport.send(REQUEST)
    assert caught.value.was_sent is was_sent
    assert bool(script.requests) is acts
    other = Request(method="POST", url=REQUEST.url)
    assert transport.send(other) == ANSWER


@both
def test_an_error_of_the_service_is_raised(face: Any) -> None:  # noqa: ANN401 - one of two transports
    with pytest.raises(NoAnswer) as caught:
        face(FakeTransport(Script([UNSENT]))).send(REQUEST)
    assert caught.value is UNSENT


@both
def test_waiting_moves_the_clock(face: Any) -> None:  # noqa: ANN401 - one of two transports
    clock = ManualClock()
    transport = face(FakeTransport(scripted(ANSWER), clock=clock))
    transport.wait(2.5)
    transport.wait(1, Event())
    assert transport.clock() == clock.seconds() == 3.5


@both
def test_no_time_passes_if_stop_is_set(face: Any) -> None:  # noqa: ANN401 - one of two transports
    stop = Event()
    stop.set()
    transport = face(FakeTransport(scripted(ANSWER)))
    transport.wait(600, stop)
    assert transport.clock() == 0


@both
def test_a_slow_response_arrives_later(face: Any) -> None:  # noqa: ANN401 - one of two transports
    transport = face(FakeTransport(scripted(Slow(status=200, body=b"late", seconds=MESSAGE.silence))))
    assert transport.send(REQUEST).body == b"late"
    assert transport.clock() == MESSAGE.silence


@both
def test_a_response_that_is_too_slow_does_not_arrive(face: Any) -> None:  # noqa: ANN401 - one of two transports
    slow = Slow(status=200, body=b"late", seconds=MESSAGE.silence + 0.001)
    script = scripted(slow, slow)
    transport = face(FakeTransport(script))
    with pytest.raises(NoAnswer, match="no response for 10 s") as caught:
        transport.send(REQUEST)
    assert caught.value.was_sent
    assert (transport.clock(), len(script.requests)) == (MESSAGE.silence, 1)
    patient = Request(method="GET", url=REQUEST.url, timeouts=TRANSFER)
    assert transport.send(patient).body == b"late"


@both
@pytest.mark.parametrize(("length", "arrives"), [("3", True), ("4", True), ("5", False)])
def test_a_response_shorter_than_its_length_was_cut(face: Any, length: str, *, arrives: bool) -> None:  # noqa: ANN401 - one of two transports
    answer = Response(status=200, headers={"content-length": length}, body=b"pong")
    transport = face(FakeTransport(scripted(answer)))
    if arrives:
        assert transport.send(REQUEST) == answer
        return
    with pytest.raises(NoAnswer, match="the response was cut short") as caught:
        transport.send(REQUEST)
    assert caught.value.was_sent


@pytest.mark.parametrize(("fault", "is_lost"), [("slow", True), ("truncated", True), ("html", False)])
def test_the_faults_of_the_emulator_have_effect(fault: str, *, is_lost: bool) -> None:
    emulator = Emulator()
    emulator.faults.add("ping", fault)
    transport = FakeTransport(emulator.handle, clock=clock_of(emulator))
    request = Request(method="GET", url=f"{emulator.settings.root}/984661185")
    if is_lost:
        with pytest.raises(NoAnswer):
            transport.send(request)
    else:
        assert transport.send(request).status == 502
    assert transport.send(request).status == 200
