"""A transport within the process: a function answers, losses are scripted, time passes where it is waited for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from signature_model.api.http import Receiver
from signature_model.errors import NoAnswer
from signature_transports.clocks import ManualClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_model.api.flow import AsyncStop, Stop
    from signature_model.api.http import Request, Response


class Loss(StrEnum):
    """What becomes of a call that is lost."""

    UNSENT = "unsent"
    """No connection: the caller knows that nothing has reached the service."""
    BEFORE = "before"
    """The connection breaks before the service acts, which the caller cannot know."""
    AFTER = "after"
    """The service acts, and its answer is lost."""


class FakeTransport:
    """Gives requests to ``service``, which may be an emulator's ``handle``, and its answers back.

    ``losses`` says of each request whether, and how, it is lost. ``clock`` is the one that the service goes by.
    """

    def __init__(
        self,
        service: Callable[[Request], Response],
        *,
        losses: Callable[[Request], Loss | None] = lambda _: None,
        clock: ManualClock | None = None,
    ) -> None:
        self._service = service
        self._losses = losses
        self._clock = clock or ManualClock()

    def send(self, request: Request) -> Response:
        """The service's answer. Raises NoAnswer for what is scripted to be lost."""
        loss = self._losses(request)
        if loss in {Loss.UNSENT, Loss.BEFORE}:
            raise _lost(loss)
        answer = self._service(request)
        if loss is not None:
            raise _lost(loss)
        self._take_its_time(answer, request)
        if int(answer.headers.get("content-length", 0)) > len(answer.body):
            msg = "the answer was cut short"
            raise NoAnswer(msg)
        receiver = Receiver(request, answer.status, answer.headers.items())
        receiver.takes(answer.body)
        return receiver.response()

    def wait(self, seconds: float, stop: Stop | None = None) -> None:
        """Move the clock, unless it is told to stop."""
        if stop is None or not stop.is_set():
            self._clock.advance(seconds)

    def clock(self) -> float:
        """The seconds that the clock has been moved by."""
        return self._clock.seconds()

    def _take_its_time(self, answer: Response, request: Request) -> None:
        """Let the seconds pass that a ``Slow`` answer of the emulator's takes, or those for which it is waited."""
        seconds = getattr(answer, "seconds", 0.0)
        self._clock.advance(min(seconds, request.timeouts.silence))
        if seconds > request.timeouts.silence:
            msg = f"no answer for {request.timeouts.silence} s"
            raise NoAnswer(msg)


class AsyncFakeTransport:
    """A ``FakeTransport`` for programs that await."""

    def __init__(self, fake: FakeTransport) -> None:
        self._fake = fake

    async def send(self, request: Request) -> Response:
        """The service's answer. Raises NoAnswer for what is scripted to be lost."""
        return self._fake.send(request)

    async def wait(self, seconds: float, stop: AsyncStop | None = None) -> None:
        """Move the clock, unless it is told to stop."""
        if stop is None or not stop.is_set():
            self._fake.wait(seconds)

    def clock(self) -> float:
        """The seconds that the clock has been moved by."""
        return self._fake.clock()


def _lost(loss: Loss) -> NoAnswer:
    msg = f"the call was lost, as scripted: {loss}"
    return NoAnswer(msg, was_sent=loss is not Loss.UNSENT)
