"""A transport inside the process. A function responds, losses are scripted, and waiting moves a clock."""

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
    """The ways in which a call is lost."""

    UNSENT = "unsent"
    """No connection is made, so the caller can be sure that nothing has reached the service."""
    BEFORE = "before"
    """The connection breaks before the service acts, but the caller cannot know that."""
    AFTER = "after"
    """The service acts, and its response is lost."""


class FakeTransport:
    """Passes requests to ``service``, such as an emulator's ``handle``, and returns its responses.

    ``losses`` decides for each request whether and how it is lost. ``clock`` is the clock of the service.
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
        """Return the service's response. Raises NoAnswer if the call is lost."""
        loss = self._losses(request)
        if loss in {Loss.UNSENT, Loss.BEFORE}:
            raise _lost(loss)
        response = self._service(request)
        if loss is not None:
            raise _lost(loss)
        self._pass_time(response, request)
        if int(response.headers.get("content-length", 0)) > len(response.body):
            msg = "the response was cut short"
            raise NoAnswer(msg)
        receiver = Receiver(request, response.status, response.headers.items())
        receiver.takes(response.body)
        return receiver.response()

    def wait(self, seconds: float, stop: Stop | None = None) -> None:
        """Move the clock, unless ``stop`` is set."""
        if stop is None or not stop.is_set():
            self._clock.advance(seconds)

    def clock(self) -> float:
        """Return the seconds by which the clock was moved."""
        return self._clock.seconds()

    def _pass_time(self, response: Response, request: Request) -> None:
        """Move the clock by the time that a ``Slow`` response of the emulator takes, up to the timeout."""
        seconds = getattr(response, "seconds", 0.0)
        self._clock.advance(min(seconds, request.timeouts.silence))
        if seconds > request.timeouts.silence:
            msg = f"no response for {request.timeouts.silence} s"
            raise NoAnswer(msg)


class AsyncFakeTransport:
    """A ``FakeTransport`` for asynchronous clients."""

    def __init__(self, fake: FakeTransport) -> None:
        self._fake = fake

    async def send(self, request: Request) -> Response:
        """Return the service's response. Raises NoAnswer if the call is lost."""
        return self._fake.send(request)

    async def wait(self, seconds: float, stop: AsyncStop | None = None) -> None:
        """Move the clock, unless ``stop`` is set."""
        if stop is None or not stop.is_set():
            self._fake.wait(seconds)

    def clock(self) -> float:
        """Return the seconds by which the clock was moved."""
        return self._fake.clock()


def _lost(loss: Loss) -> NoAnswer:
    msg = f"the call was lost, as scripted: {loss}"
    return NoAnswer(msg, was_sent=loss is not Loss.UNSENT)
