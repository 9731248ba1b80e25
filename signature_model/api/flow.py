"""Flows: operations as generators. A flow yields the next thing to do, and receives the result.

A flow yields a ``Request`` and receives the ``Response``; it yields a ``Wait`` or ``Prepare`` and receives None; it
yields a ``Clock`` and receives the seconds of a monotonic clock. A SigningError of the transport is raised inside the
flow; any other exception ends it. ``run`` and ``run_async`` are the only difference between blocking and asynchronous
programs.
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
    """Wait for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Prepare:
    """Prepare to send: a transport with a method ``prepare`` fetches the token that calls need."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Read the clock."""


Flow: TypeAlias = Generator[Request | Wait | Prepare | Clock, Any, T]


class Stop(Protocol):
    """A signal to stop waiting, such as ``threading.Event``."""

    def is_set(self) -> bool:
        """Whether to stop."""

    def wait(self, timeout: float) -> object:
        """Wait for the signal, at most ``timeout`` seconds."""


class AsyncStop(Protocol):
    """A signal to stop waiting, such as ``asyncio.Event``."""

    def is_set(self) -> bool:
        """Whether to stop."""

    async def wait(self) -> object:
        """Wait for the signal."""


class Transport(Protocol):
    """The connection of a blocking client to the outside world. Threads may share it."""

    def send(self, request: Request, /) -> Response:
        """Send a request and return the response. Raises NoAnswer, UntrustedServer."""

    def wait(self, seconds: float, stop: Stop | None, /) -> None:
        """Wait, or return earlier if ``stop`` is set."""

    def clock(self) -> float:
        """Return the seconds of a monotonic clock."""


class AsyncTransport(Protocol):
    """The connection of an asynchronous client to the outside world."""

    async def send(self, request: Request, /) -> Response:
        """Send a request and return the response. Raises NoAnswer, UntrustedServer."""

    async def wait(self, seconds: float, stop: AsyncStop | None, /) -> None:
        """Wait, or return earlier if ``stop`` is set."""

    def clock(self) -> float:
        """Return the seconds of a monotonic clock."""


class Stopped(Exception):
    """``stop`` was set while the flow waited."""


def send(request: Request) -> Flow[Response]:
    """Send a request."""
    response: Response = yield request
    return response


def wait(seconds: float) -> Flow[None]:
    """Wait for some seconds, if the number is positive."""
    if seconds > 0:
        yield Wait(seconds)


def prepare() -> Flow[None]:
    """Get ready to send."""
    yield Prepare()


def clock() -> Flow[float]:
    """Return the seconds of a monotonic clock."""
    seconds: float = yield Clock()
    return seconds


def run(flow: Flow[T], transport: Transport, stop: Stop | None = None) -> T:
    """Run a flow and return its result. Raises Stopped if ``stop`` is set while the flow waits."""
    advance: Callable[[], Request | Wait | Prepare | Clock] = partial(flow.send, None)
    with closing(flow):  # the flow cleans up before an exception goes on
        while True:
            try:
                effect = advance()
            except StopIteration as done:
                return cast("T", done.value)
            try:
                result = _performed(effect, transport, stop)
            except SigningError as error:
                advance = partial(flow.throw, error)
            else:
                advance = partial(flow.send, result)


async def run_async(flow: Flow[T], transport: AsyncTransport, stop: AsyncStop | None = None) -> T:
    """Run a flow and return its result. Raises Stopped if ``stop`` is set while the flow waits."""
    advance: Callable[[], Request | Wait | Prepare | Clock] = partial(flow.send, None)
    with closing(flow):  # the flow cleans up before an exception goes on
        while True:
            try:
                effect = advance()
            except StopIteration as done:
                return cast("T", done.value)
            try:
                result = await _performed_async(effect, transport, stop)
            except SigningError as error:
                advance = partial(flow.throw, error)
            else:
                advance = partial(flow.send, result)


def _performed(effect: Request | Wait | Prepare | Clock, transport: Transport, stop: Stop | None) -> object:
    if isinstance(effect, Request):
        return transport.send(effect)
    if isinstance(effect, Clock):
        return transport.clock()
    if isinstance(effect, Prepare):
        return getattr(transport, "prepare", _ready)()
    transport.wait(effect.seconds, stop)
    _raise_if_stopped(stop)
    return None


async def _performed_async(
    effect: Request | Wait | Prepare | Clock, transport: AsyncTransport, stop: AsyncStop | None
) -> object:
    if isinstance(effect, Request):
        return await transport.send(effect)
    if isinstance(effect, Clock):
        return transport.clock()
    if isinstance(effect, Prepare):
        return await getattr(transport, "prepare", _async_ready)()
    await transport.wait(effect.seconds, stop)
    _raise_if_stopped(stop)
    return None


def _ready() -> None:
    """Do nothing: most transports need no token."""


async def _async_ready() -> None:
    """Do nothing: most transports need no token."""


def _raise_if_stopped(stop: Stop | AsyncStop | None) -> None:
    if stop is not None and stop.is_set():
        raise Stopped
