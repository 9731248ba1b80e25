"""Flows: operations as generators that yield what is to be done and are sent what came of it.

A flow yields a ``Request`` and is sent the ``Response``, a ``Wait`` and is sent None, or a ``Clock`` and is sent the
seconds of a clock that only runs forward. A SigningError of the transport's is raised in the flow; anything else ends
it. ``run`` and ``run_async`` are all that differs between a program that blocks and one that awaits.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, cast

from signature_model.api.http import Request, Response
from signature_model.errors import SigningError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wait:
    """Let so many seconds pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Clock:
    """Tell the time, in seconds since an arbitrary moment."""


Flow: TypeAlias = Generator[Request | Wait | Clock, Any, T]


class Stop(Protocol):
    """Tells that waiting is to end, as ``threading.Event`` does."""

    def is_set(self) -> bool:
        """Whether it has been told."""

    def wait(self, timeout: float) -> object:
        """Wait until it is told, so many seconds at most."""


class AsyncStop(Protocol):
    """Tells that waiting is to end, as ``asyncio.Event`` does."""

    def is_set(self) -> bool:
        """Whether it has been told."""

    async def wait(self) -> object:
        """Wait until it is told."""


class Transport(Protocol):
    """The world outside, for programs that block. Safe to share among threads."""

    def send(self, request: Request, /) -> Response:
        """Send a request and take in its answer. Raises NoAnswer, UntrustedServer."""

    def wait(self, seconds: float, stop: Stop | None, /) -> None:
        """Let time pass, less if it is told to stop."""

    def clock(self) -> float:
        """Seconds since an arbitrary moment."""


class AsyncTransport(Protocol):
    """The world outside, for programs that await."""

    async def send(self, request: Request, /) -> Response:
        """Send a request and take in its answer. Raises NoAnswer, UntrustedServer."""

    async def wait(self, seconds: float, stop: AsyncStop | None, /) -> None:
        """Let time pass, less if it is told to stop."""

    def clock(self) -> float:
        """Seconds since an arbitrary moment."""


class Stopped(Exception):
    """The flow was told to stop while it waited."""


def send(request: Request) -> Flow[Response]:
    """The answer to a request."""
    response: Response = yield request
    return response


def wait(seconds: float) -> Flow[None]:
    """Let so many seconds pass."""
    if seconds > 0:
        yield Wait(seconds)


def clock() -> Flow[float]:
    """The time, in seconds since an arbitrary moment."""
    seconds: float = yield Clock()
    return seconds


def run(flow: Flow[T], transport: Transport, stop: Stop | None = None) -> T:
    """Carry out a flow and return what it comes to. Raises Stopped where it was told to stop while it waited."""
    advance: Callable[[], Request | Wait | Clock] = partial(flow.send, None)
    with closing(flow):  # what the flow has to undo is undone before anything else that was raised goes on
        while True:
            try:
                effect = advance()
            except StopIteration as done:
                return cast("T", done.value)
            try:
                answer = _performed(effect, transport, stop)
            except SigningError as error:
                advance = partial(flow.throw, error)
            else:
                advance = partial(flow.send, answer)


async def run_async(flow: Flow[T], transport: AsyncTransport, stop: AsyncStop | None = None) -> T:
    """Carry out a flow and return what it comes to. Raises Stopped where it was told to stop while it waited."""
    advance: Callable[[], Request | Wait | Clock] = partial(flow.send, None)
    with closing(flow):  # what the flow has to undo is undone before anything else that was raised goes on
        while True:
            try:
                effect = advance()
            except StopIteration as done:
                return cast("T", done.value)
            try:
                answer = await _performed_async(effect, transport, stop)
            except SigningError as error:
                advance = partial(flow.throw, error)
            else:
                advance = partial(flow.send, answer)


def _performed(effect: Request | Wait | Clock, transport: Transport, stop: Stop | None) -> object:
    if isinstance(effect, Request):
        return transport.send(effect)
    if isinstance(effect, Clock):
        return transport.clock()
    transport.wait(effect.seconds, stop)
    _require_going_on(stop)
    return None


async def _performed_async(effect: Request | Wait | Clock, transport: AsyncTransport, stop: AsyncStop | None) -> object:
    if isinstance(effect, Request):
        return await transport.send(effect)
    if isinstance(effect, Clock):
        return transport.clock()
    await transport.wait(effect.seconds, stop)
    _require_going_on(stop)
    return None


def _require_going_on(stop: Stop | AsyncStop | None) -> None:
    if stop is not None and stop.is_set():
        raise Stopped
